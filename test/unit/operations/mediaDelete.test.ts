/** What comes of deleting a file. `media.test.ts` has what the whole node does. */
import { broken } from '../api/fakeApi';
import { VirtualRun } from './virtualRun';

const DELETE = 'media:delete';
const parameters = { mediaId: '1' };

test('it is done', async () => {
	const run = new VirtualRun(() => ({ body: { success: true } }));
	expect(await run.output(DELETE, parameters)).toStrictEqual({
		success: true,
		status: 'done',
		mediaId: '1',
	});
	expect(run.calls()).toEqual(['DELETE /1']);
});

describe.each([
	['404', { status: 404, body: '' }, 404],
	['the code 100', { status: 400, body: { error: { code: 100 } } }, 100],
])('the service answers with %s', (_what, answer, code) => {
	test('after an attempt without an answer: it is gone', async () => {
		let attempts = 0;
		const run = new VirtualRun(() => {
			attempts += 1;
			if (attempts === 1) throw broken('ECONNRESET');
			return answer;
		});
		expect(await run.output(DELETE, parameters)).toStrictEqual({
			success: true,
			status: 'done',
			mediaId: '1',
			warning:
				'The first attempt got no clear answer, and then the service no longer knew a file with this ID.',
		});
		expect(run.calls()).toHaveLength(2);
	});

	test('after a gateway’s page: it is gone', async () => {
		const answers = [{ status: 502, body: '<html><title>Bad gateway</title></html>' }, answer];
		const run = new VirtualRun(() => answers.shift() ?? answer);
		expect(await run.output(DELETE, parameters)).toMatchObject({ success: true, status: 'done' });
	});

	test('at once: it never was there', async () => {
		const failure = await new VirtualRun(() => answer).failure(DELETE, parameters);
		expect(failure).toMatchObject({ certainty: 'notDone', details: { code } });
	});
});

test.each([
	['a page', '<html><title>404 no route</title></html>'],
	['an object of its own', { message: 'no Route matched with those values' }],
	['a list', []],
])('a gateway’s 404 with %s says nothing of the file', async (_what, body) => {
	let attempts = 0;
	const run = new VirtualRun(() => {
		attempts += 1;
		if (attempts === 1) throw broken('ECONNRESET');
		return { status: 404, body };
	});
	const failure = await run.failure(DELETE, parameters);
	expect(failure.certainty).toBe('unknown');
});
