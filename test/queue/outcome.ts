import type { Report } from '../n8n/cache';
import type { Simulator } from '../simulator';
import type { Cluster } from './cluster';
import type { Collector } from './collector';
import { starts, type Execution } from './executions';
import type { Load } from './load';
import { textOf } from './run';
import { PLACES } from './workflows';

export interface Check {
	name: string;
	/** Empty when it passed. */
	problem: string;
}

/** Everything that is left when all has ended. */
export interface Outcome {
	simulator: Simulator;
	collector: Collector;
	cluster: Cluster;
	load: Load;
	/** Their ids. */
	workflows: { events: string; sends: string };
	/** From the first event to the last execution. */
	seconds: number;
	/** Executions that n8n believed to be running when nothing ran any more. */
	unended: Execution[];
	/** Executions without a good end. */
	bad: Execution[];
	/** Executions that were running on the worker when it was killed; those that were sending. */
	hit: string[];
	hitSends: string[];
	/** What n8n stored of executions that died or failed. */
	dying: string;
	webhookStands: boolean;
	handledAfterwards: boolean;
}

export function check(outcome: Outcome): Check[] {
	const { collector, cluster, simulator, hitSends } = outcome;
	const before = collector.counts(PLACES.before);
	const claimed = collector.counts(PLACES.claimed);
	const sent = sentMessages(simulator);
	const { events, messages } = wanted(outcome);
	return [
		{
			name: 'a worker was killed in the middle of sending, a processor while calls came',
			problem:
				hitSends.length > 0 && cluster.proxy.skipped > 0 ? '' : 'The breakdowns hit nothing.',
		},
		{
			name: 'every event reached the workflow, but for what n8n had accepted and lost',
			problem: list(missing(events, before).filter((key) => !wasLost(outcome, key))),
		},
		{
			name: 'no event came through the table of PostgreSQL twice',
			problem: list(repeated(claimed)),
		},
		{
			name: 'every event came through it once, but for what n8n had accepted and lost',
			problem: list(missing(events, claimed).filter((key) => !wasLost(outcome, key))),
		},
		{ name: 'no message was sent twice', problem: list(repeated(sent)) },
		{
			name: 'every message was sent, but for those of executions that died',
			problem: list(missing(messages, sent).filter((key) => !wasLost(outcome, key))),
		},
		{
			name: 'n8n ran no execution a second time',
			problem: list(repeated(starts(cluster.workers))),
		},
		{
			name: 'the registration stands as before, and the next event is handled',
			problem: outcome.webhookStands && outcome.handledAfterwards ? '' : 'It is not.',
		},
	];
}

/** What no check asks for: the price of each breakdown, and what n8n does about it. */
export function tellFigures(outcome: Outcome, report: Report): void {
	const { collector, simulator, cluster, seconds, unended, bad, hit, hitSends, workflows } = outcome;
	const { events, messages } = wanted(outcome);
	const [before, kept, claimed] = [PLACES.before, PLACES.kept, PLACES.claimed].map((place) =>
		collector.counts(place),
	);
	const { deliveries } = simulator;
	const again = deliveries.filter(({ attempt }) => attempt > 1).length;
	const late = deliveries.filter(({ status, error }) => status === null && error !== undefined);
	const ended = (workflowId: string) =>
		countBy(bad.filter((one) => one.workflowId === workflowId).map(({ status }) => status));
	const lines = [
		`${events.length} events and ${messages.length} messages in ${Math.round(seconds)} s.`,
		`360dialog: ${deliveries.length} attempts to deliver, ${again} of them again; ${late.length} without an answer in time.`,
		`Proxy: ${cluster.proxy.brokenOff} calls broke off, ${cluster.proxy.skipped} went to the other processor.`,
		`Events that came to the workflow more than once: ${repeated(before).length}.`,
		`Of them n8n's Remove Duplicates let through again: ${repeated(kept).length}; PostgreSQL's table: ${repeated(claimed).length}.`,
		`Executions running on the killed worker: ${hit.length} (${hitSends.length} sending).`,
		`Executions that n8n called running when nothing ran: ${unended.length}; begun a second time: ${repeated(starts(cluster.workers)).length}.`,
		`Executions without a good end: events ${ended(workflows.events)}; sends ${ended(workflows.sends)}.`,
		`Lost by n8n: ${missing(events, before).length} events before the workflow's first node, ${missing(events, claimed).length} before its end; ${missing(messages, sentMessages(simulator)).length} messages not sent.`,
	];
	for (const line of lines) report(line);
}

function wanted({ load }: Outcome): { events: string[]; messages: string[] } {
	return {
		events: load.written,
		messages: load.batches.flatMap((batch) => batch.messages.map(({ text }) => text)),
	};
}

function sentMessages({ log }: Simulator): Map<string, number> {
	const counts = new Map<string, number>();
	for (const text of log.sentMessages.map(textOf)) counts.set(text, (counts.get(text) ?? 0) + 1);
	return counts;
}

function missing(keys: readonly string[], counts: ReadonlyMap<string, number>): string[] {
	return keys.filter((key) => !counts.has(key));
}

function repeated(counts: ReadonlyMap<string, number>): string[] {
	return [...counts].filter(([, count]) => count > 1).map(([key]) => key);
}

/** An execution that died had it: n8n has stored it as what the execution began with. */
function wasLost({ dying }: Outcome, key: string): boolean {
	return dying.includes(key);
}

function countBy(words: readonly string[]): string {
	const counts = new Map<string, number>();
	for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
	return [...counts].map(([word, count]) => `${count} ${word}`).join(', ') || 'none';
}

const LISTED = 10;

function list(keys: readonly string[]): string {
	const more = keys.length > LISTED ? ` and ${keys.length - LISTED} more` : '';
	return keys.slice(0, LISTED).join(', ') + more;
}
