import fc from 'fast-check';

import { exactBody } from '../../../nodes/WhatsAppGroups/delivery/exactBody';

/** What n8n gives of a body: the bytes, and what `JSON.parse` makes of them. */
function read(text: string): unknown {
	return exactBody(JSON.parse(text), Buffer.from(text));
}

test.each([
	['{"id":120363404694233821}', { id: '120363404694233821' }],
	['{"a":[{"id":-9007199254740993}]}', { a: [{ id: '-9007199254740993' }] }],
	['[9007199254740993,9007199254740991,7]', ['9007199254740993', 9007199254740991, 7]],
	['9007199254740993', '9007199254740993'],
	[
		'{"text":"9007199254740993 ä","id":9007199254740993}',
		{ text: '9007199254740993 ä', id: '9007199254740993' },
	],
])('%s: no digit is lost', (text, expected) => {
	expect(read(text)).toEqual(expected);
});

test.each([
	'{"id":7}',
	'{"id":"120363404694233821"}',
	'[]',
	'null',
	'"text"',
	'1.5',
	'{"a":{"b":[]}}',
	'{"entry":[]}',
])('%s is the body that n8n has parsed, as nothing of it was lost', (text) => {
	const parsed: unknown = JSON.parse(text);
	expect(exactBody(parsed, Buffer.from(text))).toBe(parsed);
});

test.each<[string, unknown]>([
	['is not there', undefined],
	['is nothing', null],
	['is no JSON', Buffer.from('id=120363404694233821')],
	['is empty', Buffer.alloc(0)],
	['is of another form', { data: 'x' }],
])('where the text %s, what n8n has parsed has to do', (_what, rawBody) => {
	const parsed = { id: 120363404694233820 };
	expect(exactBody(parsed, rawBody)).toBe(parsed);
});

test.each<[string, unknown]>([
	['nothing', undefined],
	['an empty object', {}],
	['a text', '{"entry":[]}'],
	['a form of one field', { '{"entry":[]}': '' }],
])('where n8n has made %s of a delivery, it is read anew', (_what, parsed) => {
	expect(exactBody(parsed, Buffer.from('{"entry":[]}'))).toEqual({ entry: [] });
});

test('the text may come as text', () => {
	expect(exactBody({ id: 9007199254740992 }, '{"id":9007199254740993}')).toEqual({
		id: '9007199254740993',
	});
});

test('any body says the same, but for the integers that a number cannot hold', () => {
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			const text = JSON.stringify(value);
			const same = JSON.parse(text, (_key, inner: unknown) =>
				typeof inner === 'number' && Number.isInteger(inner) && !Number.isSafeInteger(inner)
					? Number(String(inner))
					: inner,
			) as unknown;
			const numbers = JSON.stringify(read(text), (_key, inner: unknown) =>
				typeof inner === 'string' && /^-?\d{16,}$/.test(inner) ? Number(inner) : inner,
			);
			const expected = JSON.stringify(same, (_key, inner: unknown) =>
				typeof inner === 'string' && /^-?\d{16,}$/.test(inner) ? Number(inner) : inner,
			);
			expect(numbers).toBe(expected);
		}),
	);
});

test('a body nested 100,000 deep is looked through all the same', () => {
	const text = `${'['.repeat(100_000)}9007199254740993${']'.repeat(100_000)}`;
	let inner = read(text);
	while (Array.isArray(inner)) [inner] = inner as unknown[];
	expect(inner).toBe('9007199254740993');
});
