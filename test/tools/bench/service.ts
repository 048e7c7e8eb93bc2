import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

import type { RequestEntry, SentMessage } from '../../simulator';

const ROOT = path.resolve(__dirname, '../../..');
const MEMBER = '16505551001';

/** The simulator in a process of its own, so that its work does not count as that of its callers. */
export class Service {
	private constructor(
		private readonly process: ChildProcess,
		readonly url: string,
		readonly apiKey: string,
	) {}

	static async start(): Promise<Service> {
		const child = spawn(process.execPath, ['--import', 'tsx', 'test/simulator/cli.ts', '--quiet'], {
			cwd: ROOT,
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const said: Record<string, string> = {};
		for await (const line of createInterface(child.stdout)) {
			const [, name, value] = /^ {2}(Base URL|API key) +(\S+)$/.exec(line) ?? [];
			if (name) said[name] = value;
			if (said['API key']) break;
		}
		if (!said['Base URL']) throw new Error('The simulator did not start');
		// What it says from now on is read by nobody, and must not fill the pipe.
		child.stdout.resume();
		return new Service(child, said['Base URL'], said['API key']);
	}

	/** As new, with so many groups in which somebody has just written. Answers their ids. */
	async reset(groups: number): Promise<string[]> {
		await this.control('POST', '/reset');
		await this.control('PATCH', '/switches', { autoStatuses: 'none' });
		const ids: string[] = [];
		for (let index = 0; index < groups; index++) {
			const seed = { subject: `Group ${index}`, members: [MEMBER], windowOpen: true };
			const { groupId } = (await this.control('POST', '/groups', seed)) as { groupId: string };
			ids.push(groupId);
		}
		return ids;
	}

	/** @param perSecond messages; 0 for no limit */
	async limit(perSecond: number): Promise<void> {
		if (perSecond === 0) await this.control('DELETE', '/rate-limit');
		else await this.control('PUT', '/rate-limit', { perSecond });
	}

	async latency(ms: number): Promise<void> {
		await this.control('PUT', '/latency', { min: ms, max: ms });
	}

	/** All messages that it accepted, in that order. */
	async sent(): Promise<SentMessage[]> {
		return (await this.control('GET', '/sent?last=100000')) as SentMessage[];
	}

	/** All calls since the last reset. */
	async requests(): Promise<RequestEntry[]> {
		return (await this.control('GET', '/requests?last=100000')) as RequestEntry[];
	}

	async stop(): Promise<void> {
		if (this.process.exitCode !== null) return;
		this.process.kill('SIGTERM');
		await once(this.process, 'exit');
	}

	private async control(method: string, path: string, body?: object): Promise<unknown> {
		const response = await fetch(`${this.url}/_control${path}`, {
			method,
			...(body && { body: JSON.stringify(body) }),
			headers: { 'content-type': 'application/json' },
		});
		if (!response.ok) throw new Error(`The simulator refused ${path}: ${await response.text()}`);
		return await response.json();
	}
}
