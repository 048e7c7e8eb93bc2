import type { Seen } from '../seen';

export type SwitchValue = string | number | boolean;

/** What can be said of one switch. */
export type Finding =
	/** The simulator behaves so with this value. */
	| { kind: 'seen'; value: SwitchValue; how: string }
	/** No value of the switch behaves so. */
	| { kind: 'misfit'; what: string }
	| { kind: 'unknown'; why: string };

/** Reads one switch out of all that was seen. */
export type Reader = (seen: Seen) => Finding;

export function saw(value: SwitchValue, how: string): Finding {
	return { kind: 'seen', value, how };
}

export function misfit(what: string): Finding {
	return { kind: 'misfit', what };
}

export function unknown(why: string): Finding {
	return { kind: 'unknown', why };
}

/** One finding of many signs: the value of all of them, or a misfit that counts them. */
export function agreed<T extends SwitchValue>(
	signs: readonly T[],
	how: string,
	none: string,
): Finding {
	const [first] = signs;
	if (first === undefined) return unknown(none);
	const kinds = [...new Set(signs)];
	return kinds.length === 1
		? saw(first, how)
		: misfit(`${how}: ${kinds.map(String).join(' and ')}`);
}
