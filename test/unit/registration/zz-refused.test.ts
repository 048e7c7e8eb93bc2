/** The service refuses the form of what no page of it documents. */
import { destination, HERE, marked, ME, NAME, on, OTHER, unregistered } from './applicants';
import { FakeNumber, refused } from './fakeNumber';

const RELEASED = expect.objectContaining({ 'X-Webhook-Released': 'true' }) as unknown;

test.each([410, 415, 422])(
	'a number whose webhook is not emptied (HTTP %d) gets the mark that nobody listens',
	async (status) => {
		const number = new FakeNumber({ webhook: { url: HERE, headers: marked(ME) } });
		number.instead = ({ method, body }) =>
			method === 'POST' && (body as { url?: string }).url === '' ? refused(status) : undefined;
		expect((await unregistered(number)).join()).toContain('it still points to this workflow');
		expect(number.state.webhook).toEqual({ url: HERE, headers: RELEASED });
	},
);

test.each([410, 415, 422])(
	'a destination that is not removed (HTTP %d) gets the mark that nobody listens',
	async (status) => {
		const own = destination(NAME, { url: HERE, headers: marked(ME) });
		const number = new FakeNumber({ webhook: OTHER, multi: on(destination('crm'), own) });
		number.instead = ({ method }) => (method === 'DELETE' ? refused(status) : undefined);
		expect((await unregistered(number)).join()).toContain('stays');
		expect(number.state.multi.destinations).toEqual([
			destination('crm'),
			{ name: NAME, url: HERE, headers: RELEASED },
		]);
	},
);
