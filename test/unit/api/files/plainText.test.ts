import { looksLikeText } from '../../../../nodes/WhatsAppGroups/api/files/plainText';

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const bigEndian = (text: string) => utf16(text).swap16();

test.each([
	['plain', Buffer.from('Hello')],
	['the control characters of texts', Buffer.from('a\t\n\f\r\x1bb')],
	['UTF-8', Buffer.from('日本')],
	['an older encoding', Buffer.from([0x4d, 0xfc, 0x6c])],
	['UTF-16', utf16('Hello, 日本')],
	['UTF-16 of many letters', utf16('Hello'.repeat(5000))],
	['UTF-16, the high byte first', bigEndian('Hello, 日本')],
	['UTF-16 with a byte too few', utf16('Hello').subarray(0, -1)],
	['UTF-16 with a byte too few, the high byte first', bigEndian('Hello').subarray(0, -1)],
	['UTF-16 without a letter', utf16('')],
	['beyond what is looked at', Buffer.concat([Buffer.alloc(65_536, 0x61), Buffer.alloc(9)])],
])('a text: %s', (_name, bytes) => {
	expect(looksLikeText(bytes)).toBe(true);
});

test.each([
	['nothing', Buffer.alloc(0)],
	['a zero', Buffer.from('a\0b')],
	['another control character', Buffer.from('a\x01b')],
	['delete', Buffer.from('a\x7fb')],
	['the last byte that is looked at', Buffer.concat([Buffer.alloc(65_535, 0x61), Buffer.alloc(1)])],
	['UTF-16 with a zero', utf16('a\0b')],
	['UTF-16 with a zero, the high byte first', bigEndian('a\0b')],
	['UTF-16 with delete', utf16('ab\x7f')],
	// Read the other way round these would be letters.
	['UTF-16, a control character', utf16('\x01')],
	['UTF-16, a control character, the high byte first', bigEndian('\x01')],
])('no text: %s', (_name, bytes) => {
	expect(looksLikeText(bytes)).toBe(false);
});
