import { entriesOfText } from '../../../nodes/WhatsAppGroups/api/textList';

test.each<[string, unknown[]]>([
	['', []],
	['a, b;c\nd\re', ['a', 'b', 'c', 'd', 'e']],
	[' a ,, ', ['a']],
	['["a", "b,c", 1, {"d":2}]', ['a', 'b', 'c', 1, { d: 2 }]],
	['{"a":1}', [{ a: 1 }]],
	['[a, b]', ['[a', 'b]']],
	// What is JSON without brackets is a text like any other.
	['4915112345678', ['4915112345678']],
	['true', ['true']],
	['"a"', ['"a"']],
])('the entries of %j', (text, entries) => {
	expect(entriesOfText(text)).toEqual(entries);
});
