/** How the document says what users see: in the message's own words, without what differs from call to call. */

import { lastingWords, NOTHING } from './records';

/** Stands for what differs. */
const ELLIPSIS = '…';

/** By these words, and no others, a user is told that it may have been done. */
const MAYBE =
	/may have taken effect|does not say whether|cannot be told whether|The execution was stopped while/;
/** Between an error's message and its hint. */
const DASH = ' — ';

/** What a user reads of an error: its message and its hint; of none, that all is well. */
export function seenOf(error: { message?: string; hint?: string } | undefined): string {
	return error ? lastingWords([error.message, error.hint].filter(Boolean).join(DASH)) : NOTHING;
}

/** A message as it is alike for many calls. */
export function alike(text: string): string {
	const how = howToFindOut(text);
	return (how === undefined ? text : text.replace(how, ELLIPSIS))
		.replace(/No answer came to [A-Z]+ \S+ \(/, `No answer came to ${ELLIPSIS} (`)
		.replace(/The last answer: .*/, `The last answer: ${ELLIPSIS}`)
		.replace(/ could not be read: .*?(?= — |$)/, ` could not be read: ${ELLIPSIS}`)
		.replace(/^.*?\. It was not done:/, `${ELLIPSIS}. It was not done:`)
		.replace(
			/The service answered [A-Z]+ \S+ with (HTTP \d+), but its answer is not [^.]*\./,
			`The service answered ${ELLIPSIS} with $1, but its answer is not ${ELLIPSIS}.`,
		);
}

/** What a message says of how to find out whether it was done, if it does. */
export function howToFindOut(text: string): string | undefined {
	const [message, hint] = text.split(DASH);
	return saysMaybe(message) ? hint : undefined;
}

/** Whether a message says that it may have been done. */
export function saysMaybe(message: string): boolean {
	return MAYBE.test(message);
}
