import {
	agreesWith,
	differingHeaders,
	hashAsItStands,
	hashIn,
	isReleased,
	openBefore,
	releasedHeaders,
	showsHeaders,
	showsReleased,
	standingOf,
	type Standing,
} from '../../../nodes/WhatsAppGroups/registration/entry';
import { seal } from '../../../nodes/WhatsAppGroups/secrets/sealed';
import {
	hashBeginning,
	hashSecret,
	secretMatches,
} from '../../../nodes/WhatsAppGroups/secrets/secret';
import { EARLIER_SECRET, KEY, marked, ME, RELEASED } from './applicants';

/** No part of it is like another. */
const SECRET = '0123456789abcdef'
	.repeat(4)
	.replace(/./g, (digit, at: number) =>
		((parseInt(digit, 16) + Math.floor(at / 16) * 5) % 16).toString(16),
	);
const withSecret = (secret: string) => ({ 'X-Webhook-Secret': secret });

test.each<[Standing, Record<string, string>]>([
	['hidden', {}],
	['missing', { 'X-Other': 'a' }],
	// By their names alone, as by nothing, no header says what is kept.
	['hidden', withSecret('')],
	['hidden', { ...withSecret(''), 'X-Other': '' }],
	['missing', { ...withSecret(''), 'X-Other': 'a' }],
	['whole', withSecret(SECRET)],
	['whole', { 'x-webhook-SECRET': SECRET, a: 'b' }],
	['masked', withSecret('****')],
	['masked', withSecret(`${SECRET.slice(0, 4)}****`)],
	['cut', withSecret(SECRET.slice(0, 63))],
	['cut', withSecret(SECRET.slice(0, 32))],
	['missing', withSecret(SECRET.slice(0, 31))],
	['missing', withSecret(SECRET.slice(0, 1))],
	['other', withSecret(EARLIER_SECRET)],
	['other', withSecret(SECRET.slice(32))],
	['other', withSecret(`${SECRET}00`)],
	// What somebody left, also where it keeps our secret or masks it.
	['other', RELEASED],
	['other', { ...withSecret(SECRET), 'X-Webhook-Released': 'true' }],
	['other', { ...withSecret('****'), 'X-Webhook-Released': '****' }],
	['other', { ...withSecret(''), 'X-Webhook-Released': '' }],
])('our secret stands there %s: %j', (standing, headers) => {
	expect(standingOf(SECRET, { headers })).toBe(standing);
});

test('of what is cut off deliveries carry the part that is there, or more of it', () => {
	for (let length = 32; length < SECRET.length; length += 1) {
		const entry = { headers: withSecret(SECRET.slice(0, length)) };
		const hash = hashAsItStands(SECRET, entry);
		expect(hashIn(entry)).toBe(hash);
		const isCarried = (secret: string) => secretMatches(secret, hash);
		for (let carried = 0; carried <= SECRET.length; carried += 1) {
			expect(isCarried(SECRET.slice(0, carried))).toBe(carried >= length);
		}
		expect([EARLIER_SECRET, hash, '', undefined].filter(isCarried as never)).toEqual([]);
	}
});

test('of what is not cut off, or not shown, deliveries carry the whole', () => {
	for (const headers of [{}, withSecret('****'), withSecret(SECRET), withSecret(EARLIER_SECRET)]) {
		expect(hashAsItStands(SECRET, { headers })).toBe(hashSecret(SECRET));
	}
});

test.each<[boolean, Record<string, string>]>([
	[true, {}],
	[true, withSecret('****')],
	[true, withSecret(SECRET)],
	[false, withSecret(EARLIER_SECRET)],
	[false, { 'X-Other': 'a' }],
	[true, withSecret('')],
	[false, { ...withSecret(''), 'X-Other': 'a' }],
])('whether what is shown agrees with a secret: %p %j', (agrees, headers) => {
	expect(agreesWith({ headers }, hashSecret(SECRET))).toBe(agrees);
});

test('what is given up keeps its secret, where that is shown', () => {
	for (const headers of [marked(ME, { secret: SECRET }), withSecret(SECRET)]) {
		const left = releasedHeaders({ headers });
		expect(isReleased({ headers: left })).toBe(true);
		expect(hashIn({ headers: left })).toBe(hashSecret(SECRET));
	}
	const others: Array<Record<string, string>> = [{}, withSecret('****'), { 'X-Other': 'a' }];
	for (const headers of others) {
		expect(releasedHeaders({ headers })).toEqual({ ...RELEASED, 'X-Webhook-Released': 'true' });
	}
});

test.each<[string, string | undefined]>([
	[SECRET, hashSecret(SECRET)],
	[SECRET.slice(0, 32), hashBeginning(SECRET.slice(0, 32))],
	// By so little of it anybody else's could be meant.
	[SECRET.slice(0, 31), undefined],
	['', undefined],
	['****', undefined],
])('the hash of the secret that is shown as "%s": %s', (shown, hash) => {
	expect(hashIn({ headers: withSecret(shown) })).toBe(hash);
});

test.each<[boolean, Record<string, string> | undefined]>([
	[true, { ...withSecret(SECRET), 'X-Webhook-Released': 'true' }],
	[true, RELEASED],
	[true, {}],
	[true, undefined],
	[true, { ...withSecret(''), 'X-Webhook-Released': '' }],
	[false, withSecret('')],
	[false, withSecret(SECRET)],
	[false, { 'X-Other': 'a' }],
])('what was given up shows so, as far as headers are shown: %p %j', (shows, headers) => {
	expect(showsReleased({ headers })).toBe(shows);
});

test.each<[boolean, Record<string, string> | undefined]>([
	[true, { 'X-Key': 'a' }],
	[true, { 'X-Key': 'a', 'X-Other': 'b' }],
	[false, { 'X-Key': 'a', 'X-Other': '****' }],
	[false, { 'X-Key': '****' }],
	[false, { 'X-Key': 'a', 'X-Other': '' }],
	[false, { 'X-Key': '' }],
	[false, {}],
	[false, undefined],
])('headers are shown as they are: %p %j', (shows, headers) => {
	expect(showsHeaders({ headers })).toBe(shows);
});

test('of what stood there before, what is no text is left out', () => {
	const sealed = (value: object) => seal(value, KEY);
	expect(
		openBefore(sealed({ main: { url: 'https://a.test', headers: { a: 'b', c: null } } }), [KEY]),
	).toStrictEqual({ main: { url: 'https://a.test', headers: { a: 'b' } } });
	expect(openBefore(sealed({ destinationsWereOn: false }), [KEY])).toStrictEqual({
		destinationsWereOn: false,
	});
	expect(openBefore(sealed({ main: { headers: {} } }), [KEY])).toStrictEqual({});
	expect(openBefore('00', [KEY])).toBeUndefined();
});

test.each<[string[], Record<string, string> | undefined, Record<string, string> | undefined]>([
	[[], undefined, undefined],
	[[], {}, {}],
	[[], { A: '1', B: '2' }, { b: '2', a: '1' }],
	[['A'], { A: '1', B: '2' }, { B: '2' }],
	[['A'], { A: '1', B: '2' }, { A: '2', B: '2' }],
	[['C'], { A: '1' }, { A: '1', C: '3' }],
	[['A', 'c'], { A: '1' }, { c: '1' }],
	[['A'], { A: '1' }, { A: '****' }],
	[['A'], { A: '1' }, { A: '' }],
	[['A'], { A: '1' }, undefined],
	[['A'], undefined, { A: '1' }],
])('headers that are not as they were set: %j of %j in %j', (names, set, shown) => {
	expect(differingHeaders({ headers: set }, { headers: shown })).toEqual(names);
});
