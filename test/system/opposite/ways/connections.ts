/** Connections that end, and answers of which only some come. */
import type { Reply } from '../service';
import type { Way } from '../ways';
import { decisive, isDecisive } from './decisive';

const GONE = { error: { code: 131041, message: '(#131041) Group unknown' } };

/** The first tries go one way, and the rest another. */
const inTurn = (name: string, word: Way['said'], first: Reply, then: Reply | undefined): Way => ({
	topic: 'connections',
	name,
	said: word,
	answer: (call, sample) => {
		if (!isDecisive(call.name, sample)) return undefined;
		return isFirst(call.json, call.before) ? first : then;
	},
});

/** Two people are written to by calls of the same name. */
const isFirst = (json: Record<string, unknown>, before: number) =>
	json.to === undefined ? before === 0 : true;

export const connections: Way[] = [
	decisive('connections', 'dropped before the answer', 'nothing', { cut: 'before' }),
	decisive('connections', 'dropped in the middle of the answer', 'nothing', ({ good }) => ({
		body: good,
		cut: 'half',
	})),
	decisive('connections', 'dropped in the middle of an error page', 'nothing', {
		status: 502,
		body: '<html><body>Bad gateway</body></html>',
		cut: 'half',
	}),
	{
		...decisive('connections', 'no answer in time', 'nothing', { cut: 'never' }),
		// Well beyond what a good answer takes on a busy machine: lookups have it as well.
		parameters: { options: { timeout: 2000 } },
	},
	{
		topic: 'connections',
		name: 'nobody listens',
		said: () => ({ word: 'refused' }),
		answer: () => undefined,
		isDead: true,
	},
	inTurn(
		'dropped, then a refusal',
		({ once }) => ({ word: once ? 'nothing' : 'failed' }),
		{ cut: 'before' },
		{ status: 403, body: { error: { code: 10, message: 'Permission denied' } } },
	),
	inTurn(
		'503, then a refusal',
		({ once }) => ({ word: once ? 'nothing' : 'failed' }),
		{ status: 503 },
		{ status: 403, body: { error: { code: 10, message: 'Permission denied' } } },
	),
	// What is gone now may have been there before the first try.
	inTurn(
		'dropped, then it is gone',
		({ once, kind }) => ({
			word: once ? 'nothing' : kind === 'effect' || kind === 'people' ? 'hinted' : 'failed',
		}),
		{ cut: 'before' },
		{ status: 400, body: GONE },
	),
	inTurn(
		'dropped, then 200 with a Graph error',
		({ once, kind }) => ({
			word: once ? 'nothing' : kind === 'effect' || kind === 'people' ? 'hinted' : 'failed',
		}),
		{ cut: 'before' },
		{ body: GONE },
	),
	inTurn(
		'dropped, then the good answer',
		({ once, list }) => ({
			word: once ? 'nothing' : 'done',
			...(list && { holds: [1, 2, 3].map(list.mark) }),
		}),
		{ cut: 'before' },
		undefined,
	),
];
