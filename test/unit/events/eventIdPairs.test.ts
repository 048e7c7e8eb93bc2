/**
 * Pairs of events: one event in two spellings has one id, and two events that differ in one fact have
 * two. For every event of the contract.
 */
import fc from 'fast-check';

import { EVENTS, type EventName } from '../../../nodes/WhatsAppGroups/events/catalogue';
import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';

/** How a sender writes what it has to say. None of it has a meaning. */
interface Style {
	/** What looks like a number is one. */
	asNumbers: boolean;
	time: number;
	isReversed: boolean;
	/** Which of two names, or of two places, something has. */
	other: boolean;
	/** What may stand there as well: contacts, prices, tracking data, links, words of no meaning. */
	more: boolean;
	/** Empty texts in the place of what is missing. */
	isPadded: boolean;
	isBatched: boolean;
}

const style: fc.Arbitrary<Style> = fc.record({
	asNumbers: fc.boolean(),
	time: fc.nat({ max: 5 }),
	isReversed: fc.boolean(),
	other: fc.boolean(),
	more: fc.boolean(),
	isPadded: fc.boolean(),
	isBatched: fc.boolean(),
});

type Json = Record<string, unknown>;

const TIMES: Array<(seconds: number) => unknown> = [
	(seconds) => seconds,
	String,
	(seconds) => seconds * 1000,
	(seconds) => String(seconds * 1000),
	(seconds) => new Date(seconds * 1000).toISOString(),
	(seconds) => ` ${seconds}.0 `,
];

/** A time in seconds, spelled. */
const timeOf = (seconds: number, { time }: Style) => TIMES[time](seconds);

/** Scalars and the order of keys as the style has them. */
function spelled(value: unknown, { asNumbers, isReversed }: Style): unknown {
	if (Array.isArray(value))
		return value.map((one) => spelled(one, { asNumbers, isReversed } as Style));
	if (typeof value === 'string' && asNumbers && /^[1-9]\d{0,14}$/.test(value)) return Number(value);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
	const inOrder = isReversed ? entries.reverse() : entries;
	return Object.fromEntries(
		inOrder.map(([key, inner]) => [key, spelled(inner, { asNumbers, isReversed } as Style)]),
	);
}

/** A person, by one id of three kinds, or by what no contract has. */
type Who = { wa: string } | { user: string } | { parent: string } | { unknown: string };

const digits = fc.constantFrom('1', '2', '3', '16505551001', '5511988887777');
const known: fc.Arbitrary<Who> = fc.oneof(
	fc.record({ wa: digits }),
	fc.record({ user: fc.constantFrom('US.1', 'US.2', 'DE.1') }),
	fc.record({ parent: fc.constantFrom('US.ENT.1', 'US.ENT.2') }),
);
const anybody: fc.Arbitrary<Who> = fc.oneof(
	known,
	fc.record({ unknown: fc.constantFrom('x', 'y') }),
);

function personOf(who: Who, { other, more, isPadded }: Style): Json {
	if ('wa' in who) {
		const wa_id = other ? `+${who.wa}` : who.wa;
		// A user ID may stand beside the number, in places.
		return { wa_id, ...(more && { username: '@somebody', user_id: `US.${who.wa}` }) };
	}
	const padding = isPadded ? { wa_id: '' } : {};
	if ('user' in who) return { ...padding, user_id: who.user };
	if ('parent' in who) return { ...padding, parent_user_id: who.parent };
	return { ...padding, member: { nick: who.unknown } };
}

function participantOf(who: Who, { other, more, isPadded }: Style): Json {
	const key = other ? 'participant_recipient_id' : 'recipient_participant_id';
	const padding = isPadded ? { [key]: '' } : {};
	if ('wa' in who) {
		const user = more ? { recipient_participant_user_id: `US.${who.wa}`, seen_on: 'phone' } : {};
		return { [key]: other ? `+${who.wa}` : who.wa, ...user };
	}
	if ('user' in who) {
		return more ? { [key]: who.user } : { ...padding, recipient_participant_user_id: who.user };
	}
	if ('parent' in who) return { ...padding, recipient_participant_parent_user_id: who.parent };
	return { ...padding, reader: who.unknown };
}

interface Trouble {
	code: string;
	reason: string;
	details: string;
}

const trouble: fc.Arbitrary<Trouble> = fc.record({
	code: fc.constantFrom('131000', '131026', '131047'),
	reason: fc.constantFrom('Something is wrong', 'It was refused'),
	details: fc.constantFrom('The group is full.', 'The person is not there.'),
});

function errorsOf({ code, reason, details }: Trouble, { other, more }: Style): Json[] {
	return [
		{
			code,
			message: other ? `(#${code}) ${reason}` : reason,
			...(more && { title: reason, href: 'https://example.com/errors' }),
			...(other ? { details } : { error_data: { messaging_product: 'whatsapp', details } }),
		},
	];
}

const id = (prefix: string) => fc.constantFrom(`${prefix}a`, `${prefix}b`, '120363404694');
const seconds = fc.constantFrom(1755548877, 1755548878, 1744344496);
const reason = fc.option(fc.constantFrom('invite_link', 'asked'), { nil: undefined });

const envelope = (field: string, value: Json, list: string, written: Style): unknown => {
	const more = written.isBatched
		? [
				{
					id: 'wamid.another',
					type: 'x',
					status: 'x',
					group_id: 'another',
					recipient_type: 'group',
				},
			]
		: [];
	const contacts = [{ profile: { name: 'Ann' }, wa_id: '77' }];
	return {
		entry: [
			{
				id: '1',
				changes: [
					{
						field,
						value: {
							messaging_product: 'whatsapp',
							metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
							...(written.more && { contacts }),
							...value,
							[list]: [...(value[list] as unknown[]), ...more],
						},
					},
				],
			},
		],
	};
};

function groupElement(type: string, facts: Json, written: Style, beside: Json = {}): unknown {
	const { time, group, request, ...rest } = facts as {
		time: number;
		group?: string;
		request?: string;
	};
	const element = spelled({ group_id: group, type, request_id: request, ...rest }, written) as Json;
	const timed = { ...element, timestamp: timeOf(time, written) };
	const lists = Object.keys(rest).some((key) => key.endsWith('participants'));
	const field = lists && written.other ? 'group_participant_update' : 'group_participants_update';
	return envelope(field, { groups: [timed], ...beside }, 'groups', written);
}

function statusOf(
	status: string,
	{ messageId, time, group }: StatusFacts,
	more: Json,
	written: Style,
) {
	const pricing = { billable: true, pricing_model: 'PMP', category: 'group_utility' };
	const element: Json = {
		id: messageId,
		status,
		...(written.other
			? { recipient_id: group, group_id: group }
			: { recipient_id: group, recipient_type: 'group' }),
		...more,
		...(written.more && {
			biz_opaque_callback_data: 'order 7',
			...(written.other ? { pricing } : { conversation: { id: 'c', pricing } }),
		}),
	};
	const timed = { ...(spelled(element, written) as Json), timestamp: timeOf(time, written) };
	return envelope('messages', { statuses: [timed] }, 'statuses', written);
}

interface StatusFacts {
	messageId: string;
	time: number;
	/** Always the same: a message is in one group. */
	group: string;
}

const statusFacts = {
	messageId: id('wamid.'),
	time: seconds,
	group: fc.constant('GROUP'),
};

interface Kind {
	event: EventName;
	/** What makes it this event, and no other. */
	facts: fc.Arbitrary<Json>;
	write(facts: never, written: Style): unknown;
}

const inGroup = { group: id('group '), time: seconds };
const inRequest = { ...inGroup, request: id('request ') };

const receipts = (
	[
		['messageDelivered', 'delivered'],
		['messageRead', 'read'],
		['messagePlayed', 'played'],
	] as const
).map(
	([event, status]): Kind => ({
		event,
		facts: fc.record({ ...statusFacts, who: anybody }),
		write: (facts: StatusFacts & { who: Who }, written) =>
			statusOf(status, facts, participantOf(facts.who, written), written),
	}),
);

const invitations = (
	[
		['invitationSent', 'sent'],
		['invitationDelivered', 'delivered'],
		['invitationRead', 'read'],
		['invitationFailed', 'failed'],
	] as const
).map(
	([event, status]): Kind => ({
		event,
		facts: fc.record({
			messageId: id('wamid.'),
			time: seconds,
			waId: digits,
			...(status === 'failed' && { error: trouble }),
		}),
		write: (
			{ messageId, time, waId, error }: Json & { time: number; waId: string; error?: Trouble },
			written,
		) => {
			const mark = 'n8n-whatsapp-groups:invitation:GROUP';
			const element = spelled(
				{
					id: messageId,
					status,
					recipient_id: written.other ? `+${waId}` : waId,
					errors: error && errorsOf(error, written),
					biz_opaque_callback_data: written.more
						? `n8n-whatsapp-groups:by:0123456789abcdef;${mark}`
						: mark,
				},
				written,
			) as Json;
			const timed = { ...element, timestamp: timeOf(time, written) };
			return envelope('messages', { statuses: [timed] }, 'statuses', written);
		},
	}),
);

const lifecycle = (
	[
		['groupCreated', 'group_create', false],
		['groupCreateFailed', 'group_create', true],
		['groupDeleted', 'group_delete', false],
		['groupDeleteFailed', 'group_delete', true],
	] as const
).map(
	([event, type, hasFailed]): Kind => ({
		event,
		facts: fc.record({ ...inRequest, ...(hasFailed && { error: trouble }) }),
		write: ({ error, ...facts }: Json & { error?: Trouble }, written) =>
			groupElement(
				type,
				{
					...facts,
					errors: error && errorsOf(error, written),
					...(written.more && { subject: 'Kitchen', invite_link: 'https://chat.whatsapp.com/x' }),
				},
				written,
			),
	}),
);

const joinRequests = (
	[
		['joinRequestCreated', 'group_join_request_created'],
		['joinRequestRevoked', 'group_join_request_revoked'],
	] as const
).map(
	([event, type]): Kind => ({
		event,
		facts: fc.record({ ...inGroup, joinRequest: id('join '), who: anybody, reason }),
		write: ({ joinRequest, who, ...facts }: Json & { who: Who }, written) =>
			groupElement(
				type,
				{ ...facts, join_request_id: joinRequest, ...personOf(who, written) },
				written,
			),
	}),
);

const suspensions = (
	[
		['groupSuspended', 'group_suspend'],
		['groupReinstated', 'group_suspend_cleared'],
	] as const
).map(
	([event, type]): Kind => ({
		event,
		facts: fc.record({ ...inGroup, reason }),
		write: (facts: Json, written) => groupElement(type, facts, written),
	}),
);

const setting = fc.record({ isDone: fc.constant(true), text: fc.constantFrom('one', 'two') });
const failedSetting = fc.record({ isDone: fc.constant(false), error: trouble });

const settings = (['settingsUpdated', 'settingsUpdateFailed'] as const).map(
	(event): Kind => ({
		event,
		facts: fc.record({
			...inGroup,
			request: fc.option(id('request '), { nil: undefined }),
			subject: event === 'settingsUpdated' ? setting : failedSetting,
			description: fc.option(
				event === 'settingsUpdated' ? fc.oneof(setting, failedSetting) : failedSetting,
				{
					nil: undefined,
				},
			),
		}),
		write: (
			{ subject, description, ...facts }: Json & Record<'subject' | 'description', SettingFacts>,
			written,
		) =>
			groupElement(
				'group_settings_update',
				{
					...facts,
					group_subject: resultOf(subject, written),
					group_description: description && resultOf(description, written),
				},
				written,
			),
	}),
);

interface SettingFacts {
	isDone: boolean;
	text?: string;
	error?: Trouble;
}

function resultOf({ isDone, text, error }: SettingFacts, written: Style): Json {
	return {
		text,
		update_successful: written.other ? String(isDone) : isDone,
		errors: error && errorsOf(error, written),
	};
}

const REMOVE = ['group_participants_remove', 'group_remove_participants'];

/** Whoever began it may be told inside the element or beside it. */
function initiated(by: string, { other }: Style): [inside: Json, beside: Json] {
	return other ? [{}, { initiated_by: by }] : [{ initiated_by: by }, {}];
}

const KINDS: Kind[] = [
	{
		event: 'messageReceived',
		facts: fc.oneof(
			fc.record({ messageId: id('wamid.'), type: fc.constantFrom('text', 'image', 'unsupported') }),
			fc.record({ messageId: id('wamid.'), type: fc.constant('unsupported'), error: trouble }),
		),
		write: ({ messageId, type, error }: Json & { error?: Trouble }, written) => {
			const element = spelled(
				{
					id: messageId,
					type,
					from: '16505551234',
					group_id: 'GROUP',
					errors: error && errorsOf(error, written),
					...(written.more && { context: { forwarded: true } }),
				},
				written,
			) as Json;
			const timed = { ...element, timestamp: timeOf(1744344496, written) };
			return envelope('messages', { messages: [timed] }, 'messages', written);
		},
	},
	{
		event: 'messageSent',
		facts: fc.record({
			...statusFacts,
			who: fc.option(fc.record({ unknown: fc.constantFrom('x', 'y') }), { nil: undefined }),
		}),
		write: (facts: StatusFacts & { who?: Who }, written) =>
			statusOf('sent', facts, facts.who ? participantOf(facts.who, written) : {}, written),
	},
	{
		event: 'messageFailed',
		facts: fc.record({
			...statusFacts,
			error: trouble,
			who: fc.option(anybody, { nil: undefined }),
		}),
		write: (facts: StatusFacts & { error: Trouble; who?: Who }, written) =>
			statusOf(
				'failed',
				facts,
				{
					errors: errorsOf(facts.error, written),
					...(facts.who && participantOf(facts.who, written)),
				},
				written,
			),
	},
	...receipts,
	...invitations,
	...lifecycle,
	...joinRequests,
	...suspensions,
	...settings,
	{
		event: 'participantJoined',
		facts: fc.record({ ...inGroup, who: known, reason }),
		write: ({ who, ...facts }: Json & { who: Who }, written) =>
			groupElement(
				written.other ? 'group_add_participants' : 'group_participants_add',
				{ ...facts, added_participants: [personOf(who, written)] },
				written,
			),
	},
	{
		event: 'participantLeft',
		facts: fc.record({ ...inGroup, who: known, reason }),
		write: ({ who, ...facts }: Json & { who: Who }, written) => {
			const [inside, beside] = initiated('participant', written);
			return groupElement(
				REMOVE[Number(written.more)],
				{
					...facts,
					...inside,
					request: written.isPadded ? 'request' : undefined,
					removed_participants: [personOf(who, written)],
				},
				written,
				beside,
			);
		},
	},
	{
		event: 'participantRemoved',
		facts: fc.record({ ...inRequest, who: known, reason }),
		write: ({ who, ...facts }: Json & { who: Who }, written) => {
			const [inside, beside] = initiated('business', written);
			return groupElement(
				REMOVE[Number(written.more)],
				{ ...facts, ...inside, removed_participants: [personOf(who, written)] },
				written,
				beside,
			);
		},
	},
	{
		event: 'participantRemoveFailed',
		facts: fc.record({ ...inRequest, who: known, reason, error: trouble }),
		write: ({ who, error, ...facts }: Json & { who: Who; error: Trouble }, written) => {
			const errors = errorsOf(error, written);
			const person = personOf(who, written);
			// The element's own errors, or those of the whole.
			return groupElement(
				REMOVE[Number(written.more)],
				written.isPadded
					? { ...facts, failed_participants: [person], errors }
					: { ...facts, failed_participants: [{ ...person, errors }] },
				written,
				{ initiated_by: 'business' },
			);
		},
	},
	{
		event: 'apiError',
		facts: fc.record({ error: trouble, number: fc.constantFrom('1', '2') }),
		write: ({ error, number }: { error: Trouble; number: string }, written) => {
			const metadata = { phone_number_id: number };
			const errors = spelled(errorsOf(error, written), written) as unknown[];
			return { entry: [{ changes: [{ field: 'messages', value: { metadata, errors } }] }] };
		},
	},
	{
		event: 'other',
		facts: fc.record({
			...inGroup,
			what: fc.constantFrom('this', 'that'),
			type: fc.constantFrom('group_new', 'group_newer'),
		}),
		write: ({ type, what, ...facts }: Json & { type: string }, written) =>
			groupElement(type, { ...facts, about: { what } }, written),
	},
];

/** The event that a delivery is about; what else is in it came along. */
function idOf({ event, write }: Kind, facts: Json, written: Style): string {
	const body = JSON.parse(JSON.stringify(write(facts as never, written))) as unknown;
	const events = parseDelivery(body).filter(
		(one) => one.groupId !== 'another' && one.event === event,
	);
	expect(events).toHaveLength(1);
	return events[0].eventId;
}

test('every event is among them', () => {
	const names = [...new Set(KINDS.map(({ event }) => event))].sort();
	expect(names).toEqual(EVENTS.map(({ value }) => value).sort());
});

describe.each(KINDS.map((kind) => [kind.event, kind] as const))('%s', (_event, kind) => {
	test('in two spellings is one', () => {
		fc.assert(
			fc.property(kind.facts, style, style, (facts, one, other) => {
				expect(idOf(kind, facts, other)).toBe(idOf(kind, facts, one));
			}),
			{ numRuns: 300 },
		);
	});

	test('with one other fact is another', () => {
		fc.assert(
			fc.property(kind.facts, kind.facts, fc.nat(), style, style, (facts, others, at, one, two) => {
				const keys = [...new Set([...Object.keys(facts), ...Object.keys(others)])].filter(
					(key) => JSON.stringify(facts[key]) !== JSON.stringify(others[key]),
				);
				fc.pre(keys.length > 0);
				const key = keys[at % keys.length];
				const changed = { ...facts, [key]: others[key] };
				expect(idOf(kind, changed, two)).not.toBe(idOf(kind, facts, one));
			}),
			{ numRuns: 300 },
		);
	});
});
