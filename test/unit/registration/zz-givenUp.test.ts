/** Giving up a place where the service shows no headers, or keeps its list while it is off. */
import { destination, HERE, marked, ME, NAME, on, OTHER, unregistered } from './applicants';
import { FakeNumber } from './fakeNumber';

const own = () => destination(NAME, { url: HERE, headers: marked(ME) });
const RELEASED = expect.objectContaining({ 'X-Webhook-Released': 'true' }) as unknown;

test('a number that shows no headers and cannot be emptied is given up with a notice', async () => {
	const number = new FakeNumber({ webhook: { url: HERE, headers: marked(ME) } });
	number.canBeEmptied = false;
	number.shows = () => undefined;
	expect((await unregistered(number)).join()).toContain('it still points to this workflow');
	expect(number.state.webhook).toEqual({ url: HERE, headers: RELEASED });
});

test('a destination that cannot be removed is given up with a notice where headers are not shown', async () => {
	const number = new FakeNumber({ webhook: OTHER, multi: on(destination('crm'), own()) });
	number.canRemove = false;
	number.shows = () => undefined;
	expect((await unregistered(number)).join()).toContain('stays');
	expect(number.state.multi.destinations[1]).toEqual({ name: NAME, url: HERE, headers: RELEASED });
});

test('a destination that is there again after switching off and on is not told as gone', async () => {
	const headers = marked(ME, { before: { destinationsWereOn: true } });
	const number = new FakeNumber({
		webhook: OTHER,
		multi: on(destination(NAME, { url: HERE, headers })),
	});
	number.canRemove = false;
	number.keepsListWhileOff = true;
	expect((await unregistered(number)).join()).toContain('stays');
	expect(number.state.multi.destinations).toEqual([{ name: NAME, url: HERE, headers: RELEASED }]);
});
