import Ajv from 'ajv';

const text = { type: 'string' };
const number = { type: 'number' };
const flag = { type: 'boolean' };
const anything = {};
const listOf = (items: object) => ({ type: 'array', items });
const record = (properties: Record<string, object>, optional: Record<string, object> = {}) => ({
	type: 'object',
	properties: { ...properties, ...optional },
	required: Object.keys(properties),
});

const config = record({}, { url: text, headers: anything });
const multiWebhook = record({
	enabled: flag,
	destinations: listOf(record({ name: text, url: text })),
});

/** Components of a template, as far as they are shown. */
export const COMPONENTS = listOf(
	record({ type: text }, { text, buttons: listOf(record({}, { type: text, text })) }),
);

/** The shape of a saved state: what is missing or of another type would fail later, out of sight. */
const SCHEMA = record({
	savedAt: text,
	ahead: number,
	ids: { type: 'array', items: number, minItems: 2, maxItems: 2 },
	sequence: number,
	switches: anything,
	latency: record({ min: number, max: number }),
	rateLimit: { type: ['object', 'null'] },
	faults: listOf(record({ kind: text })),
	people: listOf(
		record({
			waId: text,
			userId: text,
			name: text,
			onWhatsApp: flag,
			acceptsTerms: flag,
			windowUntil: number,
			inbox: listOf(record({ wamid: text, text, inviteLinks: listOf(text) })),
		}),
	),
	groups: listOf(
		record(
			{
				id: text,
				number: text,
				sequence: number,
				subject: text,
				joinApprovalMode: text,
				createdAt: number,
				visible: flag,
				suspended: flag,
				inviteCode: text,
				members: listOf(text),
				removedForever: listOf(text),
				joinRequests: listOf(record({ id: text, sequence: number, waId: text, createdAt: number })),
				pins: listOf(record({ wamid: text, until: number })),
				windowUntil: number,
			},
			{ creation: record({ requestId: text }, { failure: number }) },
		),
	),
	goneGroups: listOf({ type: 'array', items: text, minItems: 2, maxItems: 2 }),
	messages: listOf(
		record({
			wamid: text,
			direction: { enum: ['in', 'out'] },
			type: text,
			at: number,
			content: record({ text }),
			reached: listOf({ type: 'array', items: text, minItems: 2, maxItems: 2 }),
		}),
	),
	chatLines: listOf(
		record(
			{ sequence: number, at: number, audience: listOf(text), revision: number },
			{ notice: record({ kind: text }), wamid: text, groupId: text },
		),
	),
	media: listOf(record({ id: text, bytes: text, mimeType: text, sha256: text, expiresAt: number })),
	templates: listOf(
		record(
			{ id: text, name: text, status: text, category: text },
			{ language: text, components: COMPONENTS },
		),
	),
	library: listOf(record({ name: text })),
	eligible: flag,
	webhook: config,
	wabaWebhook: config,
	multiWebhook,
	multiWebhookWanted: multiWebhook,
	planned: record({
		creation: listOf(number),
		deletion: listOf(number),
		settings: listOf(anything),
	}),
	autoJoins: listOf(record({ afterMs: number })),
	undelivered: listOf(anything),
});

const validate = new Ajv({ strict: false }).compile(SCHEMA);

/** What is wrong with the shape of a saved state, if anything. */
export function shapeProblem(saved: unknown): string | undefined {
	if (validate(saved)) return undefined;
	const [error] = validate.errors ?? [];
	return `${error?.instancePath ?? ''} ${error?.message ?? 'has another shape'}`.trim();
}
