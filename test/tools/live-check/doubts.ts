/** The doubts of the contract, and what a run says of each. */
import { isObject, objectOf, objectsOf, read } from './answers';
import type { Seen } from './seen';
import { changesOf, groupEvents, statusEvents } from './switches/events';
import type { Findings, SwitchName } from './switches';

export interface Doubt {
	doubt: string;
	about: string;
	state: 'seen' | 'fits no switch' | 'not known';
	/** Sentences that hold nothing of the user's. */
	seen: string[];
}

interface Question {
	about: string;
	switches?: readonly SwitchName[];
	/** More than switches can say. */
	more?: (seen: Seen) => string[];
	/** Why it stays open, where no run can settle it. */
	open?: string;
}

const QUESTIONS: Record<string, Question> = {
	D1: { about: 'what creating a group answers', switches: ['createResponse', 'creationDelayMs'] },
	D2: { about: 'paths of groups', switches: ['groupPathPrefix'] },
	D3: {
		about: 'what changes, deletions and removals answer',
		switches: [
			'mutateResponse',
			'partialResponse',
			'partialNames',
			'removedNamed',
			'removalOfStrangers',
		],
	},
	D4: { about: 'join_approval_mode', more: joinApprovalMode },
	D5: { about: 'the name of a picture’s part', switches: ['pictureField', 'pictureErrors'] },
	D6: {
		about: 'marking as read in groups',
		open: 'it is not tried: the contract has no call for it',
	},
	D7: { about: 'reactions and locations in groups', switches: ['unverifiedTypes'] },
	D8: { about: 'names in the template library', switches: ['libraryInviteName'], more: library },
	D9: { about: 'who began a removal', switches: ['initiatedByPosition'] },
	D9b: { about: 'the person of a status', switches: ['participantKey'] },
	D10: { about: 'other names of group events', more: otherNames },
	D11: {
		about: 'text or number',
		switches: ['scalarStyle', 'createdAtStyle', 'timestampStyle'],
	},
	D12: { about: 'statuses that share a POST', switches: ['statusAggregation'] },
	D13: {
		about: 'conversation, prices and groups in statuses',
		switches: ['conversationObject', 'statusGroupKey'],
	},
	D14: { about: 'removing by user ID', switches: ['bsuidRemovalKey'] },
	D15: { about: 'adding people', open: 'it is not tried: the guides say that it cannot be done' },
	D16: { about: 'marketing templates to groups', open: 'it is not tried: it would cost money' },
	D17: { about: 'downloads', more: downloads },
	D18: { about: 'group events at the number’s webhook', more: groupFields },
	D19: { about: 'how long deliveries are repeated', open: 'it takes a week of refusing them' },
	D20: {
		about: 'what is not documented',
		switches: ['clearDescription', 'listSuspended', 'echoCallbackData'],
	},
	D21: { about: 'the signature of deliveries', switches: ['signature'] },
	D22: { about: 'the size of deliveries', more: largestDelivery },
	D23: {
		about: 'the webhook’s configuration',
		switches: [
			'webhookUnset',
			'webhookHeaders',
			'webhookKeepsHeaders',
			'webhookHeaderLength',
			'webhookHeaderCharacters',
			'webhookWriteAnswer',
			'webhookEmptyUrl',
			'multiWebhookCountsMain',
		],
	},
	D24: { about: 'removing a destination', switches: ['multiWebhookDelete'] },
	D25: { about: 'an unknown path', switches: ['notFoundShape'] },
	D26: { about: 'limits', switches: ['rateLimitStyle', 'rateLimitRetryAfter'] },
	D27: { about: 'groups in the sandbox', open: 'it takes a sandbox, which has no groups' },
	D28: { about: 'who may use groups', more: eligibility },
	D29: { about: 'prices in the window', more: prices },
	D30: { about: 'whether anything was tried live', open: 'this report says what was' },
	D31: { about: 'messages to user IDs', switches: ['hiddenRecipient'] },
	D32: {
		about: 'lists and their pages',
		switches: ['listShape', 'listPageCap', 'pagingStyle'],
	},
	D33: { about: 'errors with HTTP 200', switches: ['errorStatus'] },
};

export function doubtsOf(seen: Seen, findings: Findings): Doubt[] {
	return Object.entries(QUESTIONS).map(([doubt, { about, switches = [], more, open }]) => {
		const found = switches.map((name) => [name, findings[name]] as const);
		const further = more?.(seen) ?? [];
		const isOdd = found.some(([, { kind }]) => kind === 'misfit');
		const isSeen = further.length > 0 || found.some(([, { kind }]) => kind === 'seen');
		const sentences = found.map(([name, finding]) => {
			if (finding.kind === 'seen') return `${name}: ${String(finding.value)} (${finding.how})`;
			if (finding.kind === 'misfit') return `${name}: fits no value: ${finding.what}`;
			return `${name}: not known: ${finding.why}`;
		});
		return {
			doubt,
			about,
			state: isOdd ? 'fits no switch' : isSeen ? 'seen' : 'not known',
			seen: [...sentences, ...further, ...(open ? [`not known: ${open}`] : [])],
		};
	});
}

/** A count and a kind, of values that are kept only where the contract knows them. */
function joinApprovalMode(seen: Seen): string[] {
	const modes = seen.all('group', 'ownGroup').flatMap((exchange) => {
		const answer = read(exchange);
		const info = objectOf(answer.kind === 'success' ? answer.json : undefined);
		return 'join_approval_mode' in info ? [info.join_approval_mode] : [];
	});
	const known = ['auto_approve', 'approval_required', true, false];
	const kinds = [
		...new Set(
			modes.map((mode) => (known.includes(mode as string) ? String(mode) : 'another value')),
		),
	];
	return kinds.length > 0 ? [`read as ${kinds.join(', ')}`] : [];
}

function library(seen: Seen): string[] {
	const answer = read(seen.last('library'));
	if (answer.kind !== 'success') return [];
	const items = objectsOf(objectOf(answer.json).data);
	const types = items.flatMap(({ body_param_types: list }) => (Array.isArray(list) ? list : []));
	const known = [...new Set(types)].filter((type) => /^[A-Z_]{1,20}$/.test(String(type)));
	return [
		`${items.length} items for the topic group_invite_link; variables: ${known.join(', ') || 'none'}`,
	];
}

const FIELDS = [
	'group_lifecycle_update',
	'group_participants_update',
	'group_settings_update',
	'group_status_update',
	'messages',
];
const OTHER_FIELDS = ['group_participant_update'];
const OTHER_TYPES = ['group_add_participants', 'group_remove_participants'];

function otherNames(seen: Seen): string[] {
	if (groupEvents(seen).length === 0) return [];
	const fields = seen.deliveries.flatMap(changesOf).map(({ field }) => String(field));
	const types = groupEvents(seen).map(({ element }) => String(element.type));
	const found = [
		...OTHER_FIELDS.filter((name) => fields.includes(name)),
		...OTHER_TYPES.filter((name) => types.includes(name)),
	];
	return [found.length > 0 ? `heard: ${found.join(', ')}` : 'none of them was heard'];
}

function groupFields(seen: Seen): string[] {
	const whole = seen.deliveries.filter(({ isWhole }) => isWhole);
	const fields = whole.flatMap(changesOf).map(({ field }) => String(field));
	const heard = FIELDS.filter((name) => fields.includes(name));
	return heard.length > 0 ? [`heard: ${heard.join(', ')}`] : [];
}

function downloads(seen: Seen): string[] {
	const exchange = seen.last('download');
	return exchange?.status === undefined ? [] : [`GET answers HTTP ${exchange.status}`];
}

function largestDelivery(seen: Seen): string[] {
	const sizes = seen.deliveries.filter(({ isWhole }) => isWhole).map(({ text }) => text.length);
	return sizes.length > 0
		? [`the largest of ${sizes.length} had ${Math.max(...sizes)} characters`]
		: [];
}

function eligibility(seen: Seen): string[] {
	const answer = read(seen.last('create'));
	if (answer.kind === 'success') return ['this number may create groups'];
	if (answer.kind !== 'refusal') return [];
	return answer.code === 131215 ? ['this number may not create groups (131215)'] : [];
}

function prices(seen: Seen): string[] {
	const kinds = statusEvents(seen).flatMap(({ element }) => {
		const pricing = element.pricing ?? objectOf(element.conversation).pricing;
		if (!isObject(pricing)) return [];
		const words = [pricing.category, pricing.type, pricing.billable].map(String);
		return words.every((word) => /^[a-z_]{1,40}$/.test(word))
			? [words.join(' ')]
			: ['another form'];
	});
	return [...new Set(kinds)].map((kind) => `category, type, billable: ${kind}`);
}
