import type {
	GraphErrorBody,
	LegacyErrorBody,
	MetaErrorBody,
	TextErrorBody,
} from '../../nodes/WhatsAppGroups/api/contract/errorBodies';
import type { WireError } from '../../nodes/WhatsAppGroups/api/contract/wire';
import type { Core } from './core';
import type { Switches } from './switches';

/** HTTP status and title per code, as the contract's sections 6.3 and 6.4 list them. */
const CODES: Record<number, readonly [status: number, title: string, details?: string]> = {
	0: [401, 'AuthException'],
	1: [400, 'API Unknown'],
	2: [503, 'API Service'],
	3: [403, 'API Method'],
	4: [429, 'API Too Many Calls'],
	10: [403, 'API Permission Denied'],
	100: [400, 'Invalid parameter'],
	190: [401, 'Access token has expired'],
	368: [403, 'Temporarily blocked for policies violations'],
	80007: [429, 'Rate limit issues'],
	130429: [
		429,
		'Rate limit hit',
		'Message failed to send because there were too many messages sent from this phone number in a short period of time',
	],
	130497: [403, 'Business account is restricted from messaging users in this country'],
	130501: [400, 'Unsupported message type'],
	131000: [500, 'Something went wrong'],
	131005: [403, 'Access denied'],
	131008: [400, 'Required parameter is missing'],
	131009: [400, 'Parameter value is not valid'],
	131016: [500, 'Service unavailable'],
	131020: [400, 'Bad Group', 'Cannot send messages to single member groups.'],
	131021: [400, 'Recipient cannot be sender'],
	131026: [400, 'Message undeliverable'],
	131031: [403, 'Business Account locked'],
	131041: [
		400,
		'Group unknown',
		"The group was not found, either because it doesn't exist or you are not a member.",
	],
	131042: [400, 'Business eligibility payment issue'],
	131047: [
		400,
		'Re-engagement message',
		'Message failed to send because more than 24 hours have passed since the last message.',
	],
	131048: [429, 'Spam rate limit hit'],
	131049: [400, 'Meta chose not to deliver'],
	131050: [400, 'User stopped marketing messages'],
	131051: [400, 'Message type unknown'],
	131052: [400, 'Media download error'],
	131053: [400, 'Media upload error'],
	131056: [429, '(Business Account, Consumer Account) pair rate limit hit'],
	131057: [503, 'Account in maintenance mode'],
	131059: [400, 'Invalid cursor', 'The cursor is expired or corrupt. Start paging again.'],
	131062: [400, 'Recipient id kind not supported'],
	131201: [
		206,
		'Request partially succeeded',
		'Not all participant-level operations in the request succeeded.',
	],
	131202: [400, 'Duplicate participant'],
	131203: [
		400,
		'Unable to add participant to group',
		'Recipient has not accepted our new Terms of Service and Privacy Policy.',
	],
	131204: [400, 'Participant overlimit', 'The group size limit is exceeded.'],
	131207: [403, 'Group suspended', 'The group violates WhatsApp policies.'],
	131208: [429, 'Group Rate Limit Hit', 'Too many group operations in a short period.'],
	131209: [
		400,
		'Invalid Group Profile Picture Aspect Ratio',
		'Width and height of the image must be equal.',
	],
	131210: [400, 'Image is Too Small to Process', 'The image must be greater than 192 px.'],
	131211: [
		400,
		'Group create limit reached',
		'Reached the limit for the maximum number of groups that can be created for this number.',
	],
	131212: [400, 'Participant is not a part of the group.'],
	131213: [400, 'Group join request does not exist.'],
	131214: [400, 'Group creation is temporarily disabled'],
	131215: [400, 'This phone number is not eligible to access Groups APIs'],
	132000: [400, 'Template Param Count Mismatch'],
	132001: [400, 'Template does not exist in the translation'],
	132005: [400, 'Template Hydrated Text Too Long'],
	132007: [400, 'Template Format Character Policy Violated'],
	132012: [400, 'Template Parameter Format Mismatch'],
	132015: [400, 'Template is Paused'],
	132018: [
		400,
		'Template Parameter Value Is Not Allowed',
		'A value must not have line breaks, tabs or more than four spaces in a row.',
	],
	133010: [400, 'Phone number not registered'],
};

/** A refusal by the service. `layer` is who refuses: Meta, or 360dialog in front of it. */
export class ServiceError extends Error {
	readonly status: number;
	readonly title: string;
	readonly details: string;
	/** It says what is wrong with a template, or with the values for one. */
	isAboutTemplate = false;

	constructor(
		readonly code: number,
		details?: string,
		readonly layer: 'meta' | '360dialog' = 'meta',
		status?: number,
	) {
		const [usualStatus, title, usualDetails] = CODES[code] ?? [400, 'Error'];
		super(details ?? usualDetails ?? title);
		this.status = status ?? usualStatus;
		this.title = title;
		this.details = this.message;
	}
}

/** A refusal of 360dialog's own endpoints, which have texts and no codes. */
export function refusal(status: number, text: string): ServiceError {
	return new ServiceError(100, text, '360dialog', status);
}

/** Runs what checks a template, so that its refusals are known to be about one. */
export function aboutTemplate<T>(check: () => T): T {
	try {
		return check();
	} catch (error) {
		if (error instanceof ServiceError) error.isAboutTemplate = true;
		throw error;
	}
}

export function badParameter(details: string): ServiceError {
	return new ServiceError(100, details);
}

/** The error item that webhooks and partial answers carry. */
export function errorItem(code: number, details?: string): WireError {
	const error = new ServiceError(code, details);
	return {
		code,
		message: error.title,
		title: error.title,
		error_data: { details: error.details },
	};
}

const HTML_502 =
	'<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n';

export interface ErrorAnswer {
	status: number;
	body: unknown;
	contentType?: string;
}

export function htmlAnswer(status: number): ErrorAnswer {
	return {
		status,
		body: status === 502 ? HTML_502 : HTML_502.replaceAll('502 Bad Gateway', `${status} Error`),
		contentType: 'text/html',
	};
}

/**
 * A refusal in one of the five shapes of section 6.1, with its own HTTP status or, by the switch
 * `errorStatus`, with 200.
 */
export function errorAnswer(
	core: Core,
	error: ServiceError,
	shape?: Switches['errorShape'],
): ErrorAnswer {
	const answer = shapedAnswer(core, error, shape);
	return core.switches.errorStatus === '200' ? { ...answer, status: 200 } : answer;
}

/** A refusal with its own HTTP status, whatever `errorStatus` says. */
export function shapedAnswer(
	core: Core,
	error: ServiceError,
	wanted: Switches['errorShape'] = core.switches.errorShape,
): ErrorAnswer {
	const { status, code, title, details } = error;
	const shape = wanted === 'graph' && error.layer === '360dialog' ? 'string' : wanted;
	if (shape === 'html') return htmlAnswer(502);
	if (shape === 'string') return { status, body: { error: details } satisfies TextErrorBody };
	if (shape === 'meta') return { status, body: metaBody(core, status, details) };
	if (shape === 'legacy') {
		const body: LegacyErrorBody = { errors: [{ code, title, details }], meta: {} };
		return { status, body };
	}
	return { status, body: graphBody(core, error) };
}

/** What the contract says of errors of templates, and its types do not (yet). */
interface UserTexts {
	error_user_title?: string;
	error_user_msg?: string;
}

type GraphError = GraphErrorBody & { error: UserTexts };

export function graphBody(core: Core, error: ServiceError): GraphError {
	const { code, title, details, isAboutTemplate } = error;
	const common = { type: 'OAuthException', code, fbtrace_id: core.ids.trace() };
	if (isAboutTemplate && core.switches.errorUserTexts) {
		const texts = { error_user_title: title, error_user_msg: details };
		return { error: { message: 'Invalid parameter', ...common, ...texts } };
	}
	return {
		error: {
			message: `(#${code}) ${title}`,
			...common,
			error_data: { messaging_product: 'whatsapp', details },
		},
	};
}

/** The same facts as an older page of 360dialog spells them. */
interface CamelMetaErrorBody {
	meta: {
		success: false;
		httpCode: number;
		developerMessage: string;
		'360dialog_trace_id': string;
	};
}

export function metaBody(
	core: Core,
	status: number,
	text: string,
): MetaErrorBody | CamelMetaErrorBody {
	const trace = { '360dialog_trace_id': core.ids.letters(16).toLowerCase() };
	if (core.switches.metaErrorSpelling === 'camel') {
		return { meta: { success: false, httpCode: status, developerMessage: text, ...trace } };
	}
	return { meta: { success: false, http_code: status, developer_message: text, ...trace } };
}

/** A 404 for a path that the service does not have. */
export function notFoundAnswer(core: Core): ErrorAnswer {
	const { notFoundShape: shape } = core.switches;
	if (shape === 'html') return htmlAnswer(404);
	if (shape === 'empty') return { status: 404, body: '', contentType: 'text/plain' };
	if (shape === 'meta') return { status: 404, body: metaBody(core, 404, 'Not found') };
	if (shape === 'graph') {
		const error = new ServiceError(100, 'Unknown path components', 'meta', 404);
		return { status: 404, body: graphBody(core, error) };
	}
	return { status: 404, body: { error: 'Not found' } satisfies TextErrorBody };
}
