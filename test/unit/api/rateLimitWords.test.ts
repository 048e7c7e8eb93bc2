/** 360dialog's own layer tells of too many calls in words only; many other things have limits as well. */
import { ServiceFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { aCall, FakeService } from './fakeApi';

/** What people are told, and how often it was tried. */
async function refusedWith(error: unknown) {
	const bounds = { timeoutMs: 1000, maxRateLimitWaitMs: 5000 };
	const { api, calls, time } = new FakeService(() => ({ status: 400, body: { error } }), {
		bounds,
	});
	const failure = await time.run(api.tryCall({ ...aCall, kind: 'once' }));
	if (!(failure instanceof ServiceFailure)) throw new Error('It did not fail');
	return { message: failure.details.message, tries: calls.length };
}

const OTHERS = [
	'The text exceeded the limit of 4096 characters',
	'You have exceeded the limit of 5 MB',
	'The group exceeded the limit of 8 participants',
];

describe.each(OTHERS)('%s', (words) => {
	test.each([undefined, 100, 131_009, 132_005])(
		'with the code %s is no rate limit',
		async (code) => {
			const { message, tries } = await refusedWith(code ? { code, message: words } : words);
			expect(message).not.toContain('Too many calls');
			expect(tries).toBe(1);
		},
	);
});

test.each([
	'You have exceeded the endpoint rate limit.',
	'You have exceeded the limit',
	'You exceeded the limit of 1 request every 5 seconds',
	'You exceeded the limit of 1,000 calls',
	'You exceeded the limit of 80 messages per second',
])('%s is one', async (words) => {
	const { message, tries } = await refusedWith(words);
	expect(message).toContain('Too many calls');
	expect(tries).toBeGreaterThan(1);
});
