/** Headers that the service masks, in whatever way, are not given back as they are shown. */
import { hasMasked } from '../../../nodes/WhatsAppGroups/registration/entry';
import { OTHER, registered } from './applicants';
import { FakeNumber } from './fakeNumber';

const MASKS: Array<[string, (value: string) => string]> = [
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
];

describe.each(MASKS)('shown as %s', (_shown, mask) => {
	test.each<[string, (name: string) => boolean]>([
		['all of them', () => true],
		['those of others', (name) => name === 'Authorization'],
	])('%s: Replace is refused before anything is touched', async (_which, isMasked) => {
		const number = new FakeNumber({ webhook: structuredClone(OTHER) });
		number.shows = (headers) =>
			Object.fromEntries(
				Object.entries(headers).map(([name, value]) => [
					name,
					isMasked(name) ? mask(value) : value,
				]),
			);
		await expect(registered(number, { whenOccupied: 'replace' })).rejects.toThrow(
			'masks its headers',
		);
		expect(number.changes()).toEqual([]);
		expect(number.state.webhook).toEqual(OTHER);
	});
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
