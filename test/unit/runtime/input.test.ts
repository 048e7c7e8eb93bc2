import fc from 'fast-check';
import type { IBinaryData, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { InputFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { ItemInput, labelsOf } from '../../../nodes/WhatsAppGroups/runtime/input';

interface Item {
	parameters?: Record<string, unknown>;
	binary?: Record<string, Partial<IBinaryData>>;
}

/** An item with these parameters and files; nothing else of n8n is there. */
function item({ parameters = {}, binary }: Item): ItemInput {
	const context = {
		getNodeParameter: (name: string, _index: number, fallback?: unknown) =>
			Object.hasOwn(parameters, name) ? parameters[name] : fallback,
		getInputData: () => [{ json: { from: 'the item' }, binary }],
		getTimezone: () => 'Europe/Berlin',
		helpers: {
			getBinaryDataBuffer: async (index: number, { id }: IBinaryData) =>
				await Promise.resolve(Buffer.from(`${index} ${id}`)),
		},
	};
	return new ItemInput(
		context as unknown as IExecuteFunctions,
		0,
		new Map([['field', 'The Label']]),
	);
}

const field = (value: unknown) => item({ parameters: { field: value } });

/** What an InputFailure says, up to its full stop; anything else that is thrown is a mistake. */
function refusal(read: () => unknown): string {
	const { message } = complaint(read);
	expect(message).toMatch(/[^.]\.$/);
	return message.slice(0, -1);
}

function complaint(read: () => unknown): InputFailure {
	const thrown = thrownBy(read);
	if (thrown instanceof InputFailure) return thrown;
	throw new Error('Nothing was refused', { cause: thrown });
}

function thrownBy(read: () => unknown): unknown {
	try {
		read();
		return undefined;
	} catch (thrown) {
		return thrown;
	}
}

/** Also what JavaScript has no text for. */
const anyValue = fc.oneof(
	fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
	fc.constantFrom({ toString: 'x' }, [{ toString: null }], Object.create(null)),
);

/** Undefined for a refusal, which names the label. */
function textOrRefusal(read: () => string): string | undefined {
	try {
		return read();
	} catch (thrown) {
		expect(thrown).toBeInstanceOf(InputFailure);
		expect((thrown as InputFailure).message).toMatch(/^The Label /);
		return undefined;
	}
}

describe('text', () => {
	test.each<[unknown, string]>([
		['  Hello  ', 'Hello'],
		['\n\ttext\n', 'text'],
		[0, '0'],
		[16505551001, '16505551001'],
		[-1.5, '-1.5'],
	])('%p', (value, expected) => {
		expect(field(value).text('field')).toBe(expected);
	});

	test.each<[unknown, string]>([
		[undefined, 'The Label is empty: the value or expression gives nothing'],
		[null, 'The Label is empty: the value or expression gives nothing'],
		['', 'The Label is empty'],
		[' \n ', 'The Label is empty'],
		[['a'], 'The Label must be text, but is a list'],
		[{ a: 1 }, 'The Label must be text, but is an object'],
		[true, 'The Label must be text, but is "true"'],
	])('%p is refused by its label', (value, message) => {
		expect(refusal(() => field(value).text('field'))).toBe(message);
	});

	test('a number that is not exact is refused, and may be given as text', () => {
		const { message, details } = complaint(() => field(2 ** 60).text('field'));
		expect(message).toBe('The Label is too large a number to be exact.');
		expect(details.hint).toBe('Give it as text.');
	});

	test('optional: nothing is an empty text, and what is no text is still refused', () => {
		for (const value of [undefined, null, '', '  ']) {
			expect(field(value).text('field', { optional: true })).toBe('');
		}
		expect(refusal(() => field([]).text('field', { optional: true }))).toContain('must be text');
	});

	test('the longest is counted in characters as people see them, after trimming', () => {
		const longest = fc.integer({ min: 1, max: 60 });
		const letters = fc.constantFrom('a', 'é', '🎉', '漢', '👍');
		fc.assert(
			fc.property(longest, letters, fc.integer({ min: 1, max: 80 }), (max, letter, length) => {
				const read = () => field(`  ${letter.repeat(length)}\n`).text('field', { max });
				if (length <= max) expect(read()).toBe(letter.repeat(length));
				else {
					expect(refusal(read)).toBe(
						`The Label is too long: ${length} characters, and at most ${max} are allowed`,
					);
				}
			}),
		);
	});

	test('whatever the value: a trimmed text, or a refusal that names the label', () => {
		fc.assert(
			fc.property(anyValue, (value) => {
				const text = textOrRefusal(() => field(value).text('field'));
				if (text === undefined) return;
				expect(text).toBe(String(value).trim());
				expect(text).not.toBe('');
			}),
		);
	});
});

describe('body', () => {
	test('is what people wrote, not trimmed, nor is its space counted', () => {
		expect(field('  a \n').body('field', 1)).toBe('  a \n');
		expect(field(42).body('field', 2)).toBe('42');
		expect(refusal(() => field(' ').body('field', 5))).toBe('The Label is empty');
		expect(refusal(() => field('abc').body('field', 2))).toContain('3 characters, and at most 2');
	});

	test('whatever the value: a text, or a refusal that names the label', () => {
		fc.assert(
			fc.property(anyValue, (value) => {
				const text = textOrRefusal(() => field(value).body('field', ({ length }) => length));
				if (text !== undefined) expect(text).toBe(String(value));
			}),
		);
	});

	test('may be as long as its own words allow', () => {
		const longest = (text: string) => (text.startsWith('long') ? 8 : 3);
		expect(field('long one').body('field', longest)).toBe('long one');
		expect(refusal(() => field('four').body('field', longest))).toBe(
			'The Label is too long: 4 characters, and at most 3 are allowed',
		);
	});
});

describe('a field of a collection', () => {
	const read = (collection: Record<string, unknown>) => () =>
		item({}).field(collection, 'field', { max: 3 });
	const choose = (collection: Record<string, unknown>) => () =>
		item({}).fieldChoice(collection, 'field', ['first', 'second'], 'second');

	test('is a text, trimmed', () => {
		expect(read({ field: ' Ana ' })()).toBe('Ana');
		expect(refusal(read({}))).toBe('The Label is empty: the value or expression gives nothing');
		expect(refusal(read({ field: 'Benjamin' }))).toBe(
			'The Label is too long: 8 characters, and at most 3 are allowed',
		);
	});

	test('is a choice, and the usual one where nobody set it', () => {
		expect(choose({ field: 'First' })()).toBe('first');
		expect(choose({})()).toBe('second');
		expect(refusal(choose({ field: undefined }))).toBe(
			'The Label must be one of first, second, but is empty',
		);
	});
});

describe('whole', () => {
	test.each<[unknown, number]>([
		[1, 1],
		[30, 30],
		['7', 7],
		[' 7 ', 7],
		['3e1', 30],
	])('%p', (value, expected) => {
		expect(field(value).whole('field', 1, 30)).toBe(expected);
	});

	test.each<[unknown, string]>([
		[0, '"0"'],
		[31, '"31"'],
		[1.5, '"1.5"'],
		['many', '"many"'],
		['', '""'],
		[undefined, 'empty'],
		[null, 'empty'],
		[NaN, '"NaN"'],
		[[1], 'a list'],
		[true, '"true"'],
	])('%p is refused', (value, shown) => {
		expect(refusal(() => field(value).whole('field', 1, 30))).toBe(
			`The Label must be a whole number from 1 to 30, but is ${shown}`,
		);
	});

	test('a long value is cut in the complaint', () => {
		const message = refusal(() => field('x'.repeat(500)).whole('field', 1, 30));
		expect(message).toContain(`"${'x'.repeat(60)}…"`);
		expect(message.length).toBeLessThan(150);
		const whole = refusal(() => field('x'.repeat(60)).whole('field', 1, 30));
		expect(whole).toMatch(/"x{60}"$/);
	});
});

describe('flag and choice', () => {
	test('are what they are, or what an expression gives for it, and nothing else', () => {
		for (const value of [true, 'true', ' True ', 1, '1']) {
			expect(field(value).flag('field')).toBe(true);
		}
		for (const value of [false, 'false', 'FALSE', 0, '0']) {
			expect(field(value).flag('field')).toBe(false);
		}
		for (const value of ['yes', 2, null, undefined, '', [true], {}]) {
			expect(refusal(() => field(value).flag('field'))).toMatch(/^The Label must be true or false/);
		}
		for (const value of ['b', 'B', ' b\n']) {
			expect(field(value).choice('field', ['a', 'b'])).toBe('b');
		}
		const modes = ['approval_required', 'auto_approve'] as const;
		for (const value of ['Approval Required', 'approval-required', 'approvalRequired']) {
			expect(field(value).choice('field', modes)).toBe('approval_required');
		}
		for (const value of ['c', 'ab', '', null, undefined, ['a']]) {
			expect(refusal(() => field(value).choice('field', ['a', 'b']))).toMatch(
				/^The Label must be one of a, b, but is /,
			);
		}
	});
});

describe('a resource locator', () => {
	test.each([
		[{ __rl: true, mode: 'list', value: 'G' }, 'list'],
		[{ __rl: true, value: 'G' }, undefined],
		['G', undefined],
		[undefined, undefined],
	])('%j is filled in by %p', (value, mode) => {
		expect(field(value).mode('field')).toBe(mode);
	});
});

test('the time zone is the workflow’s', () => {
	expect(item({}).timeZone).toBe('Europe/Berlin');
});

describe('options', () => {
	const withOptions = (options: unknown) => item({ parameters: { options } });

	test('bounds are those of the options, in ms, or the usual ones', () => {
		expect(withOptions(undefined).bounds()).toEqual({
			timeoutMs: 30_000,
			maxRateLimitWaitMs: 60_000,
		});
		expect(withOptions({ timeout: 500, maxRateLimitWait: 0 }).bounds()).toEqual({
			timeoutMs: 500,
			maxRateLimitWaitMs: 0,
		});
		expect(withOptions({ timeout: '', maxRateLimitWait: '1.5' }).bounds()).toEqual({
			timeoutMs: 30_000,
			maxRateLimitWaitMs: 1500,
		});
	});

	test.each([
		{ timeout: 0 },
		{ timeout: -5 },
		{ timeout: 'soon' },
		{ timeout: null },
		{ timeout: 2 ** 31 },
		{ timeout: '99999999999' },
		{ timeout: Infinity },
		{ maxRateLimitWait: -1 },
		{ maxRateLimitWait: {} },
		{ maxRateLimitWait: 2 ** 31 / 1000 },
	])('bounds of %j are refused: a timer would fire at once, or never', (options) => {
		const [name] = Object.keys(options);
		const range = name === 'timeout' ? 'from 1 to 2147483647' : 'from 0 to 2147483';
		expect(refusal(() => withOptions(options).bounds())).toMatch(
			new RegExp(`^${name} must be a number ${range}, but is `),
		);
	});

	test('the longest bounds are what a timer can hold', () => {
		expect(withOptions({ timeout: 2 ** 31 - 1, maxRateLimitWait: 2147483 }).bounds()).toEqual({
			timeoutMs: 2 ** 31 - 1,
			maxRateLimitWaitMs: 2147483000,
		});
	});

	test('options that are no object are none', () => {
		for (const options of [null, 'text', 7, [{ timeout: 5 }]]) {
			expect(withOptions(options).bounds().timeoutMs).toBe(30_000);
			expect(withOptions(options).optionFlag('simplify', true)).toBe(true);
			expect(withOptions(options).optionText('caption')).toBeUndefined();
		}
	});

	test('a flag of the options, and a text', () => {
		expect(withOptions({ simplify: false }).optionFlag('simplify', true)).toBe(false);
		expect(withOptions({ simplify: 'false' }).optionFlag('simplify', true)).toBe(false);
		expect(withOptions({ simplify: '' }).optionFlag('simplify', true)).toBe(true);
		expect(withOptions({}).optionFlag('simplify', true)).toBe(true);
		expect(refusal(() => withOptions({ simplify: 'no' }).optionFlag('simplify', true))).toBe(
			'simplify must be true or false, but is "no"',
		);
		expect(withOptions({ caption: ' Look ' }).optionText('caption', 4)).toBe('Look');
		expect(withOptions({ caption: '' }).optionText('caption')).toBeUndefined();
		expect(refusal(() => withOptions({ caption: 'Looks' }).optionText('caption', 4))).toContain(
			'5 characters',
		);
	});
});

describe('a choice of the options', () => {
	const choose = (kind?: unknown) =>
		item({ parameters: { options: { kind } } }).optionChoice('kind', ['a', 'b']);

	test.each([['b'], ['B']])('%p is one', (kind) => {
		expect(choose(kind)).toBe('b');
	});

	test.each([[undefined], ['']])('%p is none', (kind) => {
		expect(choose(kind)).toBeUndefined();
	});

	test.each(['c', null, ['a']])('%p is refused', (kind) => {
		expect(refusal(() => choose(kind))).toMatch(/^kind must be one of a, b, but is /);
	});
});

describe('file', () => {
	const picture = { data: 'AAAA', mimeType: 'image/png' };

	test('is read when it is needed', async () => {
		const input = item({
			parameters: { field: ' data ' },
			binary: { data: { ...picture, fileName: 'a.png' } },
		});
		const file = input.file('field');
		expect(file).toMatchObject({ label: 'image/png', filename: 'a.png' });
		expect(await file.read()).toEqual(Buffer.alloc(3));
	});

	test('is asked of n8n where it is kept elsewhere', async () => {
		const stored = { ...picture, data: 'filesystem-v2', id: 'filesystem-v2:abc' };
		const input = item({ parameters: { field: ' data ' }, binary: { data: stored } });
		expect((await input.file('field').read()).toString()).toBe('0 filesystem-v2:abc');
	});

	test.each<[Partial<IBinaryData>, string]>([
		[{ fileName: 'a.png', fileExtension: 'jpg' }, 'a.png'],
		[{ fileExtension: 'jpg' }, 'file.jpg'],
		[{}, 'file'],
	])('%j is named %s', (data, filename) => {
		const input = item({
			parameters: { field: 'data' },
			binary: { data: { ...picture, ...data } },
		});
		expect(input.file('field').filename).toBe(filename);
	});

	test('the size of inline data is that of its bytes', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (bytes) => {
				const data = Buffer.from(bytes).toString('base64');
				const input = item({
					parameters: { field: 'data' },
					binary: { data: { ...picture, data } },
				});
				expect(input.file('field').size).toBe(bytes.length);
			}),
		);
	});

	test('the size of data kept elsewhere is what n8n says, or not known', () => {
		const stored = { ...picture, data: 'filesystem-v2', id: 'filesystem-v2:abc' };
		const read = (data: Partial<IBinaryData>) =>
			item({ parameters: { field: 'data' }, binary: { data } }).file('field').size;
		expect(read(stored)).toBeUndefined();
		expect(read({ ...stored, bytes: 4096 })).toBe(4096);
	});

	test('a field that is not there: the complaint names those that are', () => {
		const read = (binary?: Item['binary']) => () =>
			item({ parameters: { field: 'other' }, binary }).file('field');
		expect(refusal(read({ data: picture, data2: picture }))).toBe(
			'The Label names no binary field of the item: "other"',
		);
		const hintOf = (run: () => unknown) => complaint(run).details.hint;
		expect(hintOf(read({ data: picture, data2: picture }))).toBe('The item has: data, data2.');
		expect(hintOf(read())).toContain('The item has no binary data.');
		expect(hintOf(read({}))).toContain('The item has no binary data.');
	});

	test.each<[unknown, string]>([
		[null, 'holds no file'],
		[{ mimeType: 'image/png' }, 'holds a file without content'],
	])('a field that holds %j is refused by its label', (data, words) => {
		const input = item({ parameters: { field: 'data' }, binary: { data: data as IBinaryData } });
		const failure = complaint(() => input.file('field'));
		expect(failure.message).toBe(`The Label ${words}.`);
		expect(failure.details.hint).toBe(
			'Put the node that reads or downloads the file right before this one.',
		);
	});

	test('a field of the item’s prototype is not a file', () => {
		for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
			const input = item({ parameters: { field: name }, binary: { data: picture } });
			expect(refusal(() => input.file('field'))).toContain('names no binary field');
		}
	});

	test('one that is too large is refused, and its size told', () => {
		const input = field('x');
		expect(() => input.checkSize('field', 1024, 1024)).not.toThrow();
		expect(() => input.checkSize('field', undefined, 1024)).not.toThrow();
		const message = refusal(() => input.checkSize('field', 5 * 1024 * 1024, 1024 * 1024));
		expect(message).toBe('The Label is too large: 5 MB, and at most 1 MB are allowed');
	});

	test('one byte too many does not read like what is allowed', () => {
		const [is, allowed] = refusal(() =>
			field('x').checkSize('field', 5 * 1024 * 1024 + 1, 5 * 1024 * 1024),
		)
			.slice('The Label is too large: '.length)
			.split(', and at most ');
		expect(allowed).toBe('5 MB are allowed');
		expect(is).not.toBe('5 MB');
	});
});

describe('labelsOf', () => {
	const property = (more: Partial<INodeProperties>): INodeProperties => ({
		displayName: 'One',
		name: 'one',
		type: 'string',
		default: '',
		...more,
	});

	test('finds labels in collections of collections; the first of a name counts', () => {
		const labels = labelsOf([
			property({}),
			property({ displayName: 'Not this one' }),
			property({
				name: 'choice',
				displayName: 'Choice',
				type: 'options',
				options: [{ name: 'Not a parameter', value: 'x' }],
			}),
			property({
				name: 'options',
				displayName: 'Options',
				type: 'collection',
				options: [
					property({ name: 'two', displayName: 'Two' }),
					property({
						name: 'batching',
						displayName: 'Batching',
						type: 'fixedCollection',
						options: [
							{
								name: 'batch',
								displayName: 'Batch',
								values: [property({ name: 'three', displayName: 'Three' })],
							},
						],
					}),
				],
			}),
		]);
		expect([...labels]).toEqual([
			['one', 'One'],
			['choice', 'Choice'],
			['options', 'Options'],
			['two', 'Two'],
			['batching', 'Batching'],
			['three', 'Three'],
		]);
	});
});
