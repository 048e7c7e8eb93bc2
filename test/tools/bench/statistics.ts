/** The middle of some figures, and between which they lay. */
export interface Spread {
	median: number;
	min: number;
	max: number;
}

export function spreadOf(figures: readonly number[]): Spread {
	if (figures.length === 0) throw new RangeError('There is nothing to take the middle of');
	const sorted = [...figures].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const median =
		sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	return { median, min: sorted[0], max: sorted[sorted.length - 1] };
}

/** The figure below which a share of them lies. */
export function quantile(figures: readonly number[], share: number): number {
	if (figures.length === 0) throw new RangeError('There is nothing to take a share of');
	const sorted = [...figures].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** "1.02 (0.98–1.10)" */
export function inWords({ median, min, max }: Spread, digits: number): string {
	const [middle, from, to] = [median, min, max].map((figure) => figure.toFixed(digits));
	return from === to ? middle : `${middle} (${from}–${to})`;
}

/**
 * Ratios of what was measured in the same round, so that what slowed the machine down in it slowed
 * down both.
 */
export function ratios(of: readonly number[], to: readonly number[]): number[] {
	if (of.length !== to.length) throw new RangeError('The rounds do not match');
	return of.map((figure, round) => figure / to[round]);
}
