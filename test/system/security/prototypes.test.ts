/** Keys that mean something to JavaScript are keys like others, in answers and in parameters. */
import { startLoopback, type Loopback } from '../../support/loopback';
import { OPERATIONS } from '../../support/samples';
import { answerTo, answerWith, engineAt, runWith } from './everyOperation';

const EVIL = '"__proto__":{"evil":true},"constructor":{"prototype":{"evil":true}},';

let service: Loopback;

beforeAll(async () => {
	service = await startLoopback();
	const about = { fileUrl: `${service.url}/attachments/1`, joinRequestId: '__proto__' };
	service.answers((response, request) => {
		const body = answerTo(request, about);
		if (Buffer.isBuffer(body)) return answerWith(response, body);
		// Written as text: in an object literal the name would set the prototype.
		const evil = JSON.stringify(body).replaceAll('{"', `{${EVIL}"`);
		response.setHeader('Content-Type', 'application/json').end(evil);
	});
});
afterAll(async () => await service.close());

/** All objects inside, however deep. */
function objectsIn(value: unknown): object[] {
	if (typeof value !== 'object' || value === null) return [];
	return [value, ...Object.values(value).flatMap(objectsIn)];
}

const cases = OPERATIONS.flatMap((name) =>
	[true, false].map((simplify) => [name, simplify] as const),
);

test.each(cases)('%s, simplify %p: an answer changes no object', async (name, simplify) => {
	const result = await runWith(engineAt(service.url), name, '__proto__', { simplify });
	expect(result.error).toBeUndefined();
	expect(({} as Record<string, unknown>).evil).toBeUndefined();
	const json = result.json('Node');
	expect(json.length).toBeGreaterThan(0);
	for (const object of objectsIn(json)) {
		expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(object));
	}
});
