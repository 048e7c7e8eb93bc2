import { withoutKey } from '../../../nodes/WhatsAppGroups/api/redact';

const KEY = '12345678';

test.each([
	[`The key ${KEY}, again ${KEY}`, 'The key [API key], again [API key]'],
	[{ error: { message: `No ${KEY}` } }, { error: { message: 'No [API key]' } }],
	[[KEY], ['[API key]']],
	[{ [KEY]: 1 }, { '[API key]': 1 }],
])('%j', (body, expected) => {
	expect(withoutKey(body, KEY)).toEqual(expected);
});

test('a key with quotes is found as JSON spells it', () => {
	const key = 'key "\\ 1';
	expect(withoutKey({ message: `No ${key}.` }, key)).toEqual({ message: 'No [API key].' });
});

test('bytes stay the bytes that they are around it', () => {
	const around = Buffer.from([0, 0xff, 0xc3, 0x28]);
	const body = new Uint8Array(Buffer.concat([around, Buffer.from(KEY), around]));
	const expected = Buffer.concat([around, Buffer.from('[API key]'), around]);
	expect(withoutKey(body, KEY)).toEqual(expected);
});

test.each([[undefined], [null], ['text'], [{ a: 1 }], [Buffer.from('bytes')], [() => 1]])(
	'what does not have it is what it was (%p)',
	(body) => {
		expect(withoutKey(body, KEY)).toBe(body);
	},
);

test.each(['', '1', '1234567'])('%j is too short to be a key', (key) => {
	const body = { message: 'No 1234567' };
	expect(withoutKey(body, key)).toBe(body);
	const bytes = Buffer.from('No 1234567');
	expect(withoutKey(bytes, key)).toBe(bytes);
});
