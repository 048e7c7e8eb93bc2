/** Headers that the service masks, in whatever way, are not given back as they are shown. */
import { hasMasked } from '../../../nodes/WhatsAppGroups/registration/entry';
import {
	destination,
	HERE,
	marked,
	ME,
	on,
	OTHER,
	registered,
	SITE,
	unregistered,
} from './applicants';
import { FakeNumber } from './fakeNumber';

const MASKS: Array<[string, (value: string) => string | null]> = [
	['Bearer t...', (value) => `${value.slice(0, 8)}...`],
	['Bearer t…', (value) => `${value.slice(0, 8)}…`],
	['Bear...eirs', (value) => `${value.slice(0, 4)}...${value.slice(-4)}`],
	['Bear****', (value) => `${value.slice(0, 4)}****`],
	['########', () => '########'],
	['xxxxxxxx', () => 'xxxxxxxx'],
	['••••', () => '••••'],
	['REDACTED', () => 'REDACTED'],
	['Bearer [REDACTED]', () => 'Bearer [REDACTED]'],
	['<hidden value>', () => '<hidden value>'],
	['__redacted__', () => '__redacted__'],
	['(encrypted)', () => '(encrypted)'],
	['nothing', () => ''],
	['null', () => null],
];

/** What others have may show that the service shows headers. */
const BESIDE = [{}, { multi: on(destination('crm')) }];

describe.each(MASKS)('shown as %s', (_shown, mask) => {
	test.each<[string, (name: string) => boolean]>([
		['all of them', () => true],
		['those of others', (name) => name === 'Authorization'],
	])('%s: Replace is refused before anything is touched', async (_which, isMasked) => {
		for (const beside of BESIDE) await expectRefused(isMasked, beside);
	});

	async function expectRefused(isMasked: (name: string) => boolean, beside: object) {
		const number = new FakeNumber({ webhook: structuredClone(OTHER), ...structuredClone(beside) });
		number.shows = (headers) =>
			Object.fromEntries(
				Object.entries(headers).map(([name, value]) => [
					name,
					isMasked(name) ? mask(value) : value,
				]),
			) as Record<string, string>;
		await expect(registered(number, { whenOccupied: 'replace' })).rejects.toThrow(
			'masks its headers',
		);
		expect(number.changes()).toEqual([]);
		expect(number.state.webhook).toEqual(OTHER);
	}
});

test('headers that are named without values say that a place was given up', async () => {
	const webhook = { url: HERE, headers: marked(ME) };
	const number = new FakeNumber({ webhook });
	number.canBeEmptied = false;
	number.shows = (headers) => Object.fromEntries(Object.keys(headers).map((name) => [name, '']));
	expect((await unregistered(number)).join()).toContain('The next workflow that is activated');
	expect(number.state.webhook?.headers).toMatchObject({ 'X-Webhook-Released': 'true' });
	const url = `${SITE}/webhook/next/webhook`;
	expect((await registered(number, { url })).registration.place).toBe('number');
});

test.each([
	'Bearer theirs',
	'Basic dXNlcjpwYXNz',
	'a.b.c',
	'text/html;q=0.8, */*',
	'a#b*c',
	'xx',
	'secretary',
	'hidden-service',
	'my secret value',
	'"quoted"',
])('"%s" is a value as it is', (value) => {
	expect(hasMasked({ url: OTHER.url, headers: { Authorization: value } })).toBe(false);
});
