import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';

import { isOpen } from '../../simulator';
import { aborted } from './aborted';
import type { Report } from './cache';
import { openingOf, requirePlace, startService } from './service';
import type { BesideOptions } from './startOptions';
import { installPackage, packPackage, PROJECT } from './userFolder';

const PATIENCE_MS = 3000;
/** n8n's folder in its image. */
const IN_CONTAINER = '/home/node/.n8n';

/** Runs the simulator beside an n8n that somebody else runs, until `stop` is aborted. */
export async function runBeside(
	options: BesideOptions,
	stop: AbortSignal,
	report: Report,
): Promise<void> {
	await requirePlace(options);
	const folder = options.folder ?? path.join(PROJECT, '.cache', 'n8n-elsewhere');
	const tarballs = path.join(folder, 'package');
	report('Packing the nodes.');
	await rm(tarballs, { recursive: true, force: true });
	await mkdir(tarballs, { recursive: true });
	const tarball = await packPackage(tarballs);
	await installPackage(folder);
	if (stop.aborted) return;
	const { hostname } = new URL(options.n8nUrl);
	const service = await startService(options, folder, [hostname], report);
	try {
		const { url, apiKey } = service.simulator;
		const places = { tarball, nodes: path.join(folder, '.n8n', 'nodes') };
		const answers = await isThere(options.n8nUrl);
		report(instructions({ ...options, ...places, url, apiKey, answers }));
		await aborted(stop);
	} finally {
		await service.close();
	}
	report('\nStopped. Groups and messages are kept for the next start.');
}

/** Whether anything answers there as n8n does. */
async function isThere(n8nUrl: string): Promise<boolean> {
	try {
		const signal = AbortSignal.timeout(PATIENCE_MS);
		const answer = await fetch(`${n8nUrl}/healthz`, { signal });
		await answer.body?.cancel();
		return answer.ok;
	} catch {
		return false;
	}
}

interface Places extends BesideOptions {
	/** Of the simulator, as this machine reaches it. */
	url: string;
	apiKey: string;
	tarball: string;
	/** The folder of installed nodes, as n8n has one. */
	nodes: string;
	answers: boolean;
}

function instructions(places: Places): string {
	const { n8nUrl, url, apiKey, tarball, nodes, answers } = places;
	return `
The simulator and the playground run. n8n is yours${answers ? `, and answers at ${n8nUrl}` : `; nothing answers at ${n8nUrl} yet`}.

  n8n         ${n8nUrl}
  Playground  ${url}/playground/phones

1. Give n8n the nodes. In Docker, mount this folder, which hides other community nodes:

     -v ${quoted(`${nodes}:${IN_CONTAINER}/nodes`)}

   Or, beside other community nodes, in n8n's folder ".n8n/nodes":

     npm install --ignore-scripts --legacy-peer-deps ${quoted(tarball)}

2. Start n8n, or start it again, with:

     N8N_COMMUNITY_PACKAGES_ENABLED=true
     N8N_UNVERIFIED_PACKAGES_ENABLED=true    (without it n8n 3 loads no nodes that n8n has not verified)
     WEBHOOK_URL=${n8nUrl}/    (where this simulator reaches n8n)

3. In n8n, create a credential "360dialog WhatsApp Groups API":

     API Key   ${apiKey}
     Base URL  ${url}
${reachOf(places)}${openingOf(places.listen)}
Workflows to import are in ${quoted(path.join(PROJECT, 'examples'))}.
Ctrl-C ends the simulator.`;
}

/** How n8n reaches the simulator, where its address means another machine in a container. */
function reachOf({ listen, simulatorPort }: Places): string {
	if (listen === '0.0.0.0' || listen === '::') {
		return '     From a container: the address of this machine in place of the one above.\n';
	}
	if (isOpen(listen)) return '';
	return `
   A container is a machine of its own: there 127.0.0.1 is the container. With Docker Desktop the
   Base URL is http://host.docker.internal:${simulatorPort}. On Linux, start this command with
   "--listen 172.17.0.1" (the address of Docker's bridge), and take the Base URL that it then prints.
`;
}

/** For a shell. */
function quoted(text: string): string {
	return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
