/** What a trigger keeps of its registration before, while another takes its place. */
import {
	EARLIER_FOR_MS,
	keepAsEarlier,
	type Kept,
} from '../../../nodes/WhatsAppGroups/secrets/kept';

const NOW = 1_764_000_000_000;

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

const until = NOW + EARLIER_FOR_MS;

test.each<[what: string, before: Kept, earlier: Kept['earlier']]>([
	['none', {}, undefined],
	[
		'none, and one before that',
		{ earlier: { secretHash: 'old', until: 1, key: 'K' } },
		{ secretHash: 'old', until: 1, key: 'K' },
	],
	['one without an API key', { registration: { secretHash: 'a' } }, { secretHash: 'a', until }],
	[
		'one with an API key',
		{ registration: { secretHash: 'a', key: 'K' } },
		{ secretHash: 'a', until, key: 'K' },
	],
	[
		'one without, after one with an API key',
		{ registration: { secretHash: 'a' }, earlier: { secretHash: 'old', until: 1, key: 'K' } },
		{ secretHash: 'a', until, key: 'K' },
	],
	[
		'one after another, each with an API key',
		{
			registration: { secretHash: 'a', key: 'new' },
			earlier: { secretHash: 'old', until: 1, key: 'K' },
		},
		{ secretHash: 'a', until, key: 'new' },
	],
])('a registration before: %s', (_, before, earlier) => {
	const state = { ...before };
	keepAsEarlier(state);
	expect(state).toStrictEqual({ ...before, ...(earlier && { earlier }) });
});
