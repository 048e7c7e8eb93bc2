/** JSON as it came. `JSON.parse` rounds integers beyond 2^53, and an ID that is one off is another's. */

const QUOTE_OR_NUMBER = /"|-?\d[\d.eE+-]*/g;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * Parses JSON; an integer that a number cannot hold exactly becomes text.
 *
 * @throws SyntaxError when it is no JSON
 */
export function parseExactly(text: string): unknown {
	const parsed = JSON.parse(text) as unknown;
	if (!/\d{16}/.test(text)) return parsed;
	const exact = withLongIntegersAsText(text);
	return exact === text ? parsed : (JSON.parse(exact) as unknown);
}

/** A value's JSON; undefined where it has none: objects may hold themselves, or be nested too deep. */
export function jsonOf(value: unknown): string | undefined {
	try {
		return JSON.stringify(value) as string | undefined;
	} catch {
		return undefined;
	}
}

/** Of valid JSON only. */
function withLongIntegersAsText(json: string): string {
	let result = '';
	let from = 0;
	QUOTE_OR_NUMBER.lastIndex = 0;
	for (let match = QUOTE_OR_NUMBER.exec(json); match; match = QUOTE_OR_NUMBER.exec(json)) {
		const [token] = match;
		if (token === '"') {
			QUOTE_OR_NUMBER.lastIndex = endOfString(json, match.index);
		} else if (LONG_INTEGER.test(token) && !Number.isSafeInteger(Number(token))) {
			result += `${json.slice(from, match.index)}"${token}"`;
			from = QUOTE_OR_NUMBER.lastIndex;
		}
	}
	return result + json.slice(from);
}

/** Behind the quote that ends the string: one with an even number of backslashes before it. */
function endOfString(json: string, start: number): number {
	for (let end = json.indexOf('"', start + 1); ; end = json.indexOf('"', end + 1)) {
		let backslashes = 0;
		while (json[end - 1 - backslashes] === '\\') backslashes += 1;
		if (backslashes % 2 === 0) return end + 1;
	}
}
