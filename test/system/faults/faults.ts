/** What can go wrong with one call, and how it is brought about. */
import type { FaultEffect } from '../../simulator';

export interface Fault {
	/** As the document's heading. */
	title: string;
	/** For people who do not write software. */
	meaning: string;
	/** What the simulator does with the call; none where the call does not reach it. */
	effect?: FaultEffect & { delayMs?: number };
	/** The connection is refused. */
	refused?: true;
	/** No answer will ever come, so the wait for it may be short. */
	silent?: true;
	/** The service says by it that it did nothing, and wants a pause first. */
	isLimit?: true;
	/** Nothing is wrong in the end: it must look like it. */
	harmless?: true;
	/** The calls that it can hit; all by default. */
	canHit?(call: string): boolean;
}

/** More than anybody waits. */
const HOURS = 3600;

const overload = { kind: 'answer', status: 429, body: '{"error":"Too many requests"}' } as const;

export const FAULTS: readonly Fault[] = [
	{
		title: 'Connection refused',
		meaning: 'Nobody answers at the address: the service or the network is down.',
		refused: true,
	},
	{
		title: 'Connection breaks before the service did anything',
		meaning: 'The line is cut after the request was sent, and the request is lost.',
		effect: { kind: 'reset' },
	},
	{
		title: 'Connection breaks after the service did it',
		meaning: 'The service did what was asked, but its answer never arrives.',
		effect: { kind: 'resetAfter' },
	},
	{
		title: 'No answer in time, and nothing was done',
		meaning: 'The request disappears, and no answer comes until the time limit.',
		effect: { kind: 'timeout' },
		silent: true,
	},
	{
		title: 'No answer in time, but it was done',
		meaning: 'The service did what was asked and then falls silent.',
		effect: { kind: 'timeoutAfter' },
		silent: true,
	},
	{
		title: 'HTTP 500',
		meaning: 'The service reports an internal error.',
		effect: { kind: 'error', code: 131000, status: 500 },
	},
	{
		title: 'HTTP 502 with an HTML page',
		meaning: 'A gateway in between answers with a web page instead of the service.',
		effect: { kind: 'html', status: 502 },
	},
	{
		title: 'HTTP 503',
		meaning: 'The service is overloaded.',
		effect: { kind: 'answer', status: 503, body: '{"error":"Service unavailable"}' },
	},
	{
		title: 'Answer cut off in the middle',
		meaning: 'The service did what was asked, but only half of its answer arrives.',
		effect: { kind: 'truncated' },
		canHit: (call) => call !== 'GET /whatsapp_business/attachments/',
	},
	{
		title: 'Wrong content type',
		meaning: 'The answer is right, but labelled as a web page.',
		effect: { kind: 'contentType', value: 'text/html; charset=utf-8' },
		harmless: true,
	},
	{
		title: 'Slow answer',
		meaning: 'The answer comes late, but within the time limit.',
		effect: { kind: 'delay', delayMs: 60 },
		harmless: true,
	},
	{
		title: 'HTTP 429 with Retry-After',
		meaning: 'Too many calls; the service says how long to wait.',
		effect: { ...overload, headers: { 'retry-after': '1' } },
		isLimit: true,
	},
	{
		title: 'HTTP 429 without Retry-After',
		meaning: 'Too many calls; the service does not say how long to wait.',
		effect: overload,
		isLimit: true,
	},
	{
		title: 'HTTP 429 with a Retry-After of an hour',
		meaning: 'Too many calls; the service wants a pause that is longer than you allow.',
		effect: { ...overload, headers: { 'retry-after': String(HOURS) } },
		isLimit: true,
	},
	{
		title: 'Code 130429: too many messages per second',
		meaning: 'The number’s limit of messages per second is reached.',
		effect: { kind: 'error', code: 130429 },
		isLimit: true,
	},
	{
		title: 'Code 131056: too many messages to one recipient',
		meaning: 'Too many messages from the number to the same group or person.',
		effect: { kind: 'error', code: 131056 },
		isLimit: true,
		canHit: (call) => call === 'POST /messages',
	},
	{
		title: 'Code 131208: too many group operations',
		meaning: 'Too many changes of groups in a short time.',
		effect: { kind: 'error', code: 131208 },
		isLimit: true,
		canHit: (call) => call.includes('/groups'),
	},
];

/** What is no fault of one call, but of some of its people. */
export const PARTIAL = {
	title: 'HTTP 206',
	meaning:
		'The service does what is asked for some people only: the others are not in the group, have taken their request back, or may not join.',
};
