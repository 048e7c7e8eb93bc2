/** How many deliveries a second a real n8n takes, and how soon it answers. */
import type { Highlight, Report, Section, Table, Target } from '../section';
import { inWords, quantile, ratios, spreadOf } from '../statistics';
import { messageBody, statusBody } from './bodies';
import { calm, fast } from './load';
import { FLOOR, openStage, OURS, WEBHOOK, type Contender, type Stage } from './stage';

const ROUNDS = 3;
const ROUND_MS = 5000;
const CALM = { perSecond: 5, forMs: 20_000 };
const SLOW_MS = 1000;

interface Engine {
	name: string;
	environment: Record<string, string>;
	/** How many times more than with the Webhook node it shall take of what is not wanted. */
	filteredTimes: number;
}

const ENGINES: Engine[] = [
	{ name: 'default settings', environment: {}, filteredTimes: 2 },
	{
		name: 'N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true',
		environment: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
		filteredTimes: 10,
	},
];

const KINDS = [
	{ kind: 'started', about: 'wanted: an execution is started', bodyOf: messageBody },
	{ kind: 'filtered', about: 'not wanted', bodyOf: statusBody },
] as const;

type Kind = (typeof KINDS)[number]['kind'];

/** Of one contender. */
interface Measured {
	contender: Contender;
	/** Deliveries per second, of each round. */
	rates: Record<Kind, number[]>;
	/** How long answers took while as much came as was answered, in ms. */
	busy: Record<Kind, number[]>;
	/** The same at a calm pace. */
	calm: Record<Kind, number[]>;
}

export async function deliveries(report: Report): Promise<Section> {
	const tables: Table[] = [];
	const targets: Target[] = [];
	const highlights: Highlight[] = [];
	for (const { name, environment, filteredTimes } of ENGINES) {
		report(`Starting n8n, ${name}.`);
		const stage = await openStage(environment, report);
		try {
			const all = await measure(stage, name, report);
			tables.push(ratesOf(name, all), answersOf(name, all));
			targets.push(...targetsOf(name, filteredTimes, all));
			highlights.push(...highlightsOf(name, all));
		} finally {
			await stage.close();
		}
	}
	return { title: 'Deliveries', about: ABOUT, tables, targets, highlights };
}

const ABOUT = [
	`A real n8n in regular mode with SQLite and its own settings, in which all contenders are active at once. Each in turn gets deliveries of one group message ("wanted") or of one status ("not wanted") over 8 connections for ${ROUND_MS / 1000} s, ${ROUNDS} rounds of each; a rate is what was answered with 200 until the last execution had ended. The number of executions is compared with that of deliveries.`,
	'"Webhook and IF" is n8n’s Webhook node with an IF node behind it: it starts an execution for everything. The null triggers do nothing but look once into the body; n8n spends more on triggers of version 1.',
	`Answers are timed from the sender’s side, under that load and at ${CALM.perSecond} deliveries a second for ${CALM.forMs / 1000} s. 360dialog wishes for a median of at most 250 ms, and for less than 1 % above 1 s.`,
];

async function measure(stage: Stage, engine: string, report: Report): Promise<Measured[]> {
	const all = stage.contenders.map((contender): Measured => {
		const none = () => ({ started: [], filtered: [] });
		return { contender, rates: none(), busy: none(), calm: none() };
	});
	const run = async (
		{ contender }: Measured,
		{ kind }: (typeof KINDS)[number],
		send: () => ReturnType<typeof fast>,
	) => {
		const before = await stage.executionsOf(contender);
		const begun = performance.now();
		const load = await send();
		const executions = (await stage.executionsOf(contender)) - before;
		const seconds = (performance.now() - begun) / 1000;
		const wanted = kind === 'started' || contender.startsForAll ? load.sent : 0;
		if (executions !== wanted) {
			throw new Error(`${contender.name}: ${executions} executions of ${wanted} (${kind})`);
		}
		return { ...load, seconds };
	};
	for (const one of all) {
		for (const kind of KINDS) {
			// What is compiled and filled once is no cost of a delivery.
			await run(one, kind, async () => await fast(one.contender, kind.bodyOf, 1000));
		}
	}
	for (let round = 1; round <= ROUNDS; round++) {
		for (const one of all) {
			for (const kind of KINDS) {
				const { sent, seconds, answers } = await run(
					one,
					kind,
					async () => await fast(one.contender, kind.bodyOf, ROUND_MS),
				);
				one.rates[kind.kind].push(sent / seconds);
				one.busy[kind.kind].push(...answers);
			}
		}
		report(`Deliveries, ${engine}: round ${round} of ${ROUNDS}.`);
	}
	for (const one of all.filter(({ contender }) => [OURS, WEBHOOK].includes(contender.name))) {
		for (const kind of KINDS) {
			const { answers } = await run(
				one,
				kind,
				async () => await calm(one.contender, kind.bodyOf, CALM),
			);
			one.calm[kind.kind].push(...answers);
		}
		report(`Deliveries, ${engine}: ${one.contender.name} at a calm pace.`);
	}
	return all;
}

function ratesOf(engine: string, all: readonly Measured[]): Table {
	return {
		caption: `Deliveries per second, ${engine}`,
		columns: ['', ...KINDS.map(({ about }) => about)],
		rows: all.map(({ contender, rates }) => [
			contender.name,
			...KINDS.map(({ kind }) => inWords(spreadOf(rates[kind]), 0)),
		]),
	};
}

function answersOf(engine: string, all: readonly Measured[]): Table {
	const rows = all.flatMap(({ contender, busy, calm: quiet }) =>
		KINDS.flatMap(({ kind, about }) =>
			[['under load', busy[kind]] as const, [`${CALM.perSecond} per second`, quiet[kind]] as const]
				.filter(([, answers]) => answers.length > 0)
				.map(([pace, answers]) => [
					contender.name,
					about,
					pace,
					quantile(answers, 0.5).toFixed(0),
					quantile(answers, 0.99).toFixed(0),
					`${(slowShare(answers) * 100).toFixed(1)} %`,
				]),
		),
	);
	const columns = ['', '', 'Pace', 'p50, ms', 'p99, ms', `Above ${SLOW_MS / 1000} s`];
	return { caption: `Answers, ${engine}`, columns, rows };
}

function slowShare(answers: readonly number[]): number {
	return answers.filter((ms) => ms > SLOW_MS).length / answers.length;
}

function named(all: readonly Measured[], name: string): Measured {
	const found = all.find(({ contender }) => contender.name === name);
	if (!found) throw new Error(`There is no contender "${name}"`);
	return found;
}

function targetsOf(engine: string, filteredTimes: number, all: readonly Measured[]): Target[] {
	const [ours, webhook, floor] = [OURS, WEBHOOK, FLOOR].map((name) => named(all, name));
	const atLeast = (what: string, least: number, figures: readonly number[]): Target => {
		const spread = spreadOf(figures);
		return {
			what: `${what}, ${engine}`,
			wanted: `≥ ${least}`,
			measured: inWords(spread, 2),
			met: spread.median >= least,
		};
	};
	const { started, filtered } = ours.rates;
	const calmAnswers = [...ours.calm.started, ...ours.calm.filtered];
	const median = quantile(calmAnswers, 0.5);
	const slow = slowShare(calmAnswers);
	return [
		atLeast('Wanted deliveries, to the null trigger', 0.95, ratios(started, floor.rates.started)),
		atLeast(
			'Deliveries not wanted, to the null trigger',
			0.95,
			ratios(filtered, floor.rates.filtered),
		),
		atLeast(
			'Deliveries not wanted, to Webhook and IF',
			filteredTimes,
			ratios(filtered, webhook.rates.filtered),
		),
		{
			what: `Answers at a calm pace: median, and share above 1 s, ${engine}`,
			wanted: '≤ 250 ms, < 1 %',
			measured: `${median.toFixed(0)} ms, ${(slow * 100).toFixed(1)} %`,
			met: median <= 250 && slow < 0.01,
		},
	];
}

function highlightsOf(engine: string, all: readonly Measured[]): Highlight[] {
	return KINDS.map(({ kind, about }) => {
		const rate = (name: string) => `${spreadOf(named(all, name).rates[kind]).median.toFixed(0)} /s`;
		return {
			what: `Deliveries ${about}, ${engine}`,
			ours: rate(OURS),
			floor: rate(FLOOR),
			other: `${rate(WEBHOOK)} (${WEBHOOK})`,
		};
	});
}
