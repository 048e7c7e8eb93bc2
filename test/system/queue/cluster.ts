import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';

import type { Report } from '../../tools/n8n/cache';
import { N8nClient } from '../../tools/n8n/client';
import { installN8n } from '../../tools/n8n/installation';
import { freePorts } from '../../tools/n8n/ports';
import { N8nProcess, type N8nOptions } from '../../tools/n8n/server';
import { installPackage } from '../../tools/n8n/userFolder';
import { Postgres } from './postgres';
import { startProxy, type Proxy } from './proxy';
import { Redis } from './redis';

const WORKERS = 2;
const PROCESSORS = 2;

/**
 * Only so that the test need not wait long for what was left by a dead worker: n8n's own are 60, 10 and
 * 30 seconds.
 */
const FAST_STALLED_CHECK = {
	QUEUE_WORKER_LOCK_DURATION: '20000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '5000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

/** A process of n8n that can be killed and started again. */
export class Member {
	private process: N8nProcess | undefined;

	constructor(
		readonly name: string,
		readonly options: N8nOptions,
	) {}

	async start(): Promise<void> {
		this.process = await N8nProcess.start(this.options);
	}

	async kill(): Promise<void> {
		await this.process?.kill();
	}

	async stop(): Promise<void> {
		await this.process?.stop();
	}
}

export interface Cluster {
	postgres: Postgres;
	redis: Redis;
	main: Member;
	workers: Member[];
	processors: Member[];
	proxy: Proxy;
	client: N8nClient;
}

/**
 * n8n in queue mode: one main process, workers, and webhook processors behind a proxy.
 *
 * @param folder for everything that it keeps, new
 * @param closing gets what ends each part, as soon as it runs
 */
export async function startCluster(
	version: string,
	folder: string,
	closing: Array<() => Promise<void>>,
	report: Report,
): Promise<Cluster> {
	const installation = await installN8n(version, report);
	const names = [
		'main',
		...Array.from({ length: WORKERS }, (_, index) => `worker-${index + 1}`),
		...Array.from({ length: PROCESSORS }, (_, index) => `webhook-${index + 1}`),
	];
	const [postgresPort, redisPort, proxyPort, ...ports] = await freePorts(3 + 2 * names.length);
	const logs = path.join(folder, 'logs');
	const nodes = path.join(folder, 'nodes');
	const redisFolder = path.join(folder, 'redis');
	for (const one of [logs, nodes, redisFolder]) await mkdir(one, { recursive: true });

	report('Starting PostgreSQL and Redis, installing the nodes.');
	const postgres = await Postgres.start(postgresPort, path.join(logs, 'postgres.log'), report);
	closing.push(async () => await postgres.stop());
	const redis = await Redis.start(redisPort, redisFolder, path.join(logs, 'redis.log'), report);
	closing.push(async () => await redis.stop());
	await installPackage(nodes);

	const members: Member[] = [];
	for (const [index, name] of names.entries()) {
		// Each its own, as on machines of their own: n8n looks in it after a crash for what was running.
		const userFolder = path.join(folder, name);
		await cp(nodes, userFolder, { recursive: true });
		const port = ports[2 * index];
		const brokerPort = ports[2 * index + 1];
		const [kind] = name.split('-');
		const command = kind === 'main' ? 'start' : (kind as 'worker' | 'webhook');
		const options: N8nOptions = {
			installation,
			userFolder,
			port,
			brokerPort,
			command,
			logFile: path.join(logs, `${name}.log`),
			environment: {
				...postgres.environment,
				...redis.environment,
				...FAST_STALLED_CHECK,
				// n8n's own 2 are not enough for a webhook processor: calls wait for a connection until they
				// fail, and n8n then answers 503 to everybody.
				DB_POSTGRESDB_POOL_SIZE: '10',
				EXECUTIONS_MODE: 'queue',
				OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
				// Deliveries go to the webhook processors alone.
				N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
				// The same for all, or a worker could not read a credential that the main process has stored.
				// It guards nothing: n8n listens on this machine only, and for the time of the test.
				N8N_ENCRYPTION_KEY: 'one-key-for-all-processes',
				WEBHOOK_URL: `http://127.0.0.1:${proxyPort}/`,
			},
		};
		members.push(new Member(name, options));
	}
	const [main, ...others] = members;
	const start = async (member: Member) => {
		closing.push(async () => await member.stop());
		await member.start();
	};
	report(`Starting n8n ${version}: the main process, which makes the tables.`);
	await start(main);
	report(`Starting ${WORKERS} workers and ${PROCESSORS} webhook processors.`);
	// All of them, also when one fails: only a process that has started can be ended.
	const started = await Promise.allSettled(others.map(start));
	for (const one of started) if (one.status === 'rejected') throw one.reason;
	const workers = others.slice(0, WORKERS);
	const processors = others.slice(WORKERS);
	const proxy = await startProxy(proxyPort, processors.map(urlOf));
	closing.push(async () => await proxy.close());
	const client = await N8nClient.signIn(urlOf(main));
	return { postgres, redis, main, workers, processors, proxy, client };
}

function urlOf({ options }: Member): string {
	return `http://127.0.0.1:${options.port}`;
}
