/** What the figures of one n8n say. */
import type { Highlight, Table, Target } from '../section';
import { inWords, quantile, ratios, spreadOf } from '../statistics';
import { FLOOR, OURS, WEBHOOK, WEBHOOK_AND_IF, type Contender, type Kind } from './stage';

/** Of one contender. */
export interface Measured {
	contender: Contender;
	/** Deliveries per second, of each round. */
	rates: Record<Kind, number[]>;
	/** How long answers took while as much came as was answered, in ms. */
	busy: Record<Kind, number[]>;
	/** The same at a calm pace. */
	calm: Record<Kind, number[]>;
}

const KINDS: Record<Kind, string> = {
	started: 'wanted: an execution is started',
	filtered: 'not wanted',
};
const KIND_NAMES = Object.keys(KINDS) as Kind[];

/** What 360dialog wishes for. */
const WISH = { medianMs: 250, slowMs: 1000, slowShare: 0.01 };
const NOT_MEASURED = '–';

/** @param engine how n8n was set */
export function tablesOf(engine: string, all: readonly Measured[], calmPerSecond: number): Table[] {
	const rates: Table = {
		caption: `Deliveries per second, ${engine}`,
		columns: ['', ...KIND_NAMES.map((kind) => KINDS[kind])],
		rows: all.map(({ contender, rates: of }) => [
			contender.name,
			...KIND_NAMES.map((kind) =>
				of[kind].length > 0 ? inWords(spreadOf(of[kind]), 1) : NOT_MEASURED,
			),
		]),
	};
	const answers: Table = {
		caption: `Answers, ${engine}`,
		columns: ['', '', 'Pace', 'p50, ms', 'p99, ms', `Above ${WISH.slowMs / 1000} s`, 'Answers'],
		rows: all.flatMap(({ contender, busy, calm }) =>
			KIND_NAMES.flatMap((kind) =>
				[
					{ pace: 'under load', of: busy[kind] },
					{ pace: `${calmPerSecond} per second`, of: calm[kind] },
				]
					.filter(({ of }) => of.length > 0)
					.map(({ pace, of }) => [
						contender.name,
						KINDS[kind],
						pace,
						quantile(of, 0.5).toFixed(0),
						quantile(of, 0.99).toFixed(0),
						percent(slowShare(of)),
						String(of.length),
					]),
			),
		),
	};
	return [rates, answers];
}

/** @param filteredTimes how many times more than with Webhook and IF it is to take of what is not wanted */
export function targetsOf(
	engine: string,
	filteredTimes: number,
	all: readonly Measured[],
): Target[] {
	const { rates: ours, calm } = named(all, OURS);
	const { rates: floor } = named(all, FLOOR);
	const { rates: withIf } = named(all, WEBHOOK_AND_IF);
	const atLeast = (what: string, least: number, figures: readonly number[]): Target => {
		const spread = spreadOf(figures);
		return {
			what: `${what}, ${engine}`,
			wanted: `≥ ${least}`,
			measured: inWords(spread, 2),
			met: spread.median >= least,
		};
	};
	const answers = [...calm.started, ...calm.filtered];
	const median = quantile(answers, 0.5);
	const slow = slowShare(answers);
	const { medianMs, slowMs, slowShare: allowed } = WISH;
	return [
		atLeast('Wanted deliveries, to the null trigger', 0.95, ratios(ours.started, floor.started)),
		atLeast(
			'Deliveries not wanted, to the null trigger',
			0.95,
			ratios(ours.filtered, floor.filtered),
		),
		atLeast(
			'Deliveries not wanted, to Webhook and IF',
			filteredTimes,
			ratios(ours.filtered, withIf.filtered),
		),
		{
			what: `Answers at a calm pace: median, and share above ${slowMs / 1000} s, ${engine}`,
			wanted: `≤ ${medianMs} ms, < ${allowed * 100} %`,
			measured: `${median.toFixed(0)} ms, ${percent(slow)}`,
			met: median <= medianMs && slow < allowed,
		},
	];
}

export function highlightsOf(engine: string, all: readonly Measured[]): Highlight[] {
	const others: Record<Kind, string> = { started: WEBHOOK, filtered: WEBHOOK_AND_IF };
	return KIND_NAMES.map((kind) => {
		const rate = (name: string) => `${spreadOf(named(all, name).rates[kind]).median.toFixed(0)} /s`;
		return {
			what: `Deliveries ${KINDS[kind]}, ${engine}`,
			ours: rate(OURS),
			floor: rate(FLOOR),
			other: `${rate(others[kind])} (${others[kind]})`,
		};
	});
}

function named(all: readonly Measured[], name: string): Measured {
	const found = all.find(({ contender }) => contender.name === name);
	if (!found) throw new Error(`There is no contender "${name}".`);
	return found;
}

function slowShare(answers: readonly number[]): number {
	return answers.filter((ms) => ms > WISH.slowMs).length / answers.length;
}

function percent(share: number): string {
	return `${(share * 100).toFixed(1)} %`;
}
