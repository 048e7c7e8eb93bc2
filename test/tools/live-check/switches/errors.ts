/** How the service says no. */
import { isObject, limitOf, objectOf, read, refusalOf, type Shape } from '../answers';
import type { Exchange, Seen } from '../seen';
import { agreed, misfit, saw, unknown, type Finding, type Reader } from './finding';

/** Refusals that certainly come from WhatsApp's side. */
function refusals(seen: Seen): Exchange[] {
	return seen.all('unknownGroup', 'badCursor').filter(({ status }) => status !== undefined);
}

function shapeOf(exchange: Exchange): Shape | 'success' | 'unclear' {
	const answer = read(exchange);
	if (answer.kind === 'refusal') return answer.shape;
	return answer.kind === 'page' ? 'html' : answer.kind === 'success' ? 'success' : 'unclear';
}

const KNOWN_SHAPES: readonly string[] = ['graph', 'string', 'meta', 'legacy', 'html'];

const errorShape: Reader = (seen) => {
	const shapes = refusals(seen).map(shapeOf);
	const groups = read(seen.last('groups'));
	if (shapes.length < 2 || groups.kind !== 'success') return unknown('too little was refused');
	if (shapes.includes('success')) return misfit('a made-up group or cursor was not refused');
	if (shapes.includes('unclear')) return unknown('a refusal could not be read');
	const odd = shapes.find((shape) => !KNOWN_SHAPES.includes(shape));
	if (odd) return misfit(`refusals have another form (${odd})`);
	return agreed(shapes, 'bodies of refusals', 'nothing was refused');
};

const errorStatus: Reader = (seen) => {
	if (errorShape(seen).kind !== 'seen') return unknown('the refusals do not agree in their form');
	const signs = refusals(seen).map(({ status = 0 }) => (status >= 400 ? 'own' : '200'));
	const [odd] = refusals(seen).filter(({ status }) => status! > 200 && status! < 400);
	if (odd) return misfit(`a refusal came with HTTP ${odd.status}`);
	return agreed(signs, 'HTTP status of refusals', 'nothing was refused');
};

const metaErrorSpelling: Reader = (seen) => {
	const metas = seen.exchanges
		.map(({ json }) =>
			refusalOf(json)?.shape === 'meta' ? objectOf(objectOf(json).meta) : undefined,
		)
		.filter(isObject);
	const signs = metas.flatMap((meta) => [
		...('http_code' in meta || 'developer_message' in meta ? ['snake'] : []),
		...('httpCode' in meta || 'developerMessage' in meta ? ['camel'] : []),
	]);
	return agreed(signs, 'keys of 360dialog’s own errors', 'no error of that kind came');
};

const errorUserTexts: Reader = (seen) => {
	const exchange = seen.last('unknownTemplate');
	const answer = read(exchange);
	if (answer.kind !== 'refusal' || answer.shape !== 'graph') {
		return unknown('no Graph error about a template came');
	}
	const error = objectOf(objectOf(exchange?.json).error);
	const hasTexts = 'error_user_title' in error || 'error_user_msg' in error;
	if (hasTexts)
		return saw(true, 'the error about a template has error_user_title or error_user_msg');
	const { code = 0 } = answer;
	return code >= 132000 && code < 133000
		? saw(false, `the error about a template (${code}) has no texts for users`)
		: unknown(`the error was about something else (${code})`);
};

const notFoundShape: Reader = (seen) => {
	const exchange = seen.last('unknownPath');
	if (exchange?.status === undefined) return unknown('the call had no answer');
	if (exchange.status !== 404) {
		return exchange.status >= 500 || [401, 403, 429].includes(exchange.status)
			? unknown(`it was answered with HTTP ${exchange.status}`)
			: misfit(`an unknown path is answered with HTTP ${exchange.status}`);
	}
	const shape = shapeOf(exchange);
	const known = ['string', 'meta', 'graph', 'html', 'empty'];
	if (shape === 'unclear') return misfit('the 404 for an unknown path is plain text');
	return known.includes(shape)
		? saw(shape, 'the 404 for an unknown path')
		: misfit(`the 404 for an unknown path has another form (${shape})`);
};

function limits(seen: Seen) {
	return seen.exchanges.flatMap((exchange) => {
		const limit = limitOf(exchange);
		return limit ? [{ ...limit, retryAfter: exchange.headers['retry-after'] }] : [];
	});
}

const NO_LIMIT = 'it never asked for a pause, and the check does not provoke it';

const rateLimitStyle: Reader = (seen) =>
	agreed(
		limits(seen).map(({ style }) => style),
		'refusals for too many calls',
		NO_LIMIT,
	);

const rateLimitRetryAfter: Reader = (seen): Finding => {
	const headers = limits(seen).map(({ retryAfter }) => retryAfter);
	if (headers.some((header) => header !== undefined && !/^\d+$/.test(header))) {
		return misfit('Retry-After is no number of seconds');
	}
	return agreed(
		headers.map((header) => Number(header ?? 0)),
		'Retry-After in seconds',
		NO_LIMIT,
	);
};

export const errorSwitches = {
	errorShape,
	errorStatus,
	metaErrorSpelling,
	errorUserTexts,
	notFoundShape,
	rateLimitStyle,
	rateLimitRetryAfter,
};
