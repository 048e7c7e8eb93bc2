/** Many things have a limit, and not only calls. */
import { ServiceFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { aCall, FakeService } from './fakeApi';

const words = 'The text exceeded the limit of 4096 characters';

async function failureOf(body: unknown) {
	const service = new FakeService(() => ({ status: 400, body }), 0, {
		timeoutMs: 1000,
		maxRateLimitWaitMs: 5000,
	});
	const failure = await service.time.run(service.api.tryCall({ ...aCall, kind: 'once' }));
	if (!(failure instanceof ServiceFailure)) throw new Error('It did not fail');
	return failure.details.message;
}

test.each([100, 131_009, 132_005])('with the code %d', async (code) => {
	expect(await failureOf({ error: { code, message: words } })).not.toContain('Too many calls');
});

test('without a code', async () => {
	expect(await failureOf({ error: words })).not.toContain('Too many calls');
});

test.each([
	'You have exceeded the endpoint rate limit.',
	'You exceeded the limit of 1 request every 5 seconds',
])('%s', async (text) => {
	const body = { error: text };
	expect(await failureOf(body)).toContain('Too many calls');
});
