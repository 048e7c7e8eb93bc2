/** Errors of every shape of contract 6.1, at statuses that fit them and at those that do not. */
import type { Word } from '../samples';
import type { Way } from '../ways';
import { decisive } from './decisive';

const GRAPH = {
	message: '(#131041) Group unknown',
	type: 'OAuthException',
	code: 131041,
	error_data: { details: 'The group was not found.' },
	fbtrace_id: 'Az8or2',
};

export const SHAPES: Record<string, Record<string, unknown>> = {
	'a Graph error': { error: GRAPH },
	'a Graph error whose code is text': { error: { ...GRAPH, code: '131041' } },
	'a Graph error that says more to users': {
		error: {
			code: 100,
			message: 'Invalid parameter',
			error_user_title: 'Name in use',
			error_user_msg: 'Another template has this name',
		},
	},
	'an error of one sentence': { error: 'The endpoint is blocked' },
	'an error with a message only': { error: { message: 'Something went wrong' } },
	'an error without words': { error: {} },
	'the error true': { error: true },
	'a meta error': {
		meta: { success: false, http_code: 403, developer_message: 'The endpoint is blocked' },
	},
	'a meta error in camelCase': {
		meta: { success: false, httpCode: 403, developerMessage: 'The endpoint is blocked' },
	},
	'a meta error in camelCase without success': {
		meta: { httpCode: 403, developerMessage: 'The endpoint is blocked' },
	},
	'a list of errors': { errors: [{ code: 131041, title: 'Group unknown', details: 'Not found' }] },
	'a list of errors that are text': { errors: ['Group unknown'] },
	'success false': { success: false },
	'success "false"': { success: 'false' },
	'success 0': { success: 0 },
	'success null': { success: null },
	'success "no"': { success: 'no' },
	'status error': { status: 'error' },
	'status "failed" and a message': { status: 'failed', message: 'Nothing was changed' },
};

/** Neither of these is a word that the service is known to use for a refusal. */
const isVague = (name: string) =>
	/null|without words|the error true|"no"|^status|message only/.test(name);

/** The words of a shape that say why. */
const REASON =
	/Another template has this name|Group unknown|The endpoint is blocked|Something went wrong|Nothing was changed/;

const at = (status: number, word: (name: string) => Word): Way[] =>
	Object.entries(SHAPES).map(([name, body]) =>
		withReason(decisive('errors', `${status} with ${name}`, word(name), { status, body }), body),
	);

function withReason(way: Way, body: unknown): Way {
	const text = JSON.stringify(body);
	const tells = (/Another template has this name/.exec(text) ?? REASON.exec(text))?.[0];
	return { ...way, said: (...of) => ({ ...way.said(...of), tells }) };
}

/** An error beside what would be a good answer: the two contradict each other. */
const contradictions: Way[] = ['a Graph error', 'a meta error', 'success false'].map((name) =>
	decisive('errors', `200 with the good answer and ${name}`, 'failed', ({ good }) => ({
		body: { ...(Buffer.isBuffer(good) ? {} : (good as object)), ...SHAPES[name] },
	})),
);

const codes: Way[] = [
	decisive('errors', '400 with meta.http_code 429', 'refused', {
		status: 400,
		body: { meta: { success: false, http_code: 429, developer_message: 'Too many requests' } },
	}),
	decisive('errors', '400 with meta.httpCode 429', 'refused', {
		status: 400,
		body: { meta: { success: false, httpCode: 429, developerMessage: 'Too many requests' } },
	}),
	...[4, 80007, 130429, 131056, 131208].map((code) =>
		decisive('errors', `200 with the rate limit ${code}`, 'refused', {
			body: { error: { code, message: 'Too many calls' } },
		}),
	),
	decisive('errors', '429 with 131056 and Retry-After in the past', 'refused', {
		status: 429,
		headers: { 'Retry-After': 'Wed, 21 Oct 2015 07:28:00 GMT' },
		body: { error: { code: 131056, message: 'Pair rate limit hit' } },
	}),
];

export const errors: Way[] = [
	...at(200, (name) => (isVague(name) ? 'failed' : 'refused')),
	...at(206, () => 'failed'),
	...at(400, (name) => (isVague(name) ? 'failed' : 'refused')),
	// What a server error says of the work is as good as nothing, but the texts may be read as a refusal.
	...at(500, () => 'failed'),
	...contradictions,
	...codes,
];
