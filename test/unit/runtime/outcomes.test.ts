import fc from 'fast-check';
import { NodeApiError, NodeOperationError, type IExecuteFunctions, type INode } from 'n8n-workflow';

import { InputFailure, ServiceFailure } from '../../../nodes/WhatsAppGroups/api/errorBody';
import {
	detailsOf,
	errorJson,
	ListFailure,
	mayBeDone,
	nodeError,
} from '../../../nodes/WhatsAppGroups/failures/shown';
import { memoryOf } from '../../../nodes/WhatsAppGroups/runtime/memory';
import {
	eachEntry,
	listOutcome,
	type EntryResult,
} from '../../../nodes/WhatsAppGroups/runtime/people';

const node: INode = {
	id: '1',
	name: 'Node',
	type: 'n8n-nodes-whatsapp-groups.whatsAppGroups',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const service = (outcome: 'notDone' | 'unknown', details: object = {}) =>
	new ServiceFailure({ code: 131041, message: 'Group unknown', ...details }, outcome);

describe('listOutcome', () => {
	const rules = { noun: 'people', failOnPartialFailure: false, itemIndex: 3 };
	const anyEntries = fc.array(
		fc.record({
			id: fc.string(),
			failure: fc.constantFrom(
				undefined,
				service('notDone'),
				service('unknown'),
				new InputFailure('Bad number'),
			),
		}),
		{ minLength: 1, maxLength: 8 },
	);
	const resultsOf = (entries: Array<{ id: string; failure?: unknown }>) =>
		entries.map(({ id, failure }): EntryResult => ({ json: { id }, failure }));

	/** The outcomes, or the failure of the list. */
	const outcomesOf = (entries: Parameters<typeof resultsOf>[0], failOnPartialFailure: boolean) => {
		try {
			return listOutcome(resultsOf(entries), { ...rules, failOnPartialFailure });
		} catch (thrown) {
			return thrown as ListFailure;
		}
	};

	test('one outcome per entry, in order; fails when all failed, or any where that is wanted', () => {
		fc.assert(
			fc.property(anyEntries, fc.boolean(), (entries, failOnPartialFailure) => {
				const failed = entries.filter(({ failure }) => failure !== undefined);
				const fails =
					failed.length === entries.length || (failOnPartialFailure && failed.length > 0);
				const made = outcomesOf(entries, failOnPartialFailure);
				expect(made instanceof ListFailure).toBe(fails);
				if (made instanceof ListFailure) {
					expect(made.first).toBe(failed[0].failure);
					// Doing it again is safe only where nothing can have been done for anybody.
					expect(mayBeDone(made)).toBe(
						failed.length < entries.length || failed.some(({ failure }) => mayBeDone(failure)),
					);
				}
				const outcomes = made instanceof ListFailure ? made.results : made;
				expect(outcomes.map(({ json }) => json.id)).toEqual(entries.map(({ id }) => id));
				expect(outcomes.map(({ json }) => json.success)).toEqual(
					entries.map(({ failure }) => failure === undefined),
				);
				for (const [index, { json }] of outcomes.entries()) {
					const { failure } = entries[index];
					expect(json.error).toEqual(failure === undefined ? undefined : errorJson(failure, 3));
				}
			}),
		);
	});

	test('says how many failed and why the first did; of one, only why', () => {
		const failing = (count: number, of: number) => () =>
			listOutcome(
				Array.from(
					{ length: of },
					(_, index): EntryResult => ({
						json: { id: index },
						failure: index < count ? service('notDone') : undefined,
					}),
				),
				{ ...rules, failOnPartialFailure: true },
			);
		expect(failing(2, 3)).toThrow('2 of 3 people failed. The first: Group unknown');
		expect(failing(1, 1)).toThrow(/^Group unknown$/);
	});

	test('no entries are no failure', () => {
		expect(listOutcome([], rules)).toEqual([]);
	});
});

describe('eachEntry', () => {
	test('one that fails keeps who it was, and takes nobody along', async () => {
		const failure = new Error('No');
		const results = await eachEntry(
			[1, 2, 3],
			(entry) => ({ who: entry }),
			async (entry) => {
				if (entry === 2) throw failure;
				return await Promise.resolve({ who: entry, done: true });
			},
		);
		expect(results).toEqual([
			{ json: { who: 1, done: true } },
			{ json: { who: 2 }, failure },
			{ json: { who: 3, done: true } },
		]);
	});
});

describe('detailsOf and errorJson', () => {
	test('whatever is thrown: a code and a message', () => {
		fc.assert(
			fc.property(fc.anything(), (thrown) => {
				const json = errorJson(thrown, 0);
				expect(json.itemIndex).toBe(0);
				expect(json.code).toBe('unexpected');
				expect(json.message).toMatch(/\w/);
			}),
		);
	});

	test('a mistake says what it says', () => {
		expect(errorJson(new Error('Oops'))).toEqual({ code: 'unexpected', message: 'Oops' });
		expect(errorJson('Oops').message).toBe('Something unexpected went wrong');
	});

	test('a list is told apart by its name', () => {
		expect(new ListFailure('All', undefined, [], false).name).toBe('ListFailure');
	});

	test('an error without a message still says something', () => {
		expect(errorJson(new Error()).message).toMatch(/\w/);
	});

	test('errors of n8n keep their words', () => {
		const error = new NodeOperationError(node, 'No such field', { description: 'Look again' });
		expect(errorJson(error, 2)).toEqual({
			code: 'node_error',
			message: 'No such field',
			hint: 'Look again',
			itemIndex: 2,
		});
	});

	test('a list speaks for its first failure, in its own words', () => {
		const list = new ListFailure('2 of 2 failed', service('notDone', { hint: 'Hint' }), [], false);
		expect(detailsOf(list)).toEqual({ code: 131041, message: '2 of 2 failed', hint: 'Hint' });
	});
});

describe('nodeError', () => {
	test.each<[string, unknown, unknown]>([
		['the API', service('notDone'), NodeApiError],
		['a list of calls', new ListFailure('All', service('notDone'), [], false), NodeApiError],
		['input', new InputFailure('Bad'), NodeOperationError],
		['a mistake', new TypeError('Oops'), NodeOperationError],
		['no error at all', 'text', NodeOperationError],
	])('of %s', (_name, thrown, type) => {
		const error = nodeError(node, thrown, 4, 'A note');
		expect(error).toBeInstanceOf(type);
		expect(error.message).toMatch(/\S \[item 4\]$/);
		expect(error.context.itemIndex).toBe(4);
		expect(error.description).toMatch(/A note$/);
		expect(nodeError(node, thrown).message).not.toContain('[item');
	});

	test('tells what happened, what to do, and the facts', () => {
		const error = nodeError(
			node,
			service('notDone', {
				title: 'A title',
				details: 'The details',
				hint: 'A hint',
				httpStatus: 400,
				traceId: 'T1',
			}),
		);
		expect(error.message).toBe('Group unknown');
		expect(error.description).toBe(
			'A hint\nThe details\nA title · Code 131041 · HTTP 400 · Trace ID T1',
		);
		expect((error as NodeApiError).httpCode).toBe('400');
	});

	test.each([
		[{ code: 'busy' }, ''],
		[{ code: 7 }, 'Code 7'],
		[{ code: 7, title: 'A title' }, 'A title · Code 7'],
		[{ code: 'busy', httpStatus: 400 }, 'HTTP 400'],
		[{ code: 'busy', traceId: 'T1' }, 'Trace ID T1'],
		[{ code: 'busy', hint: 'A hint' }, 'A hint'],
	])('of %j tells no more than is known', (details, description) => {
		const failure = new ServiceFailure({ message: 'M', ...details }, 'notDone');
		const error = nodeError(node, failure) as NodeApiError;
		expect(error.description).toBe(description);
		expect(error.httpCode).not.toBe('undefined');
	});

	// n8n replaces messages in which it finds one of these by sentences of its own.
	test.each(['ECONNREFUSED', 'ETIMEDOUT', 'ECONNRESET', '429', '500', 'getaddrinfo ENOTFOUND'])(
		'keeps its message, with %s in it',
		(word) => {
			const message = `Something about ${word} happened`;
			expect(nodeError(node, service('unknown', { message })).message).toBe(message);
			expect(nodeError(node, new InputFailure(message)).message).toBe(message);
		},
	);
});

describe('memoryOf', () => {
	const context = (run: object, more: Partial<INode> = {}) =>
		({
			getNode: () => ({ ...node, retryOnFail: true, ...more }),
			getExecuteData: () => run,
		}) as unknown as IExecuteFunctions;

	test('is the same for each try of a run, and another for another run', () => {
		const run = {};
		const memory = memoryOf(context(run));
		memory.set(0, { outcomes: [] });
		expect(memoryOf(context(run)).has(0)).toBe(true);
		expect(memoryOf(context({})).has(0)).toBe(false);
	});

	test('holds nothing where n8n does not try again, or where the node is a tool', () => {
		const run = {};
		for (const more of [{ retryOnFail: false }, { type: `${node.type}Tool` }]) {
			memoryOf(context(run, more)).set(0, { outcomes: [] });
			expect(memoryOf(context(run, more)).has(0)).toBe(false);
			expect(memoryOf(context(run)).has(0)).toBe(false);
		}
	});
});
