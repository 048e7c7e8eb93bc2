/** What a thrown network error proves: only a connection that was never up has carried nothing. */
import type { OwnCode } from '../failures/codes';

/** How an attempt ended that brought no answer. */
export type Silence =
	/** The connection was never up: the service has seen nothing. */
	| { result: 'notSent'; reason: Reason }
	/** The connection broke or timed out after something may have been sent. */
	| { result: 'unclear'; reason: Reason }
	/** Nothing was sent, and trying again cannot help: a certificate or an address that is refused. */
	| { result: 'impossible'; reason: Reason }
	/** The user stopped the execution while the call was under way. */
	| { result: 'stopped' };

export interface Reason {
	code: OwnCode;
	/** In words. n8n replaces messages that hold Node's codes by ones that say less. */
	words: string;
}

const REASONS: Readonly<Record<string, OwnCode>> = {
	EAI_AGAIN: 'host_name_lookup_failed',
	ECONNABORTED: 'timeout',
	ECONNREFUSED: 'connection_refused',
	ECONNRESET: 'connection_reset',
	EHOSTDOWN: 'host_unreachable',
	EHOSTUNREACH: 'host_unreachable',
	ENETUNREACH: 'network_unreachable',
	ENOTFOUND: 'host_not_found',
	EPIPE: 'connection_reset',
	ESOCKETTIMEDOUT: 'timeout',
	ETIMEDOUT: 'timeout',
};

/** Codes that come from before there is a connection, whatever else the error says. */
const NEVER_CONNECTED = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED']);
/** System calls that happen before there is a connection. */
const BEFORE_CONNECTION = new Set<unknown>(['connect', 'getaddrinfo']);
const STOPPED_CODES = new Set(['ERR_CANCELED', 'ABORT_ERR']);
const STOPPED_NAMES = new Set<unknown>(['AbortError', 'CanceledError']);
/** A certificate is looked at before the request goes out. Other TLS errors may come after it. */
const CERTIFICATE =
	/^(CERT_|ERR_TLS_CERT_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|HOSTNAME_MISMATCH)/;
const NO_ADDRESS = /^(ERR_INVALID_URL|ERR_BAD_OPTION)/;

interface NetworkError {
	code?: unknown;
	syscall?: unknown;
	name?: unknown;
	cause?: unknown;
	/** Of an attempt over several addresses of one host. */
	errors?: unknown;
}

/**
 * What a thrown network error means. Its facts sit on the error or on one of its causes, as n8n wraps
 * what its HTTP client throws.
 */
export function readNetworkError(thrown: unknown): Silence {
	const seen = new Set<unknown>();
	let first = '';
	for (let error = thrown; typeof error === 'object' && error !== null && !seen.has(error); ) {
		seen.add(error);
		const { code, syscall, name, cause, errors } = error as NetworkError;
		const text = typeof code === 'string' ? code : '';
		if (STOPPED_CODES.has(text) || STOPPED_NAMES.has(name)) return { result: 'stopped' };
		if (NEVER_CONNECTED.has(text) || BEFORE_CONNECTION.has(syscall) || allBefore(errors)) {
			return { result: 'notSent', reason: reasonOf(text) };
		}
		if (CERTIFICATE.test(text)) {
			return {
				result: 'impossible',
				reason: { code: 'certificate_refused', words: wordsOf(text) },
			};
		}
		if (NO_ADDRESS.test(text)) {
			return { result: 'impossible', reason: { code: 'host_not_found', words: wordsOf(text) } };
		}
		first ||= text;
		error = cause;
	}
	return { result: 'unclear', reason: reasonOf(first) };
}

function allBefore(errors: unknown): boolean {
	return (
		Array.isArray(errors) &&
		errors.length > 0 &&
		errors.every((error: NetworkError | undefined) => error?.syscall === 'connect')
	);
}

function reasonOf(text: string): Reason {
	const code = Object.hasOwn(REASONS, text) ? REASONS[text] : 'connection_failed';
	if (code !== 'connection_failed') return { code, words: code.replaceAll('_', ' ') };
	return { code, words: text === '' ? 'the connection broke' : wordsOf(text) };
}

function wordsOf(code: string): string {
	return code.replaceAll('_', ' ').toLowerCase();
}
