/** Against a service that answers a call otherwise than expected: no crash, and nothing claimed that was not seen. */
import {
	startService,
	type Call,
	type Reply,
	type Scene,
	type Service,
} from '../../system/opposite/service';
import { SHAPES } from '../../system/opposite/ways/errors';
import { liveCheck, type Outcome } from './run';
import { readinessOf } from './readiness';
import type { SwitchName } from './switches';
import { QUICK } from './world';

const GROUP = 'group-0001';
const MADE = 'group-0002';
const patience = { ...QUICK, answer: 400, look: 2, creation: 60, pause: 5 };
const graph = (code: number, details = 'No'): Reply => ({
	status: 400,
	body: { error: { message: `(#${code}) No`, code, error_data: { details } } },
});

/** What the good world answers. */
function goodReply(call: Call, calls: readonly Call[]): Reply {
	const { name, path, json, query } = call;
	const made = calls.find((one) => one.name === 'POST /groups' && one.good);
	const isGone = calls.some((one) => one.name === `DELETE /groups/${MADE}` && one.good);
	const good = (body: unknown): Reply => ({ body, good: true });
	const listed = [
		...(made && !isGone ? [{ id: MADE, subject: made.json.subject, created_at: 1755548999 }] : []),
		{ id: GROUP, subject: 'Old', created_at: 1755548877 },
		{ id: 'group-0000', subject: 'Older', created_at: 1755540000 },
	];
	if (name === 'GET /health_status') {
		const isFirst = call.before === 0;
		return isFirst
			? good({ health_status: { can_send_message: 'AVAILABLE', entities: [] } })
			: {
					status: 401,
					body: { meta: { success: false, http_code: 401, developer_message: 'Invalid api_key' } },
				};
	}
	if (name === 'GET /groups') {
		if (query.get('after') === 'made-up-cursor') return graph(131059);
		const limit = Number(query.get('limit'));
		const start = query.get('after') === null ? 0 : Number(query.get('after'));
		const groups = listed.slice(start, start + limit);
		const end = start + groups.length;
		const more = end < listed.length ? { next: `https://graph.facebook.com/x?after=${end}` } : {};
		const paging = { cursors: { after: String(end) }, ...more };
		return good({ data: { groups }, ...(groups.length > 0 ? { paging } : {}) });
	}
	if (name === 'POST /groups') return good({ messaging_product: 'whatsapp', request_id: '77' });
	if (
		path === `/groups/${GROUP}` ||
		path === '/groups/group-0000' ||
		(path === `/groups/${MADE}` && call.method === 'GET')
	) {
		const id = path.slice('/groups/'.length);
		return good({
			id,
			subject: 'Old',
			join_approval_mode: 'auto_approve',
			suspended: false,
			creation_timestamp: 1755548877,
			total_participant_count: 1,
			participants: [{ wa_id: '16505551001' }],
		});
	}
	if (path.endsWith('/invite_link')) return good({ invite_link: 'https://chat.whatsapp.com/LINK' });
	if (name.startsWith('GET') && path.endsWith('/join_requests')) return good({ data: [] });
	if (path.endsWith('/join_requests')) return graph(131213);
	if (path.endsWith('/participants')) return graph(131212);
	if (path === `/groups/${MADE}`) return good({ success: true });
	if (name === 'GET /v1/configs/templates') return good({ waba_templates: [], count: 0, total: 0 });
	if (name === 'GET /message_templates') return good({ data: [] });
	if (name === 'GET /message_template_library') return good({ data: [] });
	if (name === 'GET /v1/configs/webhook') return good({});
	if (name === 'GET /waba_webhook') return good({ url: '' });
	if (name === 'GET /multi_webhook') return good({ enabled: false, destinations: [] });
	if (name === 'POST /messages') return graph(json.type === 'template' ? 132001 : 131020);
	if (path.startsWith('/groups/')) return graph(131041);
	if (/^GET \/group-\d+$/.test(name)) return graph(100, 'The object does not exist');
	return { status: 404, body: { error: 'Not found' } };
}

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** Answers that say nothing which the check could learn from. */
const WAYS: Array<[string, Reply]> = [
	...[200, 400, 403, 500].flatMap((status) =>
		Object.entries(SHAPES).map(([name, body]): [string, Reply] => [
			`${status} with ${name}`,
			{ status, body },
		]),
	),
	['null', { body: 'null', headers: JSON_TYPE }],
	['a text', { body: '"text"', headers: JSON_TYPE }],
	['a number', { body: '17', headers: JSON_TYPE }],
	['[]', { body: [] }],
	['a list of null', { body: [null] }],
	['{}', { body: {} }],
	['data null', { body: { data: null } }],
	['data of null', { body: { data: [null], waba_templates: [null], groups: [null] } }],
	['everything null', { body: Object.fromEntries(KEYS().map((key) => [key, null])) }],
	['everything a text', { body: Object.fromEntries(KEYS().map((key) => [key, 'text'])) }],
	[
		'everything a list',
		{ body: Object.fromEntries(KEYS().map((key) => [key, [[], {}, null, 'a']])) },
	],
	[
		'everything an object',
		{ body: Object.fromEntries(KEYS().map((key) => [key, { a: { b: null } }])) },
	],
	['an empty body', { body: '' }],
	['204', { status: 204 }],
	['206 with {}', { status: 206, body: {} }],
	['a page', { body: '<html><body>Hello</body></html>' }],
	['404 with a page', { status: 404, body: '<html>Not here</html>' }],
	['502 with a page', { status: 502, body: '<html>502 Bad Gateway</html>' }],
	['cut JSON', { body: '{"data":[{"id"', headers: JSON_TYPE }],
	['302', { status: 302, headers: { Location: '/elsewhere' } }],
	['401', { status: 401 }],
	['429 for ever', { status: 429, headers: { 'Retry-After': '0' } }],
	['a dropped connection', { cut: 'before' }],
	['half an answer', { cut: 'half', body: { data: { groups: [] } } }],
	['silence', { cut: 'never' }],
];

function KEYS(): string[] {
	return 'id group_id request_id invite_link data groups paging participants suspended error meta total count waba_templates url headers messages health_status'
		.split(' ')
		.filter((key) => key !== 'error' && key !== 'meta');
}

/** Calls as the check makes them; the nth of a name where it is made for different ends. */
const PLACES: Array<[string, (call: Call) => boolean]> = [
	['health', (call) => call.name === 'GET /health_status' && call.before === 0],
	['wrong key', (call) => call.name === 'GET /health_status' && call.before > 0],
	[
		'all lists',
		(call) => call.name === 'GET /groups' && call.query.get('after') !== 'made-up-cursor',
	],
	['first list', (call) => call.name === 'GET /groups' && call.before === 0],
	[
		'small page',
		(call) =>
			call.name === 'GET /groups' && call.query.get('limit') === '1' && !call.query.has('after'),
	],
	['bad cursor', (call) => call.query.get('after') === 'made-up-cursor'],
	['unknown group', (call) => call.name.startsWith('GET /groups/Y2Fw')],
	['group', (call) => call.name === `GET /groups/${GROUP}`],
	['bare group', (call) => call.name === `GET /${GROUP}`],
	['link', (call) => call.name.endsWith('/invite_link')],
	['older templates', (call) => call.name === 'GET /v1/configs/templates'],
	['newer templates', (call) => call.name === 'GET /message_templates'],
	['library', (call) => call.name === 'GET /message_template_library'],
	['webhook', (call) => call.name === 'GET /v1/configs/webhook'],
	['account’s webhook', (call) => call.name === 'GET /waba_webhook'],
	['copies', (call) => call.name === 'GET /multi_webhook'],
	['unknown path', (call) => call.path === '/live-check/unknown'],
	['creation', (call) => call.name === 'POST /groups'],
	['own group', (call) => call.name === `GET /groups/${MADE}`],
	...[0, 1, 2, 3, 4, 5].map((nth): [string, (call: Call) => boolean] => [
		`change ${nth}`,
		(call) => call.name === `POST /groups/${MADE}` && call.before === nth,
	]),
	['approval', (call) => call.name === `POST /groups/${MADE}/join_requests`],
	...[0, 1, 2].map((nth): [string, (call: Call) => boolean] => [
		`removal ${nth}`,
		(call) => call.name === `DELETE /groups/${MADE}/participants` && call.before === nth,
	]),
	...[0, 1].map((nth): [string, (call: Call) => boolean] => [
		`message ${nth}`,
		(call) => call.name === 'POST /messages' && call.before === nth,
	]),
	['deletion', (call) => call.name === `DELETE /groups/${MADE}`],
	['everything', () => true],
];

/** Where the odd answer is one that the switch knows, and is rightly told. */
const RIGHT: ReadonlyArray<readonly [RegExp, RegExp, SwitchName]> = [
	[/./, /camelCase/, 'metaErrorSpelling'],
	[/./, /429/, 'rateLimitStyle'],
	[/./, /429/, 'rateLimitRetryAfter'],
	[/templates|everything/, /404/, 'templatesEndpoint'],
	[/webhook|everything/, /404/, 'webhookUnset'],
	[/unknown path|everything/, /404/, 'notFoundShape'],
	[/message 0/, /more to users/, 'errorUserTexts'],
];

let service: Service;
let truth: Outcome;

async function run(scene: Scene, answer = patience.answer): Promise<Outcome> {
	const never = new AbortController().signal;
	return await liveCheck(
		{
			baseUrl: scene.url,
			apiKey: 'key-of-a-number',
			levels: ['look', 'try'],
			patience: { ...patience, answer },
			phones: 1,
			deliveries: [],
		},
		{ say: () => {}, doing: () => {}, ready: async () => {} },
		{ stop: never, force: never },
	);
}

beforeAll(async () => {
	service = await startService();
	truth = await run(service.open(goodReply), 10_000);
});
afterAll(async () => await service.close());

test('in the good world everything is seen that a look and a try can show', () => {
	expect(truth.failure).toBeUndefined();
	expect(truth.left).toEqual([]);
	const seen = Object.entries(truth.findings).filter(([, { kind }]) => kind === 'seen');
	expect(seen.length).toBeGreaterThan(20);
	expect(readinessOf(truth.seen).lines.map(({ mark }) => mark)).not.toContain('unknown');
});

/** Each way with each call; `npm test` takes some of them, each way with other calls. */
const STEP = process.env.LIVE_CHECK_ALL ? 1 : 11;
const cells = PLACES.flatMap(([place, fits]) =>
	WAYS.map(([way, reply]) => [place, way, fits, reply] as const),
).filter((_, index) => index % STEP === 0);

test.concurrent.each(cells)('%s: %s', async (place, way, fits, reply) => {
	while (!truth) await new Promise((resolve) => setTimeout(resolve, 10));
	const scene = service.open((call, calls) => (fits(call) ? reply : goodReply(call, calls)));
	const outcome = await run(scene);
	expect(outcome.failure).toBeUndefined();
	const wrong = Object.entries(outcome.findings).flatMap(([name, finding]) => {
		if (finding.kind !== 'seen') return [];
		// What is measured takes as long as it takes.
		if (name === 'creationDelayMs') return [];
		const known = truth.findings[name as SwitchName];
		const isTrue = known.kind === 'seen' && known.value === finding.value;
		const isRight = RIGHT.some(
			([where, what, of]) => where.test(place) && what.test(way) && of === name,
		);
		return isTrue || isRight ? [] : [{ name, ...finding }];
	});
	expect(wrong).toEqual([]);
	// A group that was made is deleted, or named.
	const made = scene.calls.some((call) => call.name === 'POST /groups' && call.good);
	const gone = scene.calls.some((call) => call.name === `DELETE /groups/${MADE}` && call.good);
	if (made && !gone) expect(outcome.left.join()).toContain('Live check');
	for (const sentence of [...outcome.left, ...outcome.readiness.lines.map(({ text }) => text)]) {
		expect(sentence).not.toMatch(/undefined|\[object|NaN|TypeError|is not a function/);
	}
});
