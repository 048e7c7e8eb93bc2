/** Results of some people and not of others, named in every way but the usual one. */
import { ANNA, BEN, GROUP, type Word } from '../samples';
import type { Reply } from '../service';
import type { Way } from '../ways';
import { decisions } from './decisions';
import { error, GONE, PARTLY, partly, type Partial } from './people';

const remove = (name: string, one: Partial) => partly(['participant:remove'], name, one);
const failed = (...failed_participants: unknown[]) => ({ failed_participants });

/** One failure that is Ben's, or could be anybody's: `fits` when it can be told whose. */
const oneFailure = (name: string, entry: unknown, fits = true): Way[] => [
	remove(name, {
		body: failed(entry),
		first: fits ? 'hinted' : 'nothing',
		second: fits ? 'refused' : 'nothing',
	}),
	remove(`${name}, and the group shows who is left`, {
		body: failed(entry),
		first: 'hinted',
		second: 'refused',
		left: [BEN],
	}),
];

const removals: Way[] = [
	...oneFailure('a failure by input', { input: `+${BEN}`, errors: [GONE] }),
	...oneFailure('a failure by wa_id', { wa_id: BEN, errors: [GONE] }),
	...oneFailure('a failure by user', { user: `+${BEN}`, errors: [GONE] }),
	...oneFailure('a failure by user and spaces', { user: '+1 650 555 1002', errors: [GONE] }),
	...oneFailure('a failure by a number', { wa_id: Number(BEN) }),
	...oneFailure('a failure by bare text', BEN),
	...oneFailure('a failure by bare text and a plus', `+${BEN}`),
	...oneFailure('a failure by a bare number', Number(BEN)),
	...oneFailure('a failure by phone_number', { phone_number: BEN }, false),
	...oneFailure('a failure of a stranger', { wa_id: '4915100000000', errors: [GONE] }, false),
	...oneFailure('a failure of nobody', { errors: [GONE] }, false),
	...oneFailure('a failure that is null', null, false),
	...oneFailure('a failure of a user ID', { user_id: 'US.1', errors: [GONE] }, false),
	remove('errors only', { body: { errors: [PARTLY] }, first: 'nothing', second: 'nothing' }),
	remove('errors only, and the group shows who is left', {
		body: { errors: [PARTLY] },
		first: 'hinted',
		second: 'refused',
		left: [BEN],
	}),
	remove('errors only, and the group is unreadable', {
		body: { errors: [PARTLY] },
		first: 'nothing',
		second: 'nothing',
		left: { body: { id: GROUP } },
	}),
	remove('errors only, and the group is null', {
		body: { errors: [PARTLY] },
		first: 'nothing',
		second: 'nothing',
		left: { body: 'null', headers: { 'Content-Type': 'application/json' } },
	}),
	remove('{} and an unreadable group', { body: {}, first: 'nothing', second: 'nothing' }),
	remove('null and an unreadable group', { body: 'null', first: 'nothing', second: 'nothing' }),
	remove('success true and an unreadable group', {
		body: { success: true },
		first: 'nothing',
		second: 'nothing',
	}),
	remove('an empty list of failures', { body: failed(), first: 'nothing', second: 'nothing' }),
	remove('failures that are text', {
		body: { failed_participants: `+${BEN}` },
		first: 'nothing',
		second: 'nothing',
	}),
	remove('failures by id', {
		body: { failed_participants: { [BEN]: GONE } },
		first: 'hinted',
		second: 'failed',
	}),
	remove('one of two named as removed', {
		status: 200,
		body: { removed_participants: [ANNA] },
		first: 'hinted',
		second: 'nothing',
	}),
	remove('one of two named as removed, as an object', {
		status: 200,
		body: { removed_participants: [{ input: `+${ANNA}`, wa_id: ANNA }] },
		first: 'hinted',
		second: 'nothing',
	}),
	remove('one of two named as removed', {
		body: { removed_participants: [{ input: `+${ANNA}` }], errors: [PARTLY] },
		first: 'hinted',
		second: 'nothing',
	}),
	remove('nobody named as removed', {
		status: 200,
		body: { removed_participants: [] },
		first: 'nothing',
		second: 'nothing',
	}),
	remove('a failure', {
		status: 200,
		body: failed({ wa_id: BEN }),
		first: 'hinted',
		second: 'refused',
	}),
	remove('a failure of a stranger', {
		status: 200,
		body: failed({ wa_id: '4915100000000' }),
		first: 'nothing',
		second: 'nothing',
	}),
	remove('the same one as removed and as failed', {
		status: 200,
		body: { removed_participants: [BEN], failed_participants: [{ wa_id: BEN }] },
		first: 'hinted',
		second: 'failed',
	}),
	...[
		['5531988887777', '553188887777'],
		['525512345678', '5215512345678'],
		['5491123456789', '541123456789'],
	].flatMap(([given, rewritten]) => [
		remove(`a failure of ${rewritten}, who was given as ${given}`, {
			body: failed({ wa_id: rewritten, errors: [GONE] }),
			first: 'refused',
			second: 'refused',
			who: [given],
			parameters: { participants: `+${given}` },
		}),
		remove(`errors only, and ${rewritten} left, who was given as ${given}`, {
			body: { errors: [PARTLY] },
			left: [rewritten],
			first: 'refused',
			second: 'refused',
			who: [given],
			parameters: { participants: `+${given}` },
		}),
	]),
];

/** Each person is a call of its own: what one is told is not the other's. */
const invitations: Way[] = Object.entries<{ reply: Reply; word: Word }>({
	'a Graph error in 200': {
		reply: { body: { error: error(131026) }, refuses: true },
		word: 'refused',
	},
	'400 with a Graph error': {
		reply: { status: 400, body: { error: error(131026) }, refuses: true },
		word: 'refused',
	},
	'no message ID': { reply: { body: { messages: [{}] } }, word: 'nothing' },
	null: { reply: { body: 'null' }, word: 'nothing' },
	'500': { reply: { status: 500 }, word: 'nothing' },
	'408': { reply: { status: 408 }, word: 'nothing' },
	'a dropped connection': { reply: { cut: 'before' }, word: 'nothing' },
	'429 for ever': {
		reply: { status: 429, headers: { 'Retry-After': '0' }, refuses: true },
		word: 'refused',
	},
	'the pair limit for ever': {
		reply: {
			status: 429,
			headers: { 'Retry-After': '0' },
			body: { error: error(131056) },
			refuses: true,
		},
		word: 'refused',
	},
}).map(
	([name, { reply, word }]): Way => ({
		topic: 'partial',
		name: `the second of two gets ${name}`,
		fits: (_sample, operation) => operation === 'invite:send',
		said: () => ({ word: 'hinted', people: { [ANNA]: 'done', [BEN]: word } }),
		answer: ({ name: called, json }) =>
			called === 'POST /messages' && String(json.to).endsWith(BEN) ? reply : undefined,
	}),
);

export const partial: Way[] = [...removals, ...decisions, ...invitations];
