/** The page that a user wants: does it work, what does not, and what to do. */
import { objectOf, objectsOf, read, textOf, type JsonObject } from './answers';
import type { CallName } from './calls';
import type { Seen } from './seen';

export interface Line {
	topic: string;
	/** Good, bad, or not known. */
	mark: 'ok' | 'bad' | 'unknown';
	text: string;
}

export interface Readiness {
	lines: Line[];
	/** What to do next, most urgent first. */
	next: string[];
}

export function readinessOf(seen: Seen): Readiness {
	const next: string[] = [];
	const lines = [key, health, groups, creating, webhook, templates, refused].map((line) =>
		line(seen, next),
	);
	return { lines: lines.filter((one) => one !== undefined), next };
}

type Topic = (seen: Seen, next: string[]) => Line | undefined;

const key: Topic = (seen, next) => {
	const exchange = seen.last('health');
	const answer = read(exchange);
	const topic = 'API key';
	if (answer.kind === 'success') return { topic, mark: 'ok', text: 'good' };
	if (exchange?.status === 401 || exchange?.status === 403) {
		next.push('Create a new key in the 360dialog Hub, or check that it belongs to this number.');
		return { topic, mark: 'bad', text: `refused with HTTP ${exchange.status}` };
	}
	next.push('Check the network and the base URL, and run the check again.');
	return { topic, mark: 'unknown', text: reasonOf(answer) };
};

const health: Topic = (seen, next) => {
	const answer = read(seen.last('health'));
	const topic = 'Number';
	if (answer.kind !== 'success') return undefined;
	const status = objectOf(objectOf(answer.json).health_status);
	const can = textOf(status.can_send_message);
	if (can === undefined) return { topic, mark: 'unknown', text: 'its health is not told' };
	const troubles = objectsOf(status.entities).flatMap((entity) => troublesOf(entity));
	if (can === 'AVAILABLE') return { topic, mark: 'ok', text: 'can send messages' };
	next.push(`Solve what stands in the way of the number: ${troubles.join('; ') || can}`);
	return { topic, mark: 'bad', text: [`can send: ${can}`, ...troubles].join('; ') };
};

function troublesOf(entity: JsonObject): string[] {
	const { entity_type: type, can_send_message: can, additional_info: info } = entity;
	if (can === 'AVAILABLE') return [];
	const errors = objectsOf(entity.errors).map(({ error_description: text }) => textOf(text));
	const words = [...errors, ...(Array.isArray(info) ? info.map(textOf) : [])].filter(Boolean);
	return [
		`${textOf(type) ?? 'something'} is ${textOf(can) ?? 'not known'}${words.length > 0 ? ` (${words.join('; ')})` : ''}`,
	];
}

const groups: Topic = (seen) => {
	const answers = seen.all('groups').map(read);
	const [first] = answers;
	const topic = 'Groups';
	if (first?.kind !== 'success') return { topic, mark: 'unknown', text: reasonOf(first) };
	const lists = seen.all('groups').map(({ json }) => objectOf(json));
	const count = lists.reduce((sum, list) => {
		const groupList = objectOf(list.data).groups ?? list.data ?? list.groups;
		return sum + (Array.isArray(groupList) ? groupList.length : 0);
	}, 0);
	return { topic, mark: 'ok', text: `can be listed; there are ${count}` };
};

const creating: Topic = (seen, next) => {
	const exchange = seen.last('create');
	const topic = 'Creating groups';
	if (!exchange) {
		next.push('Only creating a group shows whether the number may: npm run live-check -- try');
		return { topic, mark: 'unknown', text: 'not tried; reading does not show it' };
	}
	const answer = read(exchange);
	if (answer.kind === 'success') {
		return seen.own?.shownAfter
			? { topic, mark: 'ok', text: 'works' }
			: { topic, mark: 'unknown', text: 'accepted, and the group did not show' };
	}
	if (answer.kind !== 'refusal') return { topic, mark: 'unknown', text: reasonOf(answer) };
	if (answer.code === 131215) {
		next.push('Apply for an Official Business Account for this number at 360dialog.');
		return { topic, mark: 'bad', text: 'refused: the number is not eligible for groups (131215)' };
	}
	return { topic, mark: 'bad', text: `refused: ${reasonOf(answer)}` };
};

const webhook: Topic = (seen, next) => {
	const exchange = seen.last('webhook');
	const answer = read(exchange);
	const topic = 'Webhook';
	const isUnset = exchange?.status === 404;
	if (answer.kind !== 'success' && !isUnset)
		return { topic, mark: 'unknown', text: reasonOf(answer) };
	const url = answer.kind === 'success' ? textOf(objectOf(answer.json).url) : undefined;
	const multi = read(seen.last('multiWebhook'));
	const copies = objectsOf(
		objectOf(multi.kind === 'success' ? multi.json : {}).destinations,
	).length;
	if (url === undefined) {
		const waba = read(seen.last('wabaWebhook'));
		const whole = textOf(objectOf(waba.kind === 'success' ? waba.json : {}).url);
		next.push('Activate a workflow with the WhatsApp Groups Trigger: the number is free.');
		return {
			topic,
			mark: 'ok',
			text: whole ? `none of its own; the account’s goes to ${hostOf(whole)}` : 'nobody holds it',
		};
	}
	return { topic, mark: 'ok', text: `held by ${hostOf(url)}; ${copies} more get copies` };
};

function hostOf(url: string): string {
	return URL.canParse(url) ? new URL(url).host : 'an address that cannot be read';
}

const templates: Topic = (seen, next) => {
	const topic = 'Invite templates';
	const lists = (['legacyTemplates', 'templates'] as const).flatMap((call) => {
		const answer = read(seen.last(call));
		if (answer.kind !== 'success') return [];
		const { waba_templates: legacy, data } = objectOf(answer.json);
		return Array.isArray(legacy ?? data) ? [objectsOf(legacy ?? data)] : [];
	});
	const [list] = lists;
	if (!list) return { topic, mark: 'unknown', text: 'templates cannot be listed' };
	const able = list.filter(canInvite).map(({ name }) => textOf(name) ?? '');
	if (able.length > 0) {
		return {
			topic,
			mark: 'ok',
			text: `approved, with a variable for the link: ${able.join(', ')}`,
		};
	}
	next.push(
		'Create an invite template: in n8n with the operation Create Invite of the resource Template.',
	);
	return { topic, mark: 'bad', text: `none of ${list.length} templates can carry an invitation` };
};

/** The service does not tell what a variable is for: any in the body can hold the link. */
function canInvite({ status, components }: JsonObject): boolean {
	if (String(status).toUpperCase() !== 'APPROVED') return false;
	return objectsOf(components).some(
		({ type, text }) => String(type).toUpperCase() === 'BODY' && String(text).includes('{{'),
	);
}

/** Refusals that were not asked for. */
const EXPECTED: readonly CallName[] = [
	'wrongKey',
	'badCursor',
	'unknownGroup',
	'groupBare',
	'unknownPath',
	'approveUnknown',
	'removeStranger',
	'unknownTemplate',
	'emptyText',
	'closedText',
	'smallPicture',
	'clearDescription',
	'pictureAsFile',
	'pictureAsProfile',
	'reaction',
	'location',
	'setWebhook',
	'readWebhook',
];

const refused: Topic = (seen) => {
	const bad = seen.exchanges.filter((exchange) => {
		if (EXPECTED.includes(exchange.call)) return false;
		if (exchange.call === 'webhook' && exchange.status === 404) return false;
		return read(exchange).kind === 'refusal';
	});
	if (bad.length === 0) return undefined;
	const text = bad.map(
		(exchange) => `${exchange.method} ${exchange.call}: ${reasonOf(read(exchange))}`,
	);
	return { topic: 'Refused', mark: 'bad', text: [...new Set(text)].join('; ') };
};

function reasonOf(answer: ReturnType<typeof read> | undefined): string {
	if (!answer) return 'not asked';
	if (answer.kind === 'unclear') return answer.why;
	if (answer.kind === 'page') return 'a page came in the place of an answer';
	if (answer.kind !== 'refusal') return 'the answer says something else';
	return answer.text || (answer.code === undefined ? 'no reason is given' : String(answer.code));
}
