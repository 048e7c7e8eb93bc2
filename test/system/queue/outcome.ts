import type { Check } from '../../tools/n8n/suite';
import type { Victims } from './breakdowns';
import { starts, type Execution } from './executions';
import { sentTexts } from './load';
import type { Scene } from './scene';
import { PLACES } from './workflows';

/** What is left when all has ended. */
export interface Outcome {
	scene: Scene;
	/** From the first event to the end of the last execution. */
	seconds: number;
	victims: Victims;
	/** How many executions n8n believed to be running when nothing ran any more. */
	unended: number;
	/** Executions without a good end. */
	bad: Execution[];
	/** What those and the victims were begun with: texts of events and messages stand in it. */
	begunWith: string;
	/** The registration stands as before, and another event was handled. */
	worksAfterwards: boolean;
}

/** The promises. What n8n has accepted and then lost is no breach of ours: the figures tell of it. */
export function check(outcome: Outcome): Check[] {
	const { scene, victims, worksAfterwards } = outcome;
	const { cluster } = scene;
	const { before, claimed, sent, messages, events } = countsOf(scene);
	const unexplained = (keys: string[]) =>
		list(keys.filter((key) => !outcome.begunWith.includes(key)));
	const hit = victims.sending.length > 0 && cluster.proxy.skipped > 0;
	return [
		{
			name: 'a worker was killed while it was sending, a webhook processor while calls came',
			problem: hit ? '' : 'The breakdowns hit nothing.',
		},
		{
			name: 'some events came to the workflow more than once',
			problem: repeated(before).length > 0 ? '' : 'None did: the next checks would prove nothing.',
		},
		{
			name: 'every event came to the workflow, but for those in executions that died',
			problem: unexplained(missing(events, before)),
		},
		{
			name: 'no event was handled twice after its id was claimed in PostgreSQL',
			problem: list(repeated(claimed)),
		},
		{
			name: 'every event was handled once after that, but for those in executions that died',
			problem: unexplained(missing(events, claimed)),
		},
		{ name: 'no message was sent twice', problem: list(repeated(sent)) },
		{
			name: 'every message was sent, but for those in executions that died',
			problem: unexplained(missing(messages, sent)),
		},
		{
			name: 'n8n began no execution a second time',
			problem: list(repeated(starts(cluster.workers))),
		},
		{
			name: 'after it all the registration stands as before, and another event is handled',
			problem: worksAfterwards ? '' : 'Not so.',
		},
	];
}

/** The price of the breakdowns, and what n8n makes of it. */
export function tellFigures({ scene, seconds, victims, unended, bad }: Outcome): void {
	const { simulator, cluster, workflows, report } = scene;
	const { before, kept, claimed, sent, messages, events } = countsOf(scene);
	const { deliveries } = simulator;
	const again = deliveries.filter(({ attempt }) => attempt > 1).length;
	const unanswered = deliveries.filter(({ status }) => status === null).length;
	const ends = (workflow: string) =>
		countWords(bad.filter(({ workflowId }) => workflowId === workflow).map(({ status }) => status));
	const lines = [
		`${events.length} events and ${messages.length} messages in ${Math.round(seconds)} s.`,
		`Attempts to deliver: ${deliveries.length}; ${again} of them again, ${unanswered} not answered in time.`,
		`Calls that broke off: ${cluster.proxy.brokenOff}; given to the other processor: ${cluster.proxy.skipped}.`,
		`Events that came more than once: ${repeated(before).length}; handled twice after Remove Duplicates: ${repeated(kept).length}, after the claim: ${repeated(claimed).length}.`,
		`Executions on the killed worker: ${victims.executions.length}, ${victims.sending.length} of them sending.`,
		`Executions without a good end: events ${ends(workflows.events)}; sends ${ends(workflows.sends)}. For n8n ${unended} were still running.`,
		`Lost with them: ${missing(events, claimed).length} events, ${missing(events, before).length} of them before the first node; ${missing(messages, sent).length} messages.`,
	];
	for (const line of lines) report(line);
}

function countsOf({ collector, simulator, load }: Scene) {
	return {
		before: collector.counts(PLACES.before),
		kept: collector.counts(PLACES.kept),
		claimed: collector.counts(PLACES.claimed),
		sent: sentTexts(simulator),
		events: load.written,
		messages: load.batches.flatMap((batch) => batch.messages.map(({ text }) => text)),
	};
}

function missing(keys: readonly string[], counts: ReadonlyMap<string, number>): string[] {
	return keys.filter((key) => !counts.has(key));
}

function repeated(counts: ReadonlyMap<string, number>): string[] {
	return [...counts].filter(([, count]) => count > 1).map(([key]) => key);
}

function countWords(words: readonly string[]): string {
	const counts = new Map<string, number>();
	for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
	return [...counts].map(([word, count]) => `${count} ${word}`).join(', ') || 'none';
}

const LISTED = 10;

function list(keys: readonly string[]): string {
	const more = keys.length > LISTED ? ` and ${keys.length - LISTED} more` : '';
	return keys.slice(0, LISTED).join(', ') + more;
}
