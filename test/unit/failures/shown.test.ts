import fc from 'fast-check';
import { NodeApiError, NodeOperationError, UserError, type INode } from 'n8n-workflow';

import {
	InputFailure,
	PeopleFailure,
	ServiceFailure,
} from '../../../nodes/WhatsAppGroups/failures/failure';
import {
	asFailure,
	errorJson,
	neverBegun,
	nodeError,
} from '../../../nodes/WhatsAppGroups/failures/shown';

const node: INode = {
	id: '1',
	name: 'Node',
	type: 'n8n-nodes-whatsapp-groups.whatsAppGroups',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const service = (certainty: 'notDone' | 'unknown', details: object = {}) =>
	new ServiceFailure({ code: 131041, message: 'The group does not exist.', ...details }, certainty);

const ofPeople = (first: ServiceFailure | InputFailure) =>
	new PeopleFailure({ ...first.details, message: '2 of 2 failed.' }, first, [], 'notDone');

test.each<[string, unknown, object]>([
	[
		'n8n, of a credential',
		new UserError('Credential with ID "1" does not exist'),
		{ code: 'node_error', message: 'Credential with ID "1" does not exist' },
	],
	[
		'ours',
		new InputFailure('Base URL: "x" is no address.', 'Enter one.'),
		{ code: 'invalid_input', message: 'Base URL: "x" is no address.', hint: 'Enter one.' },
	],
	[
		'ours, as n8n shows it',
		nodeError(node, new InputFailure('Batch Size must be a number.')),
		expect.objectContaining({ message: expect.stringContaining('Batch Size must be') as string }),
	],
	[
		'a node of n8n',
		new NodeOperationError(node, 'No such field', { description: 'Look again' }),
		{ code: 'node_error', message: 'No such field', hint: 'Look again' },
	],
	[
		'a mistake',
		new TypeError('x is not a function'),
		expect.objectContaining({ code: 'unexpected', details: 'x is not a function' }),
	],
	[
		'the service, of which nothing is certain',
		service('unknown'),
		{ code: 131041, message: 'The group does not exist.' },
	],
])('what kept a run from beginning, by %s: nothing was done', (_whose, thrown, details) => {
	const failure = neverBegun(thrown);
	expect(failure.certainty).toBe('notDone');
	expect(failure.details).toEqual(details);
});

describe('asFailure and errorJson', () => {
	test('whatever is thrown: a code, a message, and it may have been done', () => {
		fc.assert(
			fc.property(fc.anything(), (thrown) => {
				const failure = asFailure(thrown);
				expect(failure.certainty).toBe('unknown');
				expect(errorJson(thrown, 0)).toMatchObject({
					itemIndex: 0,
					code: 'unexpected',
					message: expect.stringMatching(/\w/),
					hint: expect.stringMatching(/\w/),
				});
			}),
		);
	});

	test('a mistake is told as one of ours, with its words as details', () => {
		expect(errorJson(new TypeError('x is not a function'))).toEqual({
			code: 'unexpected',
			message: 'Something unexpected went wrong in the node.',
			details: 'x is not a function',
			hint: 'Report it to the maintainers of this node, with these details.',
		});
		expect(errorJson('Oops')).not.toHaveProperty('details');
		expect(errorJson(new Error())).not.toHaveProperty('details');
	});

	test('a failure is itself', () => {
		const failure = service('notDone', { hint: 'Look again.' });
		expect(asFailure(failure)).toBe(failure);
		expect(errorJson(failure)).toStrictEqual({
			code: 131041,
			message: 'The group does not exist.',
			hint: 'Look again.',
		});
		expect(errorJson(failure, 3)).toMatchObject({ itemIndex: 3 });
	});

	test('errors of n8n keep their words, and nothing was done', () => {
		const error = new NodeOperationError(node, 'No such field', { description: 'Look again' });
		expect(asFailure(error).certainty).toBe('notDone');
		expect(errorJson(error, 2)).toEqual({
			code: 'node_error',
			message: 'No such field',
			hint: 'Look again',
			itemIndex: 2,
		});
		expect(errorJson(new NodeOperationError(node, 'No such field'))).not.toHaveProperty('hint');
	});

	test('people speak for the first who failed, in words of their own', () => {
		const failure = ofPeople(service('notDone', { hint: 'Hint' }));
		expect(errorJson(failure)).toEqual({ code: 131041, message: '2 of 2 failed.', hint: 'Hint' });
	});
});

describe('nodeError', () => {
	test.each<[string, unknown, unknown]>([
		['the API', service('notDone'), NodeApiError],
		['people whom the API refused', ofPeople(service('notDone')), NodeApiError],
		['people who cannot be read', ofPeople(new InputFailure('Bad.')), NodeOperationError],
		['input', new InputFailure('Bad.'), NodeOperationError],
		['a mistake', new TypeError('Oops'), NodeOperationError],
		['no error at all', 'text', NodeOperationError],
	])('of %s', (_name, thrown, type) => {
		const error = nodeError(node, thrown, 4, 'A note.');
		expect(error).toBeInstanceOf(type);
		expect(error.context.itemIndex).toBe(4);
		expect(error.description).toMatch(/^A note\.\n/);
		expect(error.description).toMatch(/Item 4$/);
		expect(nodeError(node, thrown).description).not.toContain('Item');
	});

	test('the message is what happened and what to do: n8n’s toasts show no more', () => {
		const error = nodeError(
			node,
			service('notDone', {
				title: 'A title',
				details: 'The details',
				hint: 'Check the ID.',
				httpStatus: 400,
				traceId: 'T1',
			}),
			7,
			'A note.',
		);
		expect(error.message).toBe('The group does not exist. Check the ID.');
		expect(error.description).toBe(
			'A note.\nThe service’s words: The details\nA title · Code 131041 · HTTP 400 · Trace ID T1 · Item 7',
		);
		expect((error as NodeApiError).httpCode).toBe('400');
	});

	test.each([
		[{ code: 'busy' }, ''],
		[{ code: 7 }, 'Code 7'],
		[{ code: 7, title: 'A title' }, 'A title · Code 7'],
		[{ code: 'busy', httpStatus: 400 }, 'HTTP 400'],
		[{ code: 'busy', traceId: 'T1' }, 'Trace ID T1'],
		[{ code: 'busy', hint: 'A hint.' }, ''],
		[{ code: 'busy', details: 'Words' }, 'The service’s words: Words'],
	])('of %j tells no more than is known', (details, description) => {
		const failure = new ServiceFailure({ message: 'M.', ...details }, 'notDone');
		const error = nodeError(node, failure) as NodeApiError;
		expect(error.description).toBe(description);
		expect(error.httpCode).toBe('httpStatus' in details ? '400' : null);
	});

	// n8n replaces messages in which it finds one of these by sentences of its own.
	test.each(['ECONNREFUSED', 'ETIMEDOUT', 'ECONNRESET', '429', '500', 'getaddrinfo ENOTFOUND'])(
		'keeps its message, with %s in it',
		(word) => {
			const message = `Something about ${word} happened.`;
			expect(nodeError(node, service('unknown', { message })).message).toBe(message);
			expect(nodeError(node, new InputFailure(message)).message).toBe(message);
		},
	);
});
