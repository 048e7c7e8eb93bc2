import { onceOf } from '../../../nodes/WhatsAppGroups/secrets/secret';

test('a header that came twice with one value is that value', () => {
	expect(onceOf('abc, abc')).toBe('abc');
	expect(onceOf('abc,abc,abc')).toBe('abc');
});

test.each(['abc', 'abc, abd', ',abc', undefined, 7])('%p stays as it is', (header) => {
	expect(onceOf(header)).toBe(header);
});
