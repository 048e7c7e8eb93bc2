/** A copy of an object without some of its fields. */
export function without<T extends object, K extends keyof T>(
	value: T,
	...names: readonly K[]
): Omit<T, K> {
	const copy = { ...value };
	for (const name of names) delete copy[name];
	return copy;
}
