/** A delivery's body to the last digit: n8n parses it before us, and JSON's numbers round long IDs. */
import { parseExactly } from '../api/json';
import { asRecord } from '../api/values';

/**
 * The body, in which an integer that a number cannot hold is text. It is read anew only where there is
 * one, or where n8n did not read it as JSON, since nothing said that it was.
 *
 * @param parsed what n8n has made of it
 * @param rawBody as it came, if n8n has kept it
 */
export function exactBody(parsed: unknown, rawBody: unknown): unknown {
	const isThere = Buffer.isBuffer(rawBody) || typeof rawBody === 'string';
	if (!isThere) return parsed;
	const isMissed = !('entry' in asRecord(parsed)) && rawBody.includes('"entry"');
	if (!isMissed && !hasRoundedInteger(parsed)) return parsed;
	try {
		return parseExactly(rawBody.toString());
	} catch {
		// Not of JSON: what n8n has made of it has to do.
		return parsed;
	}
}

/** Goes to any depth without recursion, which a hostile body would exhaust. */
function hasRoundedInteger(value: unknown): boolean {
	const stack = [value];
	while (stack.length > 0) {
		const next = stack.pop();
		if (typeof next === 'number') {
			if (Number.isInteger(next) && !Number.isSafeInteger(next)) return true;
		} else if (typeof next === 'object' && next !== null) {
			for (const inner of Object.values(next)) stack.push(inner);
		}
	}
	return false;
}
