import { cp, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { N8nClient, type SavedCredential } from '../../tools/n8n/client';
import { CREDENTIAL_TYPE } from '../../tools/n8n/credential';
import type { N8nInstallation } from '../../tools/n8n/installation';
import { freePorts } from '../../tools/n8n/ports';
import { N8nProcess, runN8nCommand, type N8nOptions } from '../../tools/n8n/server';
import type { Simulator } from '../../simulator';

const NODES = path.join('.n8n', 'nodes');

/** An n8n with the nodes installed. It keeps its folder and its address over restarts. */
export class N8n {
	/** Of its owner, signed in since the last start. */
	client!: N8nClient;
	private process: N8nProcess | undefined;
	private ports: number[] = [];
	private environment: Record<string, string> = {};
	private readonly credentials = new Map<Simulator, SavedCredential>();

	/**
	 * @param name unique; workflows tell it with each event
	 * @param folder its user folder
	 * @param setting what is set in the environment at every start
	 */
	constructor(
		readonly name: string,
		readonly folder: string,
		private readonly installation: N8nInstallation,
		private readonly setting: Record<string, string>,
	) {}

	/** @param environment for this start and those after it, beside the setting's */
	async start(environment: Record<string, string> = this.environment): Promise<void> {
		this.environment = environment;
		if (this.ports.length === 0) this.ports = await freePorts(2);
		this.process = await N8nProcess.start(this.options());
		this.client = await N8nClient.signIn(this.process.url);
	}

	async stop(): Promise<void> {
		await this.process?.stop();
	}

	/** Ends it as a crash would. */
	async kill(): Promise<void> {
		await this.process?.kill();
	}

	get isRunning(): boolean {
		return this.process?.hasEnded === false;
	}

	/** Has it run with this in its environment, beside the setting's. */
	async runWith(environment: Record<string, string>): Promise<void> {
		if (this.isRunning && isDeepStrictEqual(environment, this.environment)) return;
		await this.stop();
		await this.start(environment);
	}

	/** From the next start on it listens, and is reached, elsewhere. */
	move(): void {
		this.ports = [];
	}

	/** Runs one of n8n's own commands beside it. */
	async command(...args: string[]): Promise<void> {
		await runN8nCommand(this.options(), args);
	}

	/** What it printed since its first start. */
	async log(): Promise<string> {
		return await readFile(this.options().logFile, 'utf8');
	}

	/** The nodes alone: an n8n of its own in another folder. */
	async copyNodesTo(folder: string): Promise<void> {
		await mkdir(folder, { recursive: true });
		await cp(path.join(this.folder, NODES), path.join(folder, NODES), { recursive: true });
	}

	/** The credential of a number's key, saved on first use. */
	async credentialOf(simulator: Simulator): Promise<SavedCredential> {
		const known = this.credentials.get(simulator);
		if (known) return known;
		const saved = await this.client.saveCredential(contentOf(simulator));
		this.credentials.set(simulator, saved);
		return saved;
	}

	/** Enters a number's key, as it is now, in the credential that was made for another or for the same. */
	async enterKey(of: Simulator, inCredentialOf: Simulator = of): Promise<void> {
		const { id } = await this.credentialOf(inCredentialOf);
		await this.client.saveCredential(contentOf(of), id);
	}

	/** Leaves no workflow and no credential of ours. */
	async clear(): Promise<void> {
		for (const { id, active } of await this.client.workflows()) {
			// Waits for its triggers to sign off, which archiving does not.
			if (active) await this.client.deactivate(id).catch(() => {});
			await this.client.deleteWorkflow(id);
		}
		for (const { id } of await this.client.credentials()) {
			await this.client.call('DELETE', `/credentials/${id}`);
		}
		this.credentials.clear();
	}

	private options(): N8nOptions {
		const [port, brokerPort] = this.ports;
		return {
			installation: this.installation,
			userFolder: this.folder,
			port,
			brokerPort,
			logFile: path.join(this.folder, 'n8n.log'),
			environment: {
				...this.setting,
				// Workflows say which n8n they run in.
				N8N_BLOCK_ENV_ACCESS_IN_NODE: 'false',
				TEST_N8N_NAME: this.name,
				...this.environment,
			},
		};
	}
}

function contentOf({ apiKey, url }: Simulator) {
	return {
		name: `Number at ${url}`,
		type: CREDENTIAL_TYPE,
		data: { apiKey, baseUrl: url, platformSecret: '' },
	};
}
