import { setTimeout as sleep } from 'node:timers/promises';

import type { Receiver, Simulator } from '../../simulator';
import type { Collector } from '../../tools/n8n/collector';

/** Whoever is owed events while it stands: a trigger of ours, or another system. */
export interface Hearer {
	name: string;
	/** Those that were told to take its place. It is owed nothing while one of them is on or changes. */
	displacedBy: Listener[];
}

/** A trigger in a workflow. */
export interface Listener extends Hearer {
	nodeId: string;
	/** `changing` while n8n has not said what came of switching it on or off. */
	state: 'off' | 'changing' | 'on';
	/** It was in a process that was killed, so that an event may start it twice. */
	mayRepeat: boolean;
}

/** Another system that stands in the service's configuration, and what stands there of it. */
export interface Foreign extends Hearer {
	receiver: Receiver;
	/** Whether its entry is still there, whole. */
	stands(): boolean;
}

interface Written {
	text: string;
	owed: Hearer[];
	/** Nobody waits for it any more. */
	isGivenUp: boolean;
}

const HEARD_WITHIN_MS = 15_000;
const QUIET_WITHIN_MS = 5_000;
const POLL_MS = 100;

/**
 * Who was owed which event, and what came of it: the verdict over every scenario. The promises are
 *
 * - who is active hears every event, or its user has been told that it does not;
 * - one event starts a workflow once, as long as n8n lives;
 * - what stands of others at the service stands there afterwards, whole, and they hear every event unless
 *   a user chose to take their place for a time.
 */
export class Ledger {
	readonly listeners: Listener[] = [];
	readonly foreigners: Foreign[] = [];
	private readonly written: Written[] = [];
	private readonly problems: string[] = [];

	constructor(
		private readonly simulator: Simulator,
		private readonly collector: Collector,
		private readonly say: (text: string) => void,
	) {}

	/** Whoever is not displaced and not being switched on or off is owed the event. */
	write(): string {
		const text = `event ${this.written.length + 1}`;
		const owed = [
			...this.listeners.filter(({ state }) => state === 'on'),
			...this.foreigners,
		].filter(isOwed);
		this.written.push({ text, owed, isGivenUp: false });
		this.say(text);
		return text;
	}

	/** Records it when a promise of this scenario alone is not kept. */
	expect(promise: string, isKept: boolean): void {
		if (!isKept) this.problems.push(`Not so: ${promise}.`);
	}

	/** Every event so far has been heard by all whom it is owed to, or never will be. */
	async settled(patienceMs = HEARD_WITHIN_MS): Promise<void> {
		const deadline = Date.now() + patienceMs;
		const open = () => this.written.filter((one) => !one.isGivenUp && this.missing(one).length > 0);
		while (open().length > 0 && Date.now() < deadline) await sleep(POLL_MS);
		for (const one of open()) one.isGivenUp = true;
	}

	/** How often a trigger was started by an event. */
	count(listener: Listener, text: string): number {
		return this.collector.counts(listener.name).get(text) ?? 0;
	}

	/** Whom an event was owed to and did not come to. */
	missing({ text, owed }: Pick<Written, 'text' | 'owed'>): Hearer[] {
		return owed.filter((hearer) => !this.hasHeard(hearer, text));
	}

	/** Texts of the events that a trigger was owed and did not get. */
	missed(listener: Listener): string[] {
		return this.written
			.filter((one) => this.missing(one).includes(listener))
			.map((one) => one.text);
	}

	/** n8n has the execution and did not run it to its end: it took the event, and says so itself. */
	excuse(listener: Listener, text: string): void {
		const one = this.written.find((candidate) => candidate.text === text);
		if (one) one.owed = one.owed.filter((hearer) => hearer !== listener);
	}

	/** @returns which promises were not kept; none is a good end */
	async verdict(patienceMs = HEARD_WITHIN_MS): Promise<string[]> {
		// Who is active at the end has to hear what comes then.
		this.write();
		await this.settled(patienceMs);
		// What comes again comes soon: the simulator tries again quickly.
		await this.simulator.idle(QUIET_WITHIN_MS).catch(() => {});
		const lost = this.written.flatMap((one) =>
			this.missing(one).map(
				({ name }) => `"${one.text}" never came to ${name}, and nobody was told.`,
			),
		);
		const once = this.listeners.filter(({ mayRepeat }) => !mayRepeat);
		const doubled = [...new Set(once.map(({ name }) => name))].flatMap((name) =>
			[...this.collector.counts(name)]
				.filter(([, count]) => count > 1)
				.map(([text, count]) => `"${text}" started ${name} ${count} times.`),
		);
		const taken = this.foreigners
			.filter((foreign) => isOwed(foreign) && !foreign.stands())
			.map(({ name }) => `What stood of ${name} at the service is not there, or another, by now.`);
		return [...this.problems, ...lost, ...doubled, ...taken];
	}

	private hasHeard(hearer: Hearer, text: string): boolean {
		if (!isForeign(hearer)) return this.collector.counts(hearer.name).has(text);
		return hearer.receiver.received.some(({ text: body }) => body.includes(JSON.stringify(text)));
	}
}

function isForeign(hearer: Hearer): hearer is Foreign {
	return 'receiver' in hearer;
}

function isOwed({ displacedBy }: Hearer): boolean {
	return displacedBy.every(({ state }) => state === 'off');
}
