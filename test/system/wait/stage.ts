import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import type { Report } from '../../tools/n8n/cache';
import { N8nClient } from '../../tools/n8n/client';
import { Collector } from '../../tools/n8n/collector';
import { saveCredentialOf } from '../../tools/n8n/credential';
import { installN8n } from '../../tools/n8n/installation';
import { freePorts } from '../../tools/n8n/ports';
import { N8nProcess, type N8nOptions } from '../../tools/n8n/server';
import { installPackage } from '../../tools/n8n/userFolder';
import { startSimulator, type Simulator } from '../../simulator';
import { startCluster } from '../queue/cluster';
import { GROUP, type Surroundings } from './workflows';

/** An n8n in one of its modes, with the service that it asks by and the place where answers are told. */
export interface Stage {
	name: string;
	/** Where its webhooks are called. */
	url: string;
	client: N8nClient;
	simulator: Simulator;
	collector: Collector;
	surroundings: Surroundings;
	/** Ends all of n8n and starts it again. */
	restart(): Promise<void>;
}

interface Running {
	url: string;
	client: N8nClient;
	restart(): Promise<N8nClient>;
}

/**
 * @param folder new, for everything that n8n keeps
 * @param closing gets what ends each part, as soon as it runs
 */
export async function openStage(
	mode: 'regular' | 'queue',
	version: string,
	folder: string,
	closing: Array<() => Promise<void>>,
	report: Report,
): Promise<Stage> {
	const simulator = await startSimulator({
		groups: [{ id: GROUP, subject: 'Managers', members: ['16505551001'], windowOpen: true }],
		allowLoopbackWebhooks: true,
	});
	closing.push(async () => await simulator.close());
	const collector = new Collector();
	await collector.start();
	closing.push(async () => await collector.close());
	await mkdir(folder, { recursive: true });
	const start = mode === 'regular' ? startRegular : startQueue;
	const running = await start(version, folder, closing, report);
	const credential = await saveCredentialOf(simulator, running.client);
	const stage: Stage = {
		name: `n8n ${version}, ${mode}`,
		url: running.url,
		client: running.client,
		simulator,
		collector,
		surroundings: { credential, collector: collector.url },
		restart: async () => {
			report('Restarting n8n.');
			stage.client = await running.restart();
		},
	};
	return stage;
}

async function startRegular(
	version: string,
	folder: string,
	closing: Array<() => Promise<void>>,
	report: Report,
): Promise<Running> {
	const installation = await installN8n(version, report);
	await installPackage(folder);
	const [port, brokerPort] = await freePorts(2);
	const options: N8nOptions = {
		installation,
		userFolder: folder,
		port,
		brokerPort,
		logFile: path.join(folder, 'n8n.log'),
	};
	report(`Starting n8n ${version}.`);
	let n8n = await N8nProcess.start(options);
	closing.push(async () => await n8n.stop());
	return {
		url: n8n.url,
		client: await N8nClient.signIn(n8n.url),
		restart: async () => {
			await n8n.stop();
			n8n = await N8nProcess.start(options);
			return await N8nClient.signIn(n8n.url);
		},
	};
}

/** One main process without production, workers, and webhook processors behind a proxy. */
async function startQueue(
	version: string,
	folder: string,
	closing: Array<() => Promise<void>>,
	report: Report,
): Promise<Running> {
	const { main, workers, processors, proxy, client } = await startCluster(
		version,
		folder,
		closing,
		report,
	);
	const members = [main, ...workers, ...processors];
	return {
		url: proxy.url,
		client,
		restart: async () => {
			await Promise.all(members.map(async (member) => await member.stop()));
			await main.start();
			await Promise.all(members.slice(1).map(async (member) => await member.start()));
			return await N8nClient.signIn(client.url);
		},
	};
}
