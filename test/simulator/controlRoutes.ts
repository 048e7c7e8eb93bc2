import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { PersonMedia, PersonMessage } from './control';
import type { Core } from './core';
import type { Fault, FaultRule } from './faults';
import { ControlError, type PersonSeed } from './people';
import type { RateLimit } from './rateLimit';
import type { GroupSeed } from './seed';
import type { Simulator } from './types';
import { describeSwitches, type Switches } from './switches';
import type { TemplateSeed } from './templates';
import { isObject } from './validation';

/** A mistake in a control request: answered with 400. */
class BadControl extends Error {}

type Input = Record<string, unknown>;
type Action = (input: Input, query: Record<string, string>) => unknown;

function text(input: Input, name: string): string {
	const value = input[name];
	if (typeof value !== 'string' || value === '') throw new BadControl(`"${name}" is required`);
	return value;
}

function optionalText(input: Input, name: string): string | undefined {
	return input[name] === undefined ? undefined : text(input, name);
}

function wholeNumber(input: Input, name: string): number {
	const value = input[name];
	if (!Number.isInteger(value) || Number(value) < 0) {
		throw new BadControl(`"${name}" takes a whole number from 0`);
	}
	return Number(value);
}

function optionalNumber(input: Input, name: string): number | undefined {
	return input[name] === undefined ? undefined : wholeNumber(input, name);
}

function bodyOf(request: FastifyRequest): Input {
	if (!Buffer.isBuffer(request.body) || request.body.length === 0) return {};
	const value: unknown = JSON.parse(request.body.toString('utf8'));
	if (!isObject(value)) throw new BadControl('The body must be a JSON object');
	return value;
}

/** The last entries of a list: `?last=N`, 100 unless told. */
function last<T>(list: readonly T[], query: Record<string, string>): T[] {
	return list.slice(-Number(query.last ?? 100));
}

function faultView({ id, rule, hits, matches }: Fault) {
	const path = rule.path instanceof RegExp ? String(rule.path) : rule.path;
	return { id, hits, matches, rule: { ...rule, path } };
}

/** Makes everything of the in-process API available under `/_control`, without an API key. */
export function registerControl(app: FastifyInstance, core: Core, simulator: Simulator): void {
	const actions: Record<string, Action> = {
		...observing(simulator),
		...tuning(core, simulator),
		...acting(simulator),
	};
	for (const [key, action] of Object.entries(actions)) {
		const [method, path] = key.split(' ');
		app.route({
			method,
			url: `/_control${path}`,
			handler: async (request, reply) => {
				try {
					const query = request.query as Record<string, string>;
					const input = { ...(request.params as Input), ...bodyOf(request) };
					return await reply.send((await action(input, query)) ?? { ok: true });
				} catch (error) {
					const message = error instanceof Error ? error.message : String(error);
					return await reply
						.code(error instanceof ControlError ? 409 : 400)
						.send({ error: message });
				}
			},
		});
	}
	app.get('/_control', async () => ({
		endpoints: Object.keys(actions).map((key) => key.replace(' ', ' /_control')),
	}));
}

function observing(simulator: Simulator): Record<string, Action> {
	const { log } = simulator;
	return {
		'GET /state': () => simulator.snapshot(),
		'GET /requests': (_, query) => last(log.requests, query),
		'GET /sent': (_, query) => last(log.sentMessages, query),
		'GET /events': (_, query) => last(simulator.events, query),
		'GET /deliveries': (_, query) => last(simulator.deliveries, query),
		'POST /idle': async (input) => await simulator.idle(optionalNumber(input, 'timeoutMs')),
	};
}

function tuning(core: Core, simulator: Simulator): Record<string, Action> {
	const { faults, switches } = simulator;
	return {
		'GET /switches': (_, query) => (query.describe ? describeSwitches(switches) : switches),
		'PATCH /switches': (input) => {
			simulator.setSwitches(input as Partial<Switches>);
			return switches;
		},
		'GET /faults': () => faults.list().map(faultView),
		'POST /faults': (input) => faultView(faults.add(input as unknown as FaultRule)),
		'DELETE /faults': () => faults.clear(),
		'DELETE /faults/:id': (input) => {
			if (!faults.remove(Number(input.id))) throw new ControlError('There is no such fault');
		},
		'GET /latency': () => core.latency,
		'PUT /latency': (input) => {
			const { ms } = input;
			const min = ms === undefined ? wholeNumber(input, 'min') : wholeNumber(input, 'ms');
			simulator.setLatency({ min, max: ms === undefined ? wholeNumber(input, 'max') : min });
			return core.latency;
		},
		'GET /rate-limit': () => ({ rateLimit: core.limiter.current }),
		'PUT /rate-limit': (input) => {
			simulator.setRateLimit(input as unknown as RateLimit);
			return { rateLimit: core.limiter.current };
		},
		'DELETE /rate-limit': () => simulator.setRateLimit(null),
		'PUT /api-key': (input) => simulator.setApiKey(text(input, 'apiKey')),
		'PUT /webhook': (input) => {
			const headers = (input.headers ?? {}) as Record<string, string>;
			simulator.setWebhook({ url: text(input, 'url'), headers });
		},
		'DELETE /webhook': () => simulator.setWebhook(null),
		'POST /deliver': (input) => simulator.deliverRaw(input),
		'POST /advance': (input) => {
			simulator.advance(wholeNumber(input, 'ms'));
			return { now: new Date(simulator.now()).toISOString() };
		},
		'PUT /eligible': (input) => simulator.control.setEligible(input.eligible === true),
		'POST /reset': () => simulator.reset(),
	};
}

function acting({ control, state }: Simulator): Record<string, Action> {
	const group = (input: Input) => text(input, 'groupId');
	const person = (input: Input) => text(input, 'person');
	return {
		'GET /people': () => [...state.people.values()],
		'POST /people': (input) => {
			text(input, 'waId');
			return control.addPerson(input as unknown as PersonSeed);
		},
		'POST /groups': (input) => {
			text(input, 'subject');
			const { id } = control.addGroup(input as unknown as GroupSeed);
			return { groupId: id, inviteLink: control.inviteLink(id) };
		},
		'POST /templates': (input) => {
			text(input, 'name');
			return control.addTemplate(input as unknown as TemplateSeed);
		},
		'PATCH /templates/:name': (input) =>
			control.setTemplateStatus(text(input, 'name'), text(input, 'status')),
		'POST /join': (input) => {
			const link = optionalText(input, 'inviteLink') ?? control.inviteLink(group(input));
			return control.join(link, person(input));
		},
		'POST /revoke-join-request': (input) => control.revokeJoinRequest(group(input), person(input)),
		'POST /leave': (input) => control.leave(group(input), person(input)),
		'POST /send': (input) => {
			const message = { ...input, type: text(input, 'type') } as PersonMessage & Input;
			delete message.groupId;
			delete message.person;
			return { wamid: control.send(group(input), person(input), message) };
		},
		'POST /send-text': (input) => ({
			wamid: control.sendText(
				group(input),
				person(input),
				text(input, 'text'),
				optionalText(input, 'replyTo'),
			),
		}),
		'POST /send-media': (input) => {
			const base64 = optionalText(input, 'base64');
			const bytes = base64 === undefined ? undefined : Buffer.from(base64, 'base64');
			text(input, 'type');
			const media = { ...input, bytes } as unknown as PersonMedia;
			return { wamid: control.sendMedia(group(input), person(input), media) };
		},
		'POST /send-reaction': (input) => ({
			wamid: control.sendReaction(
				group(input),
				person(input),
				text(input, 'messageId'),
				optionalText(input, 'emoji') ?? '',
			),
		}),
		'POST /send-direct': (input) => ({
			wamid: control.sendDirect(person(input), text(input, 'text')),
		}),
		'POST /deliver-message': (input) => control.deliverMessage(text(input, 'wamid'), person(input)),
		'POST /read': (input) => control.readMessage(text(input, 'wamid'), person(input)),
		'POST /play': (input) => control.playMessage(text(input, 'wamid'), person(input)),
		'POST /fail-message': (input) =>
			control.failMessage(text(input, 'wamid'), wholeNumber(input, 'code')),
		'POST /suspend': (input) => control.suspend(group(input)),
		'POST /clear-suspension': (input) => control.clearSuspension(group(input)),
		'POST /open-window': (input) => control.openWindow(group(input)),
		'POST /close-window': (input) => control.closeWindow(group(input)),
		'POST /fail-next-creation': (input) => control.failNextCreation(optionalNumber(input, 'code')),
		'POST /fail-next-deletion': (input) => control.failNextDeletion(optionalNumber(input, 'code')),
		'POST /fail-next-settings': (input) =>
			control.failNextSettings({
				subject: optionalNumber(input, 'subject'),
				description: optionalNumber(input, 'description'),
				picture: optionalNumber(input, 'picture'),
			}),
		'POST /out-of-band-error': (input) => control.outOfBandError(optionalNumber(input, 'code')),
		'POST /auto-join': (input) =>
			control.autoJoin({
				waId: optionalText(input, 'waId'),
				groupId: optionalText(input, 'groupId'),
				afterMs: wholeNumber(input, 'afterMs'),
			}),
	};
}
