import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { Report } from '../../tools/n8n/cache';
import { requireProgram } from '../../tools/n8n/debian';
import { ServerProcess } from './serverProcess';

const run = promisify(execFile);

const HOST = '127.0.0.1';
/** n8n's queue, by Bull's names. */
const QUEUE = 'bull:jobs';

export interface QueueLength {
	waiting: number;
	active: number;
}

export class Redis {
	private constructor(
		private readonly server: ServerProcess,
		readonly port: number,
	) {}

	/** One that keeps what it has acknowledged over a restart, in the folder. */
	static async start(
		port: number,
		folder: string,
		logFile: string,
		report: Report,
	): Promise<Redis> {
		const program = await requireProgram(['/usr/bin/redis-server'], 'redis-server', report);
		const server = new ServerProcess({
			name: 'Redis',
			command: [
				program,
				...['--bind', HOST],
				...['--port', `${port}`],
				...['--dir', folder],
				// With less, a queue that lost its last second would hand out jobs a second time.
				...['--appendonly', 'yes'],
				...['--appendfsync', 'always'],
				...['--save', ''],
			],
			logFile,
			probe: async () => await command(port, 'ping'),
			stopSignal: 'SIGTERM',
		});
		await server.start();
		return new Redis(server, port);
	}

	/** What n8n needs to use it. */
	get environment(): Record<string, string> {
		return { QUEUE_BULL_REDIS_HOST: HOST, QUEUE_BULL_REDIS_PORT: `${this.port}` };
	}

	async restart(): Promise<void> {
		await this.server.stop();
		await this.server.start();
	}

	async stop(): Promise<void> {
		await this.server.stop();
	}

	async queueLength(): Promise<QueueLength> {
		const [waiting, active] = await Promise.all(
			['wait', 'active'].map(async (list) => await command(this.port, 'llen', `${QUEUE}:${list}`)),
		);
		return { waiting: Number(waiting), active: Number(active) };
	}
}

/** @throws when Redis does not answer, or answers with an error, as while it loads its data */
async function command(port: number, ...words: string[]): Promise<string> {
	const { stdout } = await run('redis-cli', ['-e', '-h', HOST, '-p', `${port}`, ...words]);
	return stdout.trim();
}
