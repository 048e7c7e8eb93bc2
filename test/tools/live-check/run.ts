/** One run of the check, whoever asked for it. */
import { Cleanup } from './cleanup';
import type { Level } from './calls';
import { doubtsOf, type Doubt } from './doubts';
import { listen, readDeliveries, takeWebhook, waitForDeliveries, type Ear } from './levels/hear';
import { look } from './levels/look';
import { talk, type Phone } from './levels/talk';
import { createGroup, useGroup } from './levels/tryGroup';
import { readinessOf, type Readiness } from './readiness';
import { Seen, type Exchange } from './seen';
import { Service, type Patience } from './service';
import { findingsOf, type Findings } from './switches';

export interface Settings {
	baseUrl: string;
	apiKey: string;
	levels: readonly Level[];
	patience: Patience;
	/** A group to look at, also when it is not in the list. */
	groupId?: string;
	/** How many phones of the user's join. */
	phones: number;
	/** Take deliveries on this port of this machine. */
	listenPort?: number;
	/** The public address that leads to that port, to be the number's webhook for the time of the check. */
	webhookAddress?: (port: number) => string;
	/** Files of deliveries. */
	deliveries: readonly string[];
}

export interface Outcome {
	seen: Seen;
	findings: Findings;
	doubts: Doubt[];
	readiness: Readiness;
	/** What is left at the service, a sentence each. */
	left: string[];
	/** What a user has to know of the run, a sentence each. */
	notes: string[];
	isStopped: boolean;
	/** The check itself failed. */
	failure?: Error;
}

export interface Signals {
	/** Ends the check; what it made is put back. */
	stop: AbortSignal;
	/** Ends that, too. */
	force: AbortSignal;
}

export interface Witness extends Phone {
	/** What is being done. */
	doing(text: string): void;
	onCall?(exchange: Exchange): void;
	/** Waits until the service has told all, where somebody knows; otherwise it is when it has been quiet. */
	allTold?(): Promise<void>;
}

/**
 * Goes through the levels and puts everything back, whatever happens on the way.
 *
 * @throws a HearError for a port or a file that cannot be used, before any call
 */
export async function liveCheck(
	settings: Settings,
	witness: Witness,
	{ stop, force }: Signals,
): Promise<Outcome> {
	const { levels, patience, listenPort } = settings;
	const seen = new Seen();
	seen.deliveries.push(...settings.deliveries.flatMap(readDeliveries));
	const ear = listenPort === undefined ? undefined : await listen(seen, listenPort);
	const cleanup = new Cleanup();
	const service = new Service(settings.baseUrl, settings.apiKey, seen, patience, stop, (exchange) =>
		witness.onCall?.(exchange),
	);
	const notes: string[] = [];
	let failure: Error | undefined;
	/** A question on the terminal takes Ctrl-C for itself. */
	let isStopped = false;
	try {
		await goThrough(settings, service, cleanup, witness, notes, ear);
	} catch (error) {
		isStopped = stop.aborted || (error as Error).name === 'ExitPromptError';
		if (!isStopped) failure = error as Error;
	}
	if (cleanup.isNeeded) witness.doing('Putting everything back');
	service.signal = force;
	const left = await cleanup.run();
	if (ear && levels.includes('try') && !isStopped && !stop.aborted && seen.own) {
		await untilTold(witness, service, ear).catch(() => undefined);
	}
	await ear?.close();
	const findings = findingsOf(seen);
	return {
		seen,
		findings,
		doubts: doubtsOf(seen, findings),
		readiness: readinessOf(seen),
		left,
		notes,
		isStopped: isStopped || stop.aborted,
		...(failure ? { failure } : {}),
	};
}

async function goThrough(
	settings: Settings,
	service: Service,
	cleanup: Cleanup,
	witness: Witness,
	notes: string[],
	ear: Ear | undefined,
): Promise<void> {
	const { levels, webhookAddress } = settings;
	if (levels.includes('look')) {
		witness.doing('Looking: only reads');
		if (!(await look(service, settings.groupId))) return;
	}
	if (ear && levels.includes('hear') && webhookAddress) {
		witness.doing('Taking the number’s webhook');
		const obstacle = await takeWebhook(service, cleanup, webhookAddress(ear.port));
		if (obstacle !== undefined) notes.push(`The number’s webhook was not taken: ${obstacle}.`);
	}
	if (levels.includes('try')) {
		witness.doing('Creating a group');
		const own = await createGroup(service, cleanup);
		if (own) {
			witness.doing('Changing the group');
			await useGroup(service, own);
			if (levels.includes('talk')) {
				await talk(service, cleanup, own, witness, settings.phones);
			}
		}
	}
	if (ear && levels.includes('hear')) {
		witness.doing('Waiting for deliveries');
		await untilTold(witness, service, ear);
	}
}

async function untilTold(witness: Witness, service: Service, ear: Ear): Promise<void> {
	if (witness.allTold) await witness.allTold();
	else await waitForDeliveries(service, ear);
}
