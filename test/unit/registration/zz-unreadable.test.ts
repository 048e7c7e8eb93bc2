/** What was written cannot be looked at: that it was refused is not said by that. */
import { unregistered, HERE, OTHER, registered } from './applicants';
import { FakeNumber, refused } from './fakeNumber';

test.each([400, 401, 403, 409])(
	'Replace puts back what was taken and cannot be looked at (HTTP %d)',
	async (status) => {
		const number = new FakeNumber({ webhook: structuredClone(OTHER) });
		number.showsAfterMs = 3000;
		let isRefused = false;
		number.instead = ({ method, path }) => {
			const isTaken = number.state.webhook?.url === HERE;
			if (method !== 'GET' || path !== '/v1/configs/webhook' || !isTaken || isRefused)
				return undefined;
			isRefused = true;
			return refused(status);
		};
		await expect(registered(number, { whenOccupied: 'replace' })).rejects.toThrow();
		expect(number.state.webhook).toEqual(OTHER);
		expect(await unregistered(number)).toEqual([]);
		expect(number.state.webhook).toEqual(OTHER);
	},
);
