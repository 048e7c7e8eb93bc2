/** Values may come from strangers: whatever they are, a call stays the call that the operation makes. */
import { operations } from '../../../nodes/WhatsAppGroups/operations';
import { startLoopback, type Loopback, type Received } from '../../support/loopback';
import { OPERATIONS } from '../../support/samples';
import { answerTo, answerWith, engineAt, KEY, runWith } from './everyOperation';

const STRANGE = [
	'../messages',
	'a/../../v1/configs/webhook',
	'%2e%2e',
	'%2E%2E%2Fmessages',
	'..%2fmessages',
	'a\\..\\b',
	'?limit=1&fields=x',
	'#fragment',
	'a;b=c',
	'@127.0.0.1:1/',
	'//127.0.0.1:1/x',
	'https://127.0.0.1:1/x',
	'a b\u00a0c',
	'a\r\nX-Injected: yes\r\n\r\nGET / HTTP/1.1',
	'a"; name="other"\r\nX-Injected: yes',
	'a\u0000b',
	'日本 ünï 😀',
	'={{ $env }}',
	'{{ 1 + 1 }}',
	'__proto__',
	'constructor',
];

/** Of these no encoding makes one part of a path. */
const ASTRAY = ['.', '..', 'half a character: \ud83d'];

/** What n8n, Node and we send. */
const HEADERS = [
	'accept',
	'accept-encoding',
	'connection',
	'content-length',
	'content-type',
	'd360-api-key',
	'host',
	'user-agent',
];
const QUERIES = ['after', 'category', 'fields', 'language', 'limit', 'mid', 'offset', 'topic'];

let service: Loopback;

beforeAll(async () => {
	service = await startLoopback();
});
beforeEach(() => {
	service.received.length = 0;
	const fileUrl = `${service.url}/whatsapp_business/attachments/?mid=1`;
	service.answers((response, request) => answerWith(response, answerTo(request, { fileUrl })));
});
afterAll(async () => await service.close());

/** The path of a request as it stood on the wire: nobody has resolved dots in it. */
function pathOf({ url }: Received): string {
	return url.split('?')[0];
}

/** The declared call that a request is; the IDs in its path as the service reads them. */
function idsIn(request: Received, calls: readonly string[]): string[] | undefined {
	const path = pathOf(request).split('/');
	for (const call of calls) {
		const [method, declared] = call.split(' ');
		const parts = declared.split('/');
		const isIt =
			method === request.method &&
			parts.length === path.length &&
			parts.every((part, index) => part.startsWith('{') || part === path[index]);
		if (isIt) {
			return path.filter((_, index) => parts[index].startsWith('{')).map(decodeURIComponent);
		}
	}
	return undefined;
}

const rows = operations.map((one, index) => [OPERATIONS[index], one] as const);

describe.each(rows)('%s', (name, { calls }) => {
	test.each(STRANGE)('with %j makes its own calls, and adds no header to them', async (strange) => {
		await runWith(engineAt(service.url), name, strange);
		expect(service.received.length).toBeGreaterThan(0);
		for (const request of service.received) {
			const ids = idsIn(request, calls);
			expect([pathOf(request), ids?.length]).toEqual([pathOf(request), expect.any(Number)]);
			for (const id of ids ?? []) expect([strange, 'made']).toContain(id);
			expect(Object.keys(request.headers).filter((header) => !HEADERS.includes(header))).toEqual(
				[],
			);
			expect(request.headers['d360-api-key']).toBe(KEY);
			const { searchParams } = new URL(request.url, service.url);
			expect([...searchParams.keys()].filter((key) => !QUERIES.includes(key))).toEqual([]);
			if (searchParams.has('language')) expect(searchParams.get('language')).toBe(strange);
		}
	});
});

const withIdInPath = rows.filter(([, { calls }]) => calls.some((call) => call.includes('{')));
const aboutIt = withIdInPath.filter(([name]) => name !== 'group:create');

describe.each(aboutIt)('%s', (name, { calls }) => {
	test.each(ASTRAY)('with %j as the ID sends nothing, and says so', async (strange) => {
		const result = await runWith(engineAt(service.url), name, strange);
		expect(result.error?.message).toBe(
			`"${strange}" cannot be an ID. Nothing was sent. Check the IDs of this item.`,
		);
		// Before it finds out, it may have made calls that have no ID in their path.
		for (const request of service.received) expect(idsIn(request, calls)).toEqual([]);
	});
});

test('a value that looks like an expression is sent as it is', async () => {
	await runWith(engineAt(service.url), 'message:sendTemplate', '={{ 1 + 1 }}');
	const sent = service.received.find(({ url }) => url === '/messages');
	expect(JSON.parse(sent?.body.toString() ?? '')).toMatchObject({
		to: '={{ 1 + 1 }}',
		template: { components: [{ parameters: [{ type: 'text', text: '={{ 1 + 1 }}' }] }] },
	});
});
