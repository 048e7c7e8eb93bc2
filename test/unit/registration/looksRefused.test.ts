/** What was written cannot be looked at: that it was refused is not said by that. */
import { HERE, OTHER, registered, unregistered } from './applicants';
import { FakeNumber, refused } from './fakeNumber';

const WEBHOOK = '/v1/configs/webhook';

/** A number of which so many looks at its webhook are refused from when it is ours, and which shows late. */
function refusingLooks(number: FakeNumber, status: number, count: number): FakeNumber {
	number.showsAfterMs = 3000;
	let left = count;
	number.instead = ({ method, path }) => {
		const isTaken = number.state.webhook?.url === HERE;
		if (method !== 'GET' || path !== WEBHOOK || !isTaken || left === 0) return undefined;
		left -= 1;
		return refused(status);
	};
	return number;
}

test.each([400, 401, 403, 409])(
	'Replace puts back what was taken and cannot be looked at (HTTP %d)',
	async (status) => {
		const number = refusingLooks(new FakeNumber({ webhook: structuredClone(OTHER) }), status, 1);
		await expect(registered(number, { whenOccupied: 'replace' })).rejects.toThrow();
		expect(number.state.webhook).toEqual(OTHER);
		expect(await unregistered(number)).toEqual([]);
		expect(number.state.webhook).toEqual(OTHER);
	},
);

test.failing(
	'a number that the account’s webhook serves is left to it after an activation that failed',
	async () => {
		const number = refusingLooks(new FakeNumber({ account: structuredClone(OTHER) }), 403, 1);
		await expect(registered(number, { whenOccupied: 'replace' })).rejects.toThrow();
		// n8n 2.8.4 calls it once, at once.
		await unregistered(number);
		expect(number.state.webhook?.url ?? '').toBe('');
	},
);
