import multipart from '@fastify/multipart';
import Fastify, {
	type FastifyError,
	type FastifyInstance,
	type FastifyReply,
	type FastifyRequest,
} from 'fastify';
import { CONTROL_PREFIX } from './controlApi';
import type { Answer, Call, Core, Part } from './core';
import {
	badParameter,
	errorAnswer,
	htmlAnswer,
	refusal,
	ServiceError,
	shapedAnswer,
	type ErrorAnswer,
} from './errors';
import type { Fault } from './faults';
import { refusalOf } from './guard';
import type { LoggedPart, RequestEntry } from './log';
import { styledPaging } from './paging';
import { PAGE_PREFIX } from './playground/page';
import { notFound, ROUTES, type Route } from './routes';

const MAX_BODY = 130 * 1024 * 1024;
/** Ids are opaque and long; the router's own limit would answer 404 for them. */
const MAX_ID_LENGTH = 5000;

/** A call that ends without an answer. */
type Silence = { kind: 'reset' } | { kind: 'hung' };

export async function buildServer(
	core: Core,
	listensAt: string,
	onRequestDone: (entry: RequestEntry) => void,
): Promise<FastifyInstance> {
	const app = Fastify({
		logger: false,
		bodyLimit: MAX_BODY,
		exposeHeadRoutes: false,
		forceCloseConnections: true,
		routerOptions: { maxParamLength: MAX_ID_LENGTH },
	});
	app.removeAllContentTypeParsers();
	await app.register(multipart, {
		limits: { fileSize: MAX_BODY, fieldSize: MAX_BODY, parts: 100 },
		throwFileSizeLimit: false,
	});
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

	const entries = new WeakMap<FastifyRequest, RequestEntry>();
	app.addHook('onRequest', async (request, reply) => {
		const refusal = refusalOf({
			host: request.headers.host,
			origin: request.headers.origin,
			fetchSite: request.headers['sec-fetch-site'] as string | undefined,
			isPage: request.method === 'GET' && isPage(request.url),
			listensAt,
		});
		if (refusal) return await reply.code(403).send({ error: refusal });
		// A browser at the address itself wants the playground; the service has nothing there.
		const wantsPage = request.headers.accept?.includes('text/html');
		if (request.url === '/' && wantsPage) return await reply.redirect(PAGE_PREFIX);
		if (isOwn(request.url)) return;
		entries.set(request, core.log.openRequest(describe(core, request)));
	});
	const serve = async (request: FastifyRequest, reply: FastifyReply, route: Route | undefined) => {
		const entry = entries.get(request);
		if (!entry) return await reply.code(404).send({ error: 'There is nothing at this address' });
		await serveCall(core, request, reply, route, entry);
		entry.durationMs = core.clock.elapsed() - entry.at;
		onRequestDone(entry);
		return reply;
	};
	for (const route of ROUTES) {
		app.route({
			method: route.method,
			url: route.path,
			handler: async (request, reply) => await serve(request, reply, route),
		});
	}
	app.setNotFoundHandler(async (request, reply) => await serve(request, reply, undefined));
	app.setErrorHandler<FastifyError>(async (error, request, reply) => {
		// Not the service's doing: a body over the limit, or a mistake in the simulator.
		const status = error.statusCode ?? 500;
		const entry = entries.get(request);
		if (entry) Object.assign(entry, { status, outcome: 'answered' });
		await reply.code(status).send({ error: error.message });
	});
	return app;
}

/** Of the simulator itself, not of the service. */
function isOwn(url: string): boolean {
	return [CONTROL_PREFIX, PAGE_PREFIX].some(
		(prefix) => url === prefix || url.startsWith(`${prefix}/`) || url.startsWith(`${prefix}?`),
	);
}

function isPage(url: string): boolean {
	return url === '/' || new RegExp(`^${PAGE_PREFIX}(/(phones|business|service))?(\\?|$)`).test(url);
}

function describe(core: Core, request: FastifyRequest) {
	const [path] = request.url.split('?', 1);
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(request.headers)) {
		headers[name] = name === 'd360-api-key' ? '<redacted>' : String(value);
	}
	return {
		time: new Date(core.clock.now()).toISOString(),
		at: core.clock.elapsed(),
		method: request.method,
		path,
		route: request.is404 ? '*' : (request.routeOptions.url ?? '*'),
		query: queryOf(request),
		headers,
	};
}

function queryOf(request: FastifyRequest): Record<string, string> {
	const query = request.query as Record<string, string | string[]>;
	return Object.fromEntries(
		Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
	);
}

async function serveCall(
	core: Core,
	request: FastifyRequest,
	reply: FastifyReply,
	route: Route | undefined,
	entry: RequestEntry,
): Promise<void> {
	const end = core.clock.begin('request');
	const call = await read(request, entry);
	await core.clock.sleep(halfLatency(core));
	const result = await outcomeOf(core, request, call, route);
	await core.clock.sleep(halfLatency(core));
	// By default webhooks go out only once the caller can know of the effect.
	let told = false;
	const tell = () => {
		if (told) return;
		told = true;
		for (const updates of call.afterAnswer) void core.deliverer.deliver(updates);
		end();
	};
	if ('kind' in result) {
		entry.outcome = result.kind;
		reply.hijack();
		if (result.kind === 'reset') request.raw.socket.resetAndDestroy();
		tell();
		return;
	}
	entry.status = result.status ?? 200;
	entry.outcome = 'answered';
	// Who hung up before the answer gets none: neither of the two events comes any more.
	if (reply.raw.destroyed) tell();
	else reply.raw.once('finish', tell).once('close', tell);
	const body = send(reply, result);
	core.log.addAnswer(entry.id, { headers: result.headers ?? {}, body });
}

function halfLatency({ latency, ids }: Core): number {
	return (latency.min + ids.random() * Math.max(0, latency.max - latency.min)) / 2;
}

/** Answers the body as the log keeps it. */
function send(
	reply: FastifyReply,
	{ status = 200, body, contentType, headers = {} }: Answer,
): string {
	void reply.code(status).headers(headers);
	if (body === undefined) {
		void reply.send();
		return '';
	}
	const type = contentType ?? 'application/json; charset=utf-8';
	void reply.header('content-type', type);
	if (Buffer.isBuffer(body)) {
		void reply.send(body);
		return `(${body.length} bytes of ${type})`;
	}
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	void reply.send(text);
	return text;
}

/** Reads a request's body into the call and the log. A body that cannot be read stays text. */
async function read(request: FastifyRequest, entry: RequestEntry): Promise<Call> {
	const contentType = (request.headers['content-type'] ?? '').toLowerCase();
	const call: Call = {
		method: request.method,
		path: decodePath(entry.path),
		route: entry.route,
		params: request.params as Record<string, string>,
		query: entry.query,
		contentType,
		body: undefined,
		entry,
		afterAnswer: [],
		beforeAnswer: [],
	};
	if (request.isMultipart()) {
		try {
			call.parts = await readParts(request);
			entry.parts = call.parts.map(describePart);
		} catch (error) {
			call.malformed = `The multipart body cannot be read: ${String(error)}`;
		}
	} else if (Buffer.isBuffer(request.body) && request.body.length > 0) {
		const text = request.body.toString('utf8');
		try {
			call.body = JSON.parse(text);
		} catch {
			call.body = text;
			call.malformed = 'The request body is not valid JSON';
		}
		entry.body = call.body;
	}
	return call;
}

function decodePath(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

async function readParts(request: FastifyRequest): Promise<Part[]> {
	const parts: Part[] = [];
	for await (const part of request.parts()) {
		if (part.type === 'file') {
			const { fieldname, filename, mimetype } = part;
			const bytes = await part.toBuffer();
			parts.push({ name: fieldname, bytes, filename: filename ?? '', contentType: mimetype });
		} else {
			parts.push({ name: part.fieldname, bytes: Buffer.from(String(part.value)) });
		}
	}
	return parts;
}

function describePart({ name, bytes, filename, contentType }: Part): LoggedPart {
	if (filename === undefined) return { name, size: bytes.length, value: bytes.toString('utf8') };
	return { name, filename, contentType, size: bytes.length };
}

/** What becomes of a call: key, faults, rate limit, the endpoint itself, faults again. */
async function outcomeOf(
	core: Core,
	request: FastifyRequest,
	call: Call,
	route: Route | undefined,
): Promise<Answer | Silence> {
	if (request.headers['d360-api-key'] !== core.channel.apiKey) {
		return wrongKey(core);
	}
	const fault = core.faults.take(call);
	if (fault) {
		call.entry.fault = fault.id;
		await core.clock.sleep(fault.rule.delayMs ?? 0);
		const instead = insteadOf(core, fault);
		if (instead) return instead;
	}
	const answer = perform(core, call, route);
	if (call.beforeAnswer.length > 0) await Promise.all(call.beforeAnswer);
	return fault ? afterwards(core, call, answer, fault) : answer;
}

/** 360dialog's own layer refuses a key in its own shape, whatever `errorShape` says. */
function wrongKey(core: Core): Answer {
	return errorAnswer(core, refusal(401, 'Invalid api_key'), 'meta');
}

function perform(core: Core, call: Call, route: Route | undefined): Answer {
	try {
		const isMessage = call.method === 'POST' && call.route === '/messages';
		if (!core.limiter.accept(isMessage, core.clock.elapsed())) return rateLimited(core, call);
		if (call.malformed) throw badParameter(call.malformed);
		const answer = (route?.handler ?? notFound)(core, call);
		call.entry.tookEffect = (answer.status ?? 200) < 300;
		return answer;
	} catch (error) {
		const refused =
			error instanceof ServiceError
				? error
				: new ServiceError(131000, `The simulator itself failed: ${String(error)}`);
		call.entry.errorCode = refused.code;
		return errorAnswer(core, refused);
	}
}

function rateLimited(core: Core, call: Call): Answer {
	const { rateLimitStyle, rateLimitRetryAfter } = core.switches;
	const error =
		rateLimitStyle === '429'
			? new ServiceError(130429)
			: refusal(400, 'You have exceeded the endpoint rate limit.');
	call.entry.errorCode = error.code;
	return withRetryAfter(errorAnswer(core, error), rateLimitRetryAfter);
}

function withRetryAfter(answer: ErrorAnswer, seconds: number | undefined): Answer {
	return seconds ? { ...answer, headers: { 'retry-after': String(seconds) } } : answer;
}

/** What a fault puts in the place of the call; undefined when the call takes place. */
function insteadOf(core: Core, { rule }: Fault): Answer | Silence | undefined {
	switch (rule.kind) {
		case 'error': {
			const error = new ServiceError(rule.code, rule.details, 'meta', rule.status);
			const answer =
				rule.status === undefined
					? errorAnswer(core, error, rule.shape)
					: shapedAnswer(core, error, rule.shape);
			return withRetryAfter(answer, rule.retryAfter);
		}
		case 'answer':
			return {
				status: rule.status,
				body: rule.body ?? '',
				contentType: rule.contentType,
				headers: rule.headers,
			};
		case 'html':
			return htmlAnswer(rule.status ?? 502);
		case 'expiredCursor':
			return errorAnswer(core, new ServiceError(131059));
		case 'timeout':
			return { kind: 'hung' };
		case 'reset':
			return { kind: 'reset' };
		default:
			return undefined;
	}
}

/** What a fault makes of the answer to a call that took place. */
function afterwards(core: Core, call: Call, answer: Answer, { rule }: Fault): Answer | Silence {
	switch (rule.kind) {
		case 'timeoutAfter':
			return { kind: 'hung' };
		case 'resetAfter':
			return { kind: 'reset' };
		case 'truncated': {
			const text = JSON.stringify(answer.body ?? '');
			return { ...answer, body: text.slice(0, Math.ceil(text.length / 2)) };
		}
		case 'contentType':
			return { ...answer, contentType: rule.value };
		case 'repeatedCursor': {
			const { paging } = answer.body as { paging?: { cursors?: object } };
			const { after, before } = call.query;
			const cursors = { ...paging?.cursors, after: after ?? before };
			const next = `https://graph.facebook.com/VERSION/PHONE_NUMBER_ID${call.route}?after=${after}`;
			const repeated = styledPaging(core, { cursors, next });
			return { ...answer, body: { ...(answer.body as object), paging: repeated } };
		}
		default:
			return answer;
	}
}
