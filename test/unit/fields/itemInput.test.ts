import fc from 'fast-check';
import type { IExecuteFunctions } from 'n8n-workflow';

import { readLimit } from '../../../nodes/WhatsAppGroups/fields/paging';
import { parseTemplateReference } from '../../../nodes/WhatsAppGroups/fields/template';
import { InputFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { ItemInput } from '../../../nodes/WhatsAppGroups/runtime/input';

/** An item whose parameters are these; nothing else of n8n is there. */
function item(parameters: Record<string, unknown>): ItemInput {
	const context: Pick<IExecuteFunctions, 'getNodeParameter'> = {
		getNodeParameter: (name: string, _index: number, fallback?: unknown) =>
			(Object.hasOwn(parameters, name) ? parameters[name] : fallback) as never,
	};
	const labels = new Map([
		['people', 'Participants'],
		['limit', 'Limit'],
	]);
	return new ItemInput(context as IExecuteFunctions, 0, labels);
}

const list = (people: unknown) => item({ people }).list('people');

describe('list', () => {
	test.each<[string, unknown, unknown[]]>([
		['one', '+1 650', ['+1 650']],
		['commas', 'a,b, c ,', ['a', 'b', 'c']],
		['semicolons', 'a;b', ['a', 'b']],
		['lines', 'a\nb\r\nc\r', ['a', 'b', 'c']],
		['all of them', ' ,a;\n;b,', ['a', 'b']],
		['an array', ['a', 'b'], ['a', 'b']],
		['an array of lists', ['a, b', 'c'], ['a', 'b', 'c']],
		['numbers', [16505551001, 16505551002], [16505551001, 16505551002]],
		['one number', 16505551001, [16505551001]],
		['people', [{ waId: '1' }, { userId: 'US.1' }], [{ waId: '1' }, { userId: 'US.1' }]],
		['one person', { waId: '1' }, [{ waId: '1' }]],
		['the same twice', 'a,a', ['a', 'a']],
		['JSON text of a list', '["+1 650", "+1 651"]', ['+1 650', '+1 651']],
		['JSON text of numbers', '[16505551001,16505551002]', [16505551001, 16505551002]],
		[
			'JSON text of people',
			'[{"waId":"1"},{"userId":"US.1"}]',
			[{ waId: '1' }, { userId: 'US.1' }],
		],
		['JSON text of one person', ' {"waId":"1"} ', [{ waId: '1' }]],
		['JSON text over lines', '[\n  "a",\n  "b"\n]', ['a', 'b']],
		['JSON text in a list', ['["a","b"]', 'c'], ['a', 'b', 'c']],
		['JSON text of lists as text', '["a, b", "c", null]', ['a', 'b', 'c', null]],
		['what only looks like JSON', '[49] 151, [49] 152', ['[49] 151', '[49] 152']],
		['a number that JSON cannot hold', '[123456789012345678901]', ['123456789012345678901']],
	])('%s', (_name, value, expected) => {
		expect(list(value)).toEqual(expected);
	});

	test.each([
		['empty text', ''],
		['signs only', ' ,;\n'],
		['no elements', []],
		['empty elements', ['', ' , ']],
		['JSON text of an empty list', '[]'],
		['JSON text of empty texts', '["", " "]'],
	])('%s is refused by its label', (_name, value) => {
		expect(() => list(value)).toThrow(new InputFailure('Participants is empty.'));
	});

	test('an expression that gives nothing is refused as empty', () => {
		expect(() => item({}).list('people')).toThrow(InputFailure);
		expect(() => list(null)).toThrow(InputFailure);
	});

	test('a row without a value is not left out in silence', () => {
		expect(list(['a', undefined, null, 'b'])).toEqual(['a', undefined, null, 'b']);
		expect(() => list([undefined, null])).toThrow(new InputFailure('Participants is empty.'));
	});

	test('what is joined with any of the signs comes apart again', () => {
		const element = fc
			.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
			.map((text) => text.replace(/[,;\n\r]/g, '').trim())
			.filter((text) => text !== '');
		const sign = fc.constantFrom(',', ';', '\n', '\r\n', ', ', ' ;\n');
		fc.assert(
			fc.property(fc.array(element, { minLength: 1 }), sign, (elements, between) => {
				expect(list(elements.join(between))).toEqual(elements);
				expect(list(elements)).toEqual(elements);
				expect(list([elements.join(between)])).toEqual(elements);
			}),
		);
	});
});

describe('readLimit', () => {
	test('Return All is no limit', () => {
		expect(readLimit(item({ returnAll: true, limit: 5 }))).toBe(Infinity);
	});

	test.each([
		[1, 1],
		['7', 7],
		[50, 50],
	])('a limit of %p', (limit, expected) => {
		expect(readLimit(item({ returnAll: false, limit }))).toBe(expected);
	});

	test.each([0, -1, 1.5, 'many', '', undefined, null, NaN])('a limit of %p is refused', (limit) => {
		expect(() => readLimit(item({ returnAll: false, limit }))).toThrow(/^Limit must be a whole/);
	});
});

describe('parseTemplateReference', () => {
	test.each([
		['hello|en_US', { name: 'hello', language: 'en_US' }],
		[' hello | en_US ', { name: 'hello', language: 'en_US' }],
		['hello', { name: 'hello', language: undefined }],
		['hello|', { name: 'hello', language: undefined }],
		['', { name: '', language: undefined }],
	])('"%s"', (value, expected) => {
		expect(parseTemplateReference(value)).toEqual(expected);
	});
});
