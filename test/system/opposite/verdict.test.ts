/** A judge that finds nothing is worse than none: each rule, broken and kept. */
import type { OperationName } from '../../support/samples';
import { ANNA, BEN, FILE, SAMPLES } from './samples';
import type { Call } from './service';
import { judge, type Cell, type Outcome } from './verdict';
import type { Said } from './ways';

const cell = (operation: OperationName, said: Said, goesOn = false): Cell => ({
	sample: SAMPLES[operation],
	said,
	isRaw: false,
	goesOn,
	isDead: false,
	longestMs: 1000,
});

const call = (name: string, json: Record<string, unknown> = {}, refused = false): Call => {
	const [method, path] = name.split(' ');
	const query = new URLSearchParams();
	return { name, method, path, json, query, before: 0, good: false, refused };
};

const came = (outcome: Partial<Outcome>): Outcome => ({
	items: [],
	calls: [],
	ms: 1,
	isEndless: false,
	...outcome,
});
const items = (...jsons: object[]) => came({ items: jsons.map((json) => ({ json: { ...json } })) });
const threw = (message: string, description = '') => came({ thrown: { message, description } });
const error = { message: 'Refused' };
const one = (...calls: Call[]) => came({ items: [{ json: { success: true } }], calls });

type Row = [string, Cell, Outcome, string[]];
const rows: Row[] = [
	['a success that was said', cell('group:delete', { word: 'done' }), items({ success: true }), []],
	[
		'a success that was not',
		cell('group:delete', { word: 'refused' }),
		items({ success: true }),
		['1 success'],
	],
	['a failure that was said', cell('group:delete', { word: 'refused' }), threw('Refused'), []],
	['a failure that was not', cell('group:delete', { word: 'done' }), threw('Refused'), ['0 deaf']],
	['nothing at all', cell('group:delete', { word: 'hinted' }), items(), ['1 success']],
	[
		'an error that goes on',
		cell('group:delete', { word: 'refused' }),
		items({ error }),
		['1 success'],
	],
	['an error that may', cell('group:delete', { word: 'refused' }, true), items({ error }), []],
	[
		'a person told as another',
		cell('participant:remove', { word: 'hinted', people: { [ANNA]: 'done', [BEN]: 'refused' } }),
		items({ success: true, waId: ANNA }, { success: true, waId: BEN }),
		['1 success'],
	],
	[
		'each person as it was said',
		cell('participant:remove', { word: 'hinted', people: { [ANNA]: 'done', [BEN]: 'refused' } }),
		items({ success: true, waId: ANNA }, { success: false, waId: BEN, error }),
		[],
	],
	[
		'a person of whom nothing is told',
		cell('participant:remove', { word: 'done' }),
		items({ success: true, waId: ANNA }),
		['1 success'],
	],
	['an empty list of none', cell('group:getAll', { word: 'done', holds: [] }), items(), []],
	[
		'an empty list of some',
		cell('group:getAll', { word: 'done', holds: ['g1'] }),
		items(),
		['2 list'],
	],
	['an empty list of an error', cell('group:getAll', { word: 'failed' }), items(), ['1 success']],
	[
		'a doubled element',
		cell('group:getAll', { word: 'done', holds: ['g1'] }),
		items({ a: 'g1' }, { a: 'g1' }),
		['2 list'],
	],
	[
		'an invented element',
		cell('group:getAll', { word: 'done', holds: ['g1'] }),
		items({ a: 'g1' }, {}),
		['2 list'],
	],
	[
		'a text that nobody said',
		cell('group:get', { word: 'hinted', never: ['"n":0'] }),
		items({ n: 0 }),
		['2 list'],
	],
	[
		'a file',
		cell('media:download', { word: 'done' }),
		came({
			items: [{ json: {}, binary: { data: { data: FILE.toString('base64'), mimeType: 'a/b' } } }],
		}),
		[],
	],
	['another file', cell('media:download', { word: 'done' }), items({}), ['2 list']],
	[
		'a sentence of JavaScript',
		cell('group:get', { word: 'failed' }),
		threw('Cannot read properties of null'),
		['3 words'],
	],
	[
		'a part of one',
		cell('group:get', { word: 'failed' }),
		threw('Refused', 'for undefined'),
		['3 words'],
	],
	['no words', cell('group:get', { word: 'failed' }, true), items({ error: {} }), ['3 words']],
	[
		'sent twice',
		cell('message:send', { word: 'done' }),
		one(call('POST /messages', { to: 'a' }), call('POST /messages', { to: 'a' })),
		['4 twice'],
	],
	[
		'sent to two',
		cell('message:send', { word: 'done' }),
		one(call('POST /messages', { to: 'a' }), call('POST /messages', { to: 'b' })),
		[],
	],
	[
		'sent again when refused',
		cell('message:send', { word: 'done' }),
		one(call('POST /messages', { to: 'a' }, true), call('POST /messages', { to: 'a' })),
		[],
	],
	[
		'sent to somebody who is in',
		cell('invite:send', { word: 'hinted', people: { a: 'hinted' }, unsent: ['a'] }),
		one(call('POST /messages', { to: 'a' })),
		['4 twice'],
	],
	[
		'unclear, and not told',
		cell('message:send', { word: 'nothing' }),
		threw('HTTP 408'),
		['5 certainty'],
	],
	[
		'unclear, and told',
		cell('message:send', { word: 'nothing' }),
		threw('It may or may not have been done'),
		[],
	],
	[
		'unclear, and denied',
		cell('group:delete', { word: 'nothing' }),
		threw('It was not done'),
		['5 certainty'],
	],
	[
		'refused, and told as unclear',
		cell('message:send', { word: 'refused' }),
		threw('It may or may not have been done'),
		['5 certainty'],
	],
	[
		'too many calls',
		cell('group:get', { word: 'done' }),
		one(...Array.from({ length: 101 }, () => call('GET /groups'))),
		['6 end'],
	],
	['too long', cell('group:get', { word: 'done' }), { ...items({}), ms: 1001 }, ['6 end']],
	['without end', cell('group:get', { word: 'done' }), came({ isEndless: true }), ['6 end']],
	[
		'a reason that is kept back',
		cell('group:get', { word: 'refused', tells: 'Blocked' }),
		threw('HTTP 403'),
		['7 reason'],
	],
	[
		'a reason that is told',
		cell('group:get', { word: 'refused', tells: 'Blocked' }),
		threw('HTTP 403', 'Blocked'),
		[],
	],
];

it.each(rows)('judges %s', (_name, given, outcome, rules) => {
	expect(judge(given, outcome).map(({ rule }) => rule)).toEqual(rules);
});
