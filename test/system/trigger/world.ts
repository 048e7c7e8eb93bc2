import { randomUUID } from 'node:crypto';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import type { Report } from '../../tools/n8n/cache';
import { N8nError, TriggerError } from '../../tools/n8n/client';
import { Collector } from '../../tools/n8n/collector';
import type { N8nInstallation } from '../../tools/n8n/installation';
import { installPackage } from '../../tools/n8n/userFolder';
import {
	startReceiver,
	startSimulator,
	type Simulator,
	type SimulatorOptions,
} from '../../simulator';
import { Ledger, type Foreign, type Hearer, type Listener } from './ledger';
import { N8n } from './n8n';
import type { Setting } from './settings';
import { listenerName, triggerName, workflowOf, type WorkflowPlan } from './workflows';

const MEMBER = '16505551001';
/** No hour-long pauses between attempts, as the real service makes them in the end. */
const RETRIES = { retryBaseMs: 300, retryMaxMs: 2_000, giveUpAfterMs: 90_000 };

/** A workflow as one n8n has it. */
export interface TestWorkflow {
	n8n: N8n;
	id: string;
	name: string;
	listeners: Listener[];
}

export interface WorkflowOptions
	extends Partial<Pick<WorkflowPlan, 'whenOccupied' | 'triggers' | 'before' | 'then' | 'others'>> {
	/** Whose place it was told to take while it is active. */
	displaces?: Hearer[];
	/** Whose events it hears; default the first number. */
	number?: Simulator;
}

/** An entry of another system. */
export interface ForeignOptions {
	headers?: Record<string, string>;
	/** Of an extra destination; the main webhook without one. */
	destination?: string;
	number?: Simulator;
}

/** Everything that takes part: the service, n8n, other systems, and the ledger over all of it. */
export class World {
	readonly simulator: Simulator;
	private readonly collector: Collector;
	/** The one that most scenarios use; it runs. */
	n8n: N8n;
	ledger: Ledger;
	/** Ends what one scenario has started beside it. */
	private extras: Array<() => Promise<void>> = [];
	private folders = 0;

	private constructor(
		readonly setting: Setting,
		private readonly installation: N8nInstallation,
		private readonly folder: string,
		simulator: Simulator,
		collector: Collector,
		readonly report: Report,
	) {
		this.simulator = simulator;
		this.collector = collector;
		this.n8n = this.newN8n('first');
		this.ledger = this.newLedger();
	}

	/**
	 * @param folder new, for everything that n8n keeps
	 * @param closing gets what ends each part
	 */
	static async open(
		setting: Setting,
		installation: N8nInstallation,
		folder: string,
		closing: Array<() => Promise<void>>,
		report: Report,
	): Promise<World> {
		const simulator = await startNumber();
		closing.push(async () => await simulator.close());
		const collector = new Collector();
		await collector.start();
		closing.push(async () => await collector.close());
		const world = new World(setting, installation, folder, simulator, collector, report);
		closing.push(async () => await world.n8n.stop());
		closing.push(async () => await world.endExtras());
		report(`Starting ${setting.name}.`);
		await installPackage(world.n8n.folder);
		await world.n8n.start();
		return world;
	}

	/** As at first: n8n runs with nothing in it, nobody is registered, nothing was written. */
	async clear(): Promise<void> {
		await this.endExtras();
		// Workflows go off while the service still answers well.
		this.simulator.faults.clear();
		if (!this.n8n.isRunning) await this.n8n.start();
		await this.n8n.clear();
		this.simulator.reset();
		this.collector.clear();
		this.ledger = this.newLedger();
	}

	/** After a scenario that left n8n in a state out of which it does not come. */
	async startAnew(): Promise<void> {
		await this.endExtras();
		const { n8n } = this;
		await n8n.kill();
		this.n8n = this.newN8n('first');
		await n8n.copyNodesTo(this.n8n.folder);
		await this.n8n.start();
	}

	/** An n8n of its own, started. It is gone after the scenario. */
	async anotherN8n(name: string, checkout?: string): Promise<N8n> {
		const another = this.newN8n(name);
		await (checkout === undefined
			? this.n8n.copyNodesTo(another.folder)
			: installPackage(another.folder, checkout));
		this.extras.push(async () => await another.stop());
		await another.start();
		return another;
	}

	/** An n8n on a copy of the first one's folder, database and all. Neither may run meanwhile. */
	async copyOfN8n(name: string): Promise<N8n> {
		const copy = this.newN8n(name);
		await cp(this.n8n.folder, copy.folder, { recursive: true });
		this.extras.push(async () => await copy.stop());
		return copy;
	}

	/** A number of its own at the same service. It is gone after the scenario. */
	async anotherNumber(): Promise<Simulator> {
		const number = await startNumber({
			apiKey: 'another-api-key',
			displayPhone: '15550783882',
			phoneNumberId: '106540352242933',
		});
		this.extras.push(async () => await number.close());
		return number;
	}

	/** Another system in the service's configuration, which takes whatever comes. */
	async foreign(name: string, options: ForeignOptions = {}): Promise<Foreign> {
		const { headers = {}, destination, number = this.simulator } = options;
		const receiver = await startReceiver();
		this.extras.push(async () => await receiver.close());
		const { url } = receiver;
		const { state } = number;
		if (destination === undefined) {
			number.setWebhook({ url, headers });
		} else {
			const { destinations } = state.multiWebhook;
			const enabled = {
				enabled: true,
				destinations: [...destinations, { name: destination, url, headers }],
			};
			state.multiWebhook = enabled;
			state.multiWebhookWanted = enabled;
		}
		const foreign: Foreign = {
			name,
			receiver,
			displacedBy: [],
			stands: () => {
				const entry =
					destination === undefined
						? state.webhook
						: state.multiWebhook.destinations.find((one) => one.name === destination);
				return isDeepStrictEqual([entry?.url, entry?.headers ?? {}], [url, headers]);
			},
		};
		// Events of another number are not written here, so that nothing of them is owed.
		if (number === this.simulator) this.ledger.foreigners.push(foreign);
		return foreign;
	}

	/** Nobody is registered at the service, by nobody's doing. */
	freeNumber(): void {
		const { state } = this.simulator;
		this.simulator.setWebhook(null);
		state.multiWebhook = state.multiWebhookWanted = { enabled: false, destinations: [] };
	}

	/** Saves a workflow, which is off. */
	async save(name: string, options: WorkflowOptions = {}, n8n = this.n8n): Promise<TestWorkflow> {
		const { whenOccupied = 'addDestination', triggers = 1 } = options;
		const plan: WorkflowPlan = {
			name,
			whenOccupied,
			triggers,
			before: options.before ?? [],
			then: options.then ?? [],
			others: options.others ?? [],
			credential: await n8n.credentialOf(options.number ?? this.simulator),
			collector: this.collector.url,
		};
		const webhookIds = Array.from({ length: triggers }, () => randomUUID());
		const { id } = await n8n.client.saveWorkflow(workflowOf(plan, webhookIds));
		const names = webhookIds.map((_, index) => triggerName(plan, index));
		return this.known({ n8n, id, name }, names, options.displaces);
	}

	/** A workflow that came into another n8n by a copy or an import. */
	async foundIn(n8n: N8n, { id, name, listeners }: TestWorkflow, displaces: Hearer[] = []) {
		const nodeIds = listeners.map(({ nodeId }) => nodeId);
		return this.known({ n8n, id, name }, nodeIds, displaces);
	}

	/**
	 * Switches a workflow on.
	 *
	 * @returns what its user was told when it, or a trigger of it, could not be switched on
	 */
	async activate({ n8n, id, listeners }: TestWorkflow): Promise<string | undefined> {
		for (const listener of listeners) listener.state = 'changing';
		try {
			await n8n.client.activate(id);
			for (const listener of listeners) listener.state = 'on';
			return undefined;
		} catch (error) {
			const failed = error instanceof TriggerError ? error.nodeIds : undefined;
			for (const listener of listeners) {
				listener.state = failed === undefined || failed.includes(listener.nodeId) ? 'off' : 'on';
			}
			if (!(error instanceof N8nError)) throw error;
			return error.message;
		}
	}

	/**
	 * Switches a workflow off, if n8n holds it for active.
	 *
	 * @returns what its user was told when that failed
	 */
	async deactivate({ n8n, id, listeners }: TestWorkflow): Promise<string | undefined> {
		for (const listener of listeners) listener.state = 'changing';
		try {
			const { active } = await n8n.client.workflow(id);
			if (active) await n8n.client.deactivate(id);
			return undefined;
		} catch (error) {
			if (!(error instanceof N8nError)) throw error;
			return error.message;
		} finally {
			for (const listener of listeners) listener.state = 'off';
		}
	}

	/** A path in the world's folder that nothing has yet. */
	newPath(name: string): string {
		this.folders++;
		return path.join(this.folder, `${this.folders}-${name}`);
	}

	private known(
		workflow: Omit<TestWorkflow, 'listeners'>,
		nodeIds: readonly string[],
		displaces: Hearer[] = [],
	): TestWorkflow {
		const listeners = nodeIds.map(
			(nodeId): Listener => ({
				name: listenerName(workflow.n8n.name, nodeId),
				nodeId,
				state: 'off',
				mayRepeat: false,
				displacedBy: [],
			}),
		);
		for (const hearer of displaces) hearer.displacedBy.push(...listeners);
		this.ledger.listeners.push(...listeners);
		return { ...workflow, listeners };
	}

	private newN8n(name: string): N8n {
		const { installation, setting } = this;
		return new N8n(name, this.newPath(name), installation, setting.environment);
	}

	private newLedger(): Ledger {
		return new Ledger(this.simulator, this.collector, (text) => {
			const [{ id }] = this.simulator.state.groups.values();
			this.simulator.control.sendText(id, MEMBER, text);
		});
	}

	private async endExtras(): Promise<void> {
		for (const end of this.extras.splice(0).reverse()) {
			await end().catch((error: Error) => this.report(String(error.stack)));
		}
	}
}

async function startNumber(whose: SimulatorOptions = {}): Promise<Simulator> {
	return await startSimulator({
		...whose,
		allowLoopbackWebhooks: true,
		groups: [{ subject: 'Group', members: [MEMBER], windowOpen: true }],
		switches: { autoStatuses: 'none' },
		delivery: RETRIES,
	});
}
