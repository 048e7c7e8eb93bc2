import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import type { Report } from '../../tools/n8n/cache';
import { requireProgram } from '../../tools/n8n/debian';
import { ServerProcess } from './serverProcess';

const run = promisify(execFile);

/** Of Debian 13 and 12. Debian has these programs in no folder of PATH. */
const PROGRAMS = ['17', '15'].map((version) => `/usr/lib/postgresql/${version}/bin/postgres`);

const HOST = '127.0.0.1';
export const DATABASE = 'postgres';
export const USER = 'n8n';

export class Postgres {
	private constructor(
		private readonly programs: string,
		private readonly folder: string,
		private readonly server: ServerProcess,
		readonly port: number,
	) {}

	/** A new and empty one, which whoever reaches this machine's loopback may use. */
	static async start(port: number, logFile: string, report: Report): Promise<Postgres> {
		const programs = path.dirname(await requireProgram(PROGRAMS, 'postgresql', report));
		// PostgreSQL refuses to run as root, and wants to own its folder.
		const asUser =
			process.getuid?.() === 0
				? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--']
				: ['env', '--'];
		const [program, ...args] = asUser;
		const made = await run(program, [...args, 'mktemp', '-d', '/tmp/whatsapp-groups-pg-XXXXXX']);
		const folder = made.stdout.trim();
		const server = new ServerProcess({
			name: 'PostgreSQL',
			command: [
				...asUser,
				path.join(programs, 'postgres'),
				...['-D', folder],
				...['-c', `listen_addresses=${HOST}`],
				...['-c', `port=${port}`],
				...['-c', 'unix_socket_directories='],
				...['-c', 'max_connections=200'],
			],
			logFile,
			probe: async () =>
				await run(path.join(programs, 'pg_isready'), ['-h', HOST, '-p', `${port}`]),
			stopSignal: 'SIGINT',
		});
		const postgres = new Postgres(programs, folder, server, port);
		try {
			const access = ['--username', USER, '--auth', 'trust'];
			const text = ['--encoding', 'UTF8', '--locale', 'C.UTF-8'];
			const initdb = path.join(programs, 'initdb');
			await run(program, [...args, initdb, '-D', folder, ...access, ...text, '--no-sync']);
			await server.start();
		} catch (error) {
			await postgres.stop();
			throw error;
		}
		return postgres;
	}

	/** What n8n needs to use it. */
	get environment(): Record<string, string> {
		return {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: HOST,
			DB_POSTGRESDB_PORT: `${this.port}`,
			DB_POSTGRESDB_DATABASE: DATABASE,
			DB_POSTGRESDB_USER: USER,
		};
	}

	/** The rows of the answer, each a list of texts. */
	async query(sql: string): Promise<string[][]> {
		const { stdout } = await run(
			path.join(this.programs, 'psql'),
			[
				'-h',
				HOST,
				'-p',
				`${this.port}`,
				'-U',
				USER,
				'-d',
				DATABASE,
				'-XAtq',
				'-F',
				'\t',
				'-c',
				sql,
			],
			{ maxBuffer: 64 * 1024 * 1024 },
		);
		return stdout
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => line.split('\t'));
	}

	async stop(): Promise<void> {
		await this.server.stop();
		await rm(this.folder, { recursive: true, force: true });
	}
}
