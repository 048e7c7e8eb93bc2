import {
	adviceFor,
	isKnownCode,
	isPermissionCode,
	SERVICE_ADVICE,
	tellsOfTooMany,
	tellsOfTrouble,
} from '../../../nodes/WhatsAppGroups/failures/advice';

describe('too many calls', () => {
	test.each([
		'You have exceeded the endpoint rate limit.',
		'You have exceeded the limit',
		'You exceeded the limit',
		'The app exceeded the endpoint rate limit',
		'You exceeded the limit of 1 request every 5 seconds',
		'You exceeded the limit of 1,000 calls',
		'You exceeded the limit of 80messages per second',
		'EXCEEDED THE LIMIT OF 80 PER SECOND',
	])('%s', (text) => {
		expect(tellsOfTooMany(text)).toBe(true);
	});

	test.each([
		'The text exceeded the limit of 4096 characters',
		'The upstream’s response time exceeded the limit',
		'Response size exceeded the limit',
		'You have exceeded the limit of 5 MB',
		'You have exceeded the limit of 5MB',
		'You have exceeded the limit of 5 developers',
		'The group exceeded the limit of 8 participants',
		'Limit',
		'',
	])('not: %j', (text) => {
		expect(tellsOfTooMany(text)).toBe(false);
	});
});

test.each([
	['Request timed out', true],
	['The deadline was exceeded', true],
	['Internal error', true],
	['502 Bad Gateway', true],
	['The service is temporarily unavailable', true],
	['The group is full', false],
	['', false],
])('whether %j tells of trouble behind the service: %p', (text, tells) => {
	expect(tellsOfTrouble(text)).toBe(tells);
});

test.each([
	[3, true],
	[10, true],
	[199, false],
	[200, true],
	[299, true],
	[300, false],
	[4, false],
])('whether the code %d is of a permission: %p', (code, isOne) => {
	expect(isPermissionCode(code)).toBe(isOne);
});

describe('the advice for an error', () => {
	const whatOf = (...error: Parameters<typeof adviceFor>) => adviceFor(...error)?.what;

	test('is by what it says in words, whatever its code and status', () => {
		expect(whatOf(131000, 500, 'Lack of payment')).toBe(SERVICE_ADVICE[131042].what);
		expect(whatOf(undefined, undefined, 'Invalid API key')).toContain('API key');
	});

	test('is by its code, and by no status where it has one', () => {
		expect(whatOf(131000, 400, '')).toBe(SERVICE_ADVICE[131000].what);
		expect(whatOf(200, 400, '')).toBe('The number lacks a permission for this.');
		expect(whatOf(299, undefined, '')).toBe('The number lacks a permission for this.');
		for (const code of [-7, 199, 300, 999_999]) expect(whatOf(code, 400, '')).toBeUndefined();
	});

	test('is by the HTTP status where it has no code', () => {
		expect(whatOf(undefined, 503, '')).toBe('The service is overloaded at the moment.');
		expect(whatOf(undefined, 418, '')).toBeUndefined();
		expect(whatOf(undefined, undefined, '')).toBeUndefined();
	});
});

test.each([
	[131000, true],
	[0, true],
	[200, true],
	[299, true],
	[199, false],
	[300, false],
	[999_999, false],
])('the code %d is known: %p', (code, isKnown) => {
	expect(isKnownCode(code)).toBe(isKnown);
});
