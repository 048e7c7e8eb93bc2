/** How many deliveries a second a real n8n takes, and how soon it answers. */
import { interruptible } from '../interruption';
import type { Report, Section } from '../section';
import { AT_ONCE, calm, fast, type Load } from './load';
import { highlightsOf, tablesOf, targetsOf, type Measured } from './outcome';
import {
	openStage,
	OURS,
	WEBHOOK_AND_IF,
	type Contender,
	type Executions,
	type Kind,
	type Stage,
} from './stage';

const ROUNDS = 9;
const ROUND_MS = 1500;
const WARM_UP_MS = 1500;
const CALM = { perSecond: 5, each: 80 };
/** In the calm: who takes what. */
const CALM_TURNS: ReadonlyArray<[name: string, kind: Kind]> = [
	[OURS, 'started'],
	[OURS, 'filtered'],
	[WEBHOOK_AND_IF, 'started'],
];

interface Engine {
	name: string;
	/** Of n8n. */
	environment: Record<string, string>;
	/** How many times more than Webhook and IF our trigger is to take of what is not wanted. */
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

const ABOUT = [
	`A real n8n in regular mode with SQLite, in which all contenders are active at once; n8n and the workflows have the settings of a new installation, so every execution is saved. Each contender in turn gets deliveries as the simulator makes them, each with new ids: a text message in a group ("wanted"), or the status of a message, which is not. ${AT_ONCE} are under way at once for ${ROUND_MS / 1000} s, after a warm-up; ${ROUNDS} rounds of each, and each round begins with another contender. A rate is the number of deliveries by the time until the last was answered and the last execution had ended; only then does the next contender begin. Each answer has to be 200, and the executions have to be as many as they should; ratios are of the same round.`,
	`"Webhook and IF" is n8n's Webhook node with an If node that looks for messages in the body: it starts an execution for everything. It checks no secret; our trigger checks its header, turns each delivery into events and looks for duplicates. The null triggers do nothing but look once into the body.`,
	`n8n sets up an isolated VM for expressions for each execution and, unless it is told to do so only when it is needed, for each delivery to any trigger but its own Webhook node: with default settings that is most of what is measured, for the null triggers as well. To a trigger whose version is 1 it is needed for each delivery.`,
	`Answers are timed by the sender, under that load and at a calm ${CALM.perSecond} deliveries a second. 360dialog wishes for a median of at most 250 ms, and for less than 1 % above 1 s.`,
];

export async function deliveries(report: Report): Promise<Section> {
	const section: Section = {
		title: 'Deliveries',
		about: ABOUT,
		tables: [],
		targets: [],
		highlights: [],
	};
	await interruptible(async (stop) => {
		for (const { name, environment, filteredTimes } of ENGINES) {
			report(`Deliveries: starting n8n, ${name}.`);
			const stage = await openStage(environment, report, stop);
			try {
				const all = await measure(stage, stop, (line) => report(`Deliveries, ${name}: ${line}`));
				section.tables.push(...tablesOf(name, all, CALM.perSecond));
				section.targets.push(...targetsOf(name, filteredTimes, all));
				section.highlights.push(...highlightsOf(name, all));
			} finally {
				await stage.close();
			}
		}
	});
	return section;
}

async function measure(stage: Stage, stop: AbortSignal, report: Report): Promise<Measured[]> {
	const all = stage.contenders.map((contender): Measured => {
		const none = () => ({ started: [], filtered: [] });
		return { contender, rates: none(), busy: none(), calm: none() };
	});
	// What is compiled and filled once is no cost of a delivery.
	for (const { contender } of all) {
		for (const kind of contender.kinds) await loaded(stage, contender, kind, WARM_UP_MS, stop);
	}
	for (let round = 0; round < ROUNDS; round++) {
		for (let turn = 0; turn < all.length; turn++) {
			const { contender, rates, busy } = all[(round + turn) % all.length];
			for (const kind of contender.kinds) {
				const { load, perSecond } = await loaded(stage, contender, kind, ROUND_MS, stop);
				rates[kind].push(perSecond);
				busy[kind].push(...load.answers);
			}
		}
		report(`round ${round + 1} of ${ROUNDS}.`);
	}
	await measureCalm(stage, all, stop);
	report('answers at a calm pace.');
	return all;
}

async function loaded(
	stage: Stage,
	contender: Contender,
	kind: Kind,
	forMs: number,
	stop: AbortSignal,
): Promise<{ load: Load; perSecond: number }> {
	const before = await stage.executionsOf(contender);
	const load = await fast(contender, stage.bodies[kind], forMs, stop);
	const after = await stage.executionsOf(contender);
	requireExecutions(contender, startedBy(contender, kind, load), before, after);
	const endedAt = Math.max(load.answeredAt, after.endedAt);
	return { load, perSecond: load.sent / ((endedAt - load.begunAt) / 1000) };
}

async function measureCalm(
	stage: Stage,
	all: readonly Measured[],
	stop: AbortSignal,
): Promise<void> {
	const turns = CALM_TURNS.flatMap(([name, kind]) =>
		all
			.filter(({ contender }) => contender.name === name)
			.map((measured) => ({ measured, contender: measured.contender, kind })),
	);
	const contenders = [...new Set(turns.map(({ contender }) => contender))];
	const before: Executions[] = [];
	for (const contender of contenders) before.push(await stage.executionsOf(contender));
	const targets = turns.map(({ contender, kind }) => ({
		address: contender,
		makeBody: stage.bodies[kind],
	}));
	const loads = await calm(targets, CALM, stop);
	turns.forEach(({ measured, kind }, turn) => measured.calm[kind].push(...loads[turn].answers));
	for (const [index, contender] of contenders.entries()) {
		const wanted = turns.reduce(
			(sum, one, turn) =>
				one.contender === contender ? sum + startedBy(contender, one.kind, loads[turn]) : sum,
			0,
		);
		requireExecutions(contender, wanted, before[index], await stage.executionsOf(contender));
	}
}

function startedBy({ startsForAll }: Contender, kind: Kind, { sent }: Load): number {
	return kind === 'started' || startsForAll ? sent : 0;
}

/** @throws when there are others: what was measured would not be what is told */
function requireExecutions(
	{ name }: Contender,
	wanted: number,
	before: Executions,
	after: Executions,
): void {
	const started = after.count - before.count;
	if (started !== wanted) {
		throw new Error(`${name}: ${started} executions were started, not ${wanted}.`);
	}
}
