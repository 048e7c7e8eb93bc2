/** What was written cannot be looked at: that says nothing of what was written. */
import { HERE, OTHER, registered, unregistered } from './applicants';
import type { FakeAnswer } from '../api/fakeApi';
import { FakeNumber, refused, type NumberState } from './fakeNumber';

const WEBHOOK = '/v1/configs/webhook';

type Look = (call: { now: number; count: number }) => FakeAnswer | undefined;

/** A number whose changes show late, and of which looks at its webhook fail from when it was written. */
function numberThat(state: Partial<NumberState>, look: Look, showsAfterMs = 3000): FakeNumber {
	const number = new FakeNumber(structuredClone(state));
	number.showsAfterMs = showsAfterMs;
	let count = 0;
	number.instead = ({ method, path }) => {
		if (method !== 'GET' || path !== WEBHOOK || number.changes().length === 0) return undefined;
		return look({ now: number.service.time.now(), count: (count += 1) });
	};
	return number;
}

/** The first looks. */
const first =
	(most: number, status: number): Look =>
	({ count }) =>
		count <= most ? refused(status) : undefined;

/** For longer than is waited for a change. */
const forLong =
	(status: number): Look =>
	({ now }) =>
		now < 25_000 ? refused(status) : undefined;

const forEver =
	(status: number): Look =>
	() =>
		refused(status);

const STATUSES = [400, 401, 403, 409, 500];

const NUMBERS: Array<[string, Partial<NumberState>]> = [
	['a free number', {}],
	['a number that the account’s webhook serves', { account: OTHER }],
	['a number that another system holds', { webhook: OTHER }],
];

describe.each(NUMBERS)('%s', (_which, state) => {
	const before = state.webhook ?? { url: '', headers: {} };

	describe.each(STATUSES)('HTTP %d', (status) => {
		test.each([1, 2, 5])(
			'to the first looks (%d): it is looked on until it shows',
			async (most) => {
				const number = numberThat(state, first(most, status));
				await registered(number, { whenOccupied: 'replace' });
				expect(number.state.webhook?.url).toBe(HERE);
				expect(await unregistered(number)).toEqual([]);
				expect(number.state.webhook).toEqual(before);
			},
		);

		test('for long: the activation fails, and nothing is left of it', async () => {
			const number = numberThat(state, forLong(status));
			await expect(registered(number, { whenOccupied: 'replace' })).rejects.toMatchObject({
				certainty: 'unknown',
				details: { httpStatus: status },
			});
			number.instead = () => undefined;
			// n8n calls it after an activation that failed, at once and once.
			await unregistered(number);
			expect(number.state.webhook).toEqual(before);
		});
	});
});

test.each(STATUSES)('what cannot be put back is named (HTTP %d for ever)', async (status) => {
	const number = numberThat({ webhook: OTHER }, forEver(status));
	await expect(registered(number, { whenOccupied: 'replace' })).rejects.toMatchObject({
		details: {
			hint: expect.stringContaining(
				`was ${OTHER.url} before, and it could not be put back`,
			) as string,
		},
	});
});

test.each(STATUSES)('a destination is looked for until it shows (HTTP %d)', async (status) => {
	const number = new FakeNumber({ webhook: structuredClone(OTHER) });
	number.showsAfterMs = 3000;
	let count = 0;
	number.instead = ({ method, path }) => {
		const isLook = method === 'GET' && path === '/multi_webhook' && number.changes().length > 0;
		return isLook && (count += 1) <= 2 ? refused(status) : undefined;
	};
	await registered(number);
	expect(number.state.multi.destinations).toMatchObject([{ url: HERE }]);
});
