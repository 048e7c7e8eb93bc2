import { InputFailure, type ErrorDetails } from '../../../nodes/WhatsAppGroups/failures/failure';

/** What the user is told of input that is refused before any call. Fails where nothing is refused. */
export function refusalOf(work: () => unknown): ErrorDetails {
	try {
		work();
	} catch (thrown) {
		if (thrown instanceof InputFailure) return thrown.details;
		throw thrown;
	}
	throw new Error('Nothing was refused');
}

/** What is complained about, and what to do. */
export function complaintOf(work: () => unknown): Array<string | undefined> {
	const { message, hint } = refusalOf(work);
	return [message, hint];
}
