/** What a user is told when a call did not succeed. */
import { CODES } from '../failures/codes';
import { ServiceFailure, type Certainty, type ErrorDetails } from '../failures/failure';
import type { Call } from './call';
import { excerptOf, explainError } from './errorBody';
import type { Silence } from './networkError';
import { isRedirect, type Answered, type Attempt } from './retry';
import { withoutUndefined } from './values';

const NOT_RETRIED = 'The request may have taken effect, so it was not retried.';
const REPEATED = 'An attempt got no clear answer, so the request may have taken effect.';

/** What is told of an unclear failure, for callers to whom it makes no difference what became of it. */
export function withoutDoubt(message: string): string {
	return [NOT_RETRIED, REPEATED].reduce((text, words) => text.replace(` ${words}`, ''), message);
}

/**
 * A call that failed.
 *
 * @param certainty whether the work may have been done all the same
 * @param wasRepeated whether an earlier attempt got no clear answer
 */
export function callFailure<T>(
	call: Call<T>,
	attempt: Attempt<T>,
	certainty: Certainty,
	baseUrl: string,
	wasRepeated: boolean,
): ServiceFailure {
	const details =
		attempt.result === 'answered'
			? explainAnswer(call, attempt)
			: explainSilence(call, attempt, baseUrl, certainty);
	const isOfAnother =
		attempt.result === 'answered' &&
		attempt.reading.is === 'error' &&
		!attempt.reading.isOfService &&
		attempt.body !== '';
	if (certainty === 'notDone' || call.kind === 'read')
		return new ServiceFailure(details, certainty, isOfAnother);
	const unclear = call.kind === 'once' || !wasRepeated ? NOT_RETRIED : REPEATED;
	const howToFindOut =
		call.howToFindOut ?? 'Find out whether it was done before you run this item again.';
	return new ServiceFailure(
		{ ...details, message: `${details.message} ${unclear}`, hint: howToFindOut },
		'unknown',
		isOfAnother,
	);
}

/** A call that would have to wait for longer than it may. It was not done. */
export function rateLimitFailure<T>(maxWaitMs: number, attempt?: Attempt<T>): ServiceFailure {
	const answer: ErrorDetails =
		attempt?.result === 'answered' && attempt.reading.is === 'error'
			? explainError(attempt.reading.error, attempt.status)
			: { code: 'rate_limited', message: 'The service asked for a pause.' };
	return new ServiceFailure(
		{
			...answer,
			message: `${answer.message} It was not done: the service would take it only after more than the ${maxWaitMs / 1000} seconds of Max Rate Limit Wait.`,
			hint: CODES.rate_limited.todo,
		},
		'notDone',
	);
}

/** A call that was not made, as a part of its path is no ID. */
export function pathFailure(segment: string): ServiceFailure {
	return new ServiceFailure(
		{
			code: 'invalid_id',
			message: `"${segment}" cannot be an ID. Nothing was sent.`,
			hint: CODES.invalid_id.todo,
		},
		'notDone',
	);
}

function explainAnswer<T>(call: Call<T>, { status, body, reading }: Answered<T>): ErrorDetails {
	if (reading.is !== 'error') {
		return withoutUndefined({
			code: 'unreadable_answer',
			message: `The service answered ${call.method} ${pathOf(call)} with HTTP ${status}, but its answer is not ${call.expects.what}.`,
			details: call.expects.isPrivate
				? undefined
				: excerptOf(Buffer.isBuffer(body) ? body.toString('latin1') : body),
			hint: CODES.unreadable_answer.todo,
			httpStatus: status,
		});
	}
	const details = explainError(reading.error, status);
	if (isRedirect(status)) {
		return {
			...details,
			message: `The service answered with a redirect (HTTP ${status}), which is not followed, so that the API key goes nowhere else.`,
			hint: 'Check the Base URL in the credential: enter the address that answers directly.',
		};
	}
	if (status === 404 && !reading.isOfService) {
		const tried = `Tried ${call.method} ${pathOf(call)}`;
		return { ...details, details: details.details ? `${details.details} – ${tried}` : tried };
	}
	return details;
}

function explainSilence<T>(
	call: Call<T>,
	silence: Silence,
	baseUrl: string,
	certainty: Certainty,
): ErrorDetails {
	if (silence.result === 'stopped') {
		return { code: 'stopped', message: 'The execution was stopped while a call was under way.' };
	}
	const { code, words } = silence.reason;
	const hint = CODES[code].todo;
	// It says so of this attempt only, and an earlier one may have carried the request.
	const nothing = certainty === 'notDone' ? ' Nothing was sent.' : '';
	switch (silence.result) {
		case 'notSent':
			return {
				code,
				message: `Could not connect to ${withoutLogin(baseUrl)} (${words}).${nothing}`,
				hint,
			};
		case 'impossible':
			return {
				code,
				message: `The call to ${withoutLogin(baseUrl)} could not be made (${words}).${nothing}`,
				hint,
			};
		case 'unclear':
			return {
				code,
				message: `No answer came to ${call.method} ${pathOf(call)} (${words}).`,
				hint: 'Try again later, or raise Timeout in the options.',
			};
	}
}

function pathOf<T>(call: Call<T>): string {
	return call.rawPath ? call.rawPath.split('?')[0] : `/${call.path.join('/')}`;
}

/** A proxy's address may carry a user name and a password, which are for nobody to read. */
function withoutLogin(baseUrl: string): string {
	return baseUrl.replace(/^(https?:\/\/)[^/]*@/i, '$1');
}
