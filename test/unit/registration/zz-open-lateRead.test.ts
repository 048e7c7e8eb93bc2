/** Open: not mended. An activation that failed leaves the number taken, where its change shows late. */
import { HERE, OTHER, registered, unregistered } from './applicants';
import { FakeNumber, refused } from './fakeNumber';

test.failing(
	'a number that the account’s webhook serves is left to it after an activation that failed',
	async () => {
		const number = new FakeNumber({ account: structuredClone(OTHER) });
		number.showsAfterMs = 3000;
		let isRefused = false;
		number.instead = ({ method, path }) => {
			const isTaken = number.state.webhook?.url === HERE;
			if (method !== 'GET' || path !== '/v1/configs/webhook' || !isTaken || isRefused)
				return undefined;
			isRefused = true;
			return refused(403);
		};
		await expect(registered(number, { whenOccupied: 'replace' })).rejects.toThrow();
		// n8n 2.8.4 calls it once, at once.
		await unregistered(number);
		expect(number.state.webhook?.url ?? '').toBe('');
	},
);
