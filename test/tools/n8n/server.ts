import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import type { N8nInstallation } from './installation';
import { freePorts } from './ports';

export interface N8nOptions {
	installation: N8nInstallation;
	/** n8n puts its folder `.n8n` in it. */
	userFolder: string;
	/** Where it listens, on 127.0.0.1. */
	port: number;
	/** Its task broker's port; workers and webhook processors have one as well. */
	brokerPort: number;
	/** Default `start`: the editor, or the main process in queue mode. */
	command?: 'start' | 'worker' | 'webhook';
	environment?: Record<string, string>;
	/** What it prints is written there. */
	logFile: string;
}

const HOST = '127.0.0.1';
const READY_WITHIN_MS = 180_000;
const STOP_WITHIN_MS = 30_000;
const POLL_MS = 100;
const LOG_TAIL_LINES = 30;
const LARGEST_OUTPUT = 64 * 1024 * 1024;

/** Settings in the user's environment, or jest's, would make another n8n of it. */
const FOREIGN_SETTINGS =
	/^(N8N|DB|QUEUE|EXECUTIONS|WEBHOOK|CREDENTIALS|GENERIC|NODE_FUNCTION|JEST)_|^NODE_(OPTIONS|ENV)$/;

/** Nothing that calls its makers, asks for a licence, or stands between a newcomer and the editor. */
const QUIET = {
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	// Cookies for https only would keep everybody out of http://127.0.0.1.
	N8N_SECURE_COOKIE: 'false',
};

function environmentOf(options: N8nOptions): NodeJS.ProcessEnv {
	const { installation, userFolder, port, brokerPort, command, environment } = options;
	const own = Object.entries(process.env).filter(([name]) => !FOREIGN_SETTINGS.test(name));
	return {
		...Object.fromEntries(own),
		...QUIET,
		PATH: installation.path,
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: HOST,
		N8N_HOST: HOST,
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		WEBHOOK_URL: `http://${HOST}:${port}/`,
		// An AI agent may use community nodes as tools.
		N8N_COMMUNITY_PACKAGES_ALLOW_TOOL_USAGE: 'true',
		...(command === 'worker' && {
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(port),
			N8N_WORKER_SERVER_ADDRESS: HOST,
		}),
		...environment,
	};
}

/**
 * Runs one of n8n's own commands to its end, such as `export:workflow`, beside a running n8n.
 *
 * @param args the command and what belongs to it
 * @throws with what it printed
 */
export async function runN8nCommand(options: N8nOptions, args: readonly string[]): Promise<void> {
	const { installation, userFolder } = options;
	const [brokerPort] = await freePorts(1);
	const env = environmentOf({ ...options, brokerPort });
	await promisify(execFile)(installation.node.executable, [installation.script, ...args], {
		cwd: userFolder,
		env,
		maxBuffer: LARGEST_OUTPUT,
	}).catch((error: Error & { stdout: string; stderr: string }) => {
		throw new Error(`n8n ${args[0]} failed.\n${error.stdout}${error.stderr}`);
	});
}

/** A process of n8n. */
export class N8nProcess {
	readonly url: string;

	private constructor(
		private readonly child: ChildProcess,
		private readonly options: N8nOptions,
	) {
		this.url = `http://${HOST}:${options.port}`;
	}

	/**
	 * Starts a process and waits until it is ready.
	 *
	 * @throws when it ends or does not get ready, with the end of its log
	 */
	static async start(options: N8nOptions): Promise<N8nProcess> {
		const log = openSync(options.logFile, 'a');
		const { installation, command = 'start' } = options;
		const child = spawn(installation.node.executable, [installation.script, command], {
			cwd: options.userFolder,
			stdio: ['ignore', log, log],
			env: environmentOf(options),
		});
		closeSync(log);
		const started = new N8nProcess(child, options);
		try {
			await started.ready();
		} catch (error) {
			await started.stop();
			throw error;
		}
		return started;
	}

	get pid(): number {
		return this.child.pid ?? 0;
	}

	get hasEnded(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}

	/** Resolves once it has ended, for whatever reason. */
	async ended(): Promise<void> {
		if (!this.hasEnded) await once(this.child, 'exit');
	}

	/** Ends it in its own way, which lets running executions finish; by force if that takes too long. */
	async stop(): Promise<void> {
		if (this.hasEnded) return;
		this.child.kill('SIGTERM');
		const patience = setTimeout(() => this.child.kill('SIGKILL'), STOP_WITHIN_MS);
		await this.ended();
		clearTimeout(patience);
	}

	/** Ends it as a crash would. */
	async kill(): Promise<void> {
		if (!this.hasEnded) this.child.kill('SIGKILL');
		await this.ended();
	}

	/** The last lines of what it printed. */
	logTail(): string {
		return readFileSync(this.options.logFile, 'utf8')
			.trimEnd()
			.split('\n')
			.slice(-LOG_TAIL_LINES)
			.join('\n');
	}

	private async ready(): Promise<void> {
		const { command = 'start' } = this.options;
		const name = `n8n ${command}`;
		// The editor's API comes after what older versions call ready.
		const path = command === 'start' ? '/rest/settings' : '/healthz/readiness';
		const deadline = Date.now() + READY_WITHIN_MS;
		for (;;) {
			if (this.hasEnded) {
				const how = this.child.signalCode ?? `exit code ${this.child.exitCode}`;
				throw new Error(`${this.logTail()}\n\n${name} ended before it was ready (${how}).`);
			}
			const answer = await fetch(`${this.url}${path}`).catch(() => undefined);
			await answer?.body?.cancel();
			// Older versions answer everything with a page at first, which asks for patience.
			const isJson = answer?.headers.get('content-type')?.includes('json') ?? false;
			if (answer?.ok && isJson) return;
			if (Date.now() > deadline) {
				throw new Error(
					`${this.logTail()}\n\n${name} was not ready in ${READY_WITHIN_MS / 1000} s.`,
				);
			}
			await sleep(POLL_MS);
		}
	}
}
