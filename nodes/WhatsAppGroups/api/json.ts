/** JSON as it came. `JSON.parse` rounds integers beyond 2^53, and an ID that is one off is another's. */

/** Strings are matched so that digits within them are left alone. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * Parses JSON; an integer that a number cannot hold exactly becomes text.
 *
 * @throws SyntaxError when it is no JSON
 */
export function parseExactly(text: string): unknown {
	const parsed = JSON.parse(text) as unknown;
	if (!/\d{16}/.test(text)) return parsed;
	const exact = text.replace(STRING_OR_NUMBER, (token) =>
		LONG_INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
	);
	return exact === text ? parsed : (JSON.parse(exact) as unknown);
}
