/** How the document says what users see: in the message's own words, without what differs from call to call. */

import { lastingWords, NOTHING } from './records';

/** Stands for what differs. */
const ELLIPSIS = '…';

const NOT_TRIED_AGAIN = 'so it was not tried again. ';
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
		.replace(/^.*?\. It was not done:/, `${ELLIPSIS}. It was not done:`)
		.replace(/The last answer: .*/, `The last answer: ${ELLIPSIS}`);
}

/** What a message says of how to find out whether it was done, if it does. */
export function howToFindOut(text: string): string | undefined {
	const [, after] = text.split(NOT_TRIED_AGAIN);
	return after?.split(DASH)[0];
}
