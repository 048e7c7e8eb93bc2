/**
 * The node waits in real time for what takes long in life: half a minute for a new group, an hour for
 * a limit to pass. Here its clock runs faster, so that every wait is as long as the node believes it
 * to be, and ends in the same order. Time limits of single calls are not hurried.
 */
const TIMES = 20;

const begun = Date.now();
const realNow = Date.now.bind(Date);
Date.now = () => begun + (realNow() - begun) * TIMES;

const begunAt = performance.now();
const realTime = performance.now.bind(performance);
performance.now = () => begunAt + (realTime() - begunAt) * TIMES;

// Pauses are a random part of some time: always the same part, so that each run is like the others.
Math.random = () => 0.25;

jest.mock('n8n-workflow', () => {
	const actual = jest.requireActual<typeof import('n8n-workflow')>('n8n-workflow');
	return { ...actual, sleep: async (ms: number) => await actual.sleep(ms / TIMES) };
});
