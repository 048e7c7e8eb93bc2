import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';

import type { Simulator } from '../../simulator';
import { aborted } from './aborted';
import { cacheFolder, SetupError, type Report } from './cache';
import { N8nClient, OWNER, type SavedWorkflow } from './client';
import { saveCredentialOf, saveTicketSystem } from './credential';
import { copyExampleFiles, exampleFiles, hasTrigger, readExample, type Choices } from './examples';
import { installN8n } from './installation';
import { customerGroupId, OCCASIONS, teamGroupId } from './occasions';
import { freePorts, requireFreePort } from './ports';
import { N8nProcess } from './server';
import { openingOf, requirePlace, startService, STATE_FILE } from './service';
import type { StartOptions } from './startOptions';
import { installPackage, PROJECT } from './userFolder';

/** Runs n8n and the simulator until `stop` is aborted. */
export async function runPlayground(
	options: StartOptions,
	stop: AbortSignal,
	report: Report,
): Promise<void> {
	const { version, port } = options;
	await requireFreePort(port, 'the editor', 'npm start -- --port');
	await requirePlace(options);
	const installation = await installN8n(version, report);
	if (stop.aborted) return;

	const userFolder = options.folder ?? path.join(PROJECT, '.cache', `n8n-${version}`);
	if (options.fresh) await forget(userFolder);
	const files = path.join(userFolder, 'files');
	await mkdir(userFolder, { recursive: true });
	report('Installing the nodes in n8n.');
	await installPackage(userFolder);
	await copyExampleFiles(files);

	const service = await startService(options, userFolder, [], report);
	const { simulator } = service;
	let n8n: N8nProcess | undefined;
	try {
		report(`Starting n8n ${version}.`);
		const logFile = path.join(userFolder, 'n8n.log');
		await rm(logFile, { force: true });
		const [brokerPort] = await freePorts(1);
		n8n = await N8nProcess.start({
			installation,
			userFolder,
			port,
			brokerPort,
			logFile,
			environment: { N8N_RESTRICT_FILE_ACCESS_TO: files },
		});
		if (stop.aborted) return;
		report('Making the credential, importing the examples.');
		const client = await N8nClient.signIn(n8n.url);
		const credential = await saveCredentialOf(simulator, client);
		const choices = {
			credentials: [credential, await saveTicketSystem(client)],
			files,
			teamGroupId: teamGroupId(simulator),
			customerGroupId: customerGroupId(simulator),
		};
		const isFirst = await importExamples(client, choices, report);
		await registerAgain(client, simulator, report);
		if (isFirst && !service.wasThere) OCCASIONS[ACTIVE].happens(simulator);
		report(welcome(n8n.url, simulator, logFile, options.listen));
		await Promise.race([n8n.ended(), aborted(stop)]);
		if (!stop.aborted) throw new SetupError(`${n8n.logTail()}\n\nn8n ended by itself.`);
		report('\nStopping.');
	} finally {
		await n8n?.stop();
		await service.close();
	}
	report('Stopped. Workflows, groups and messages are kept for the next start.');
}

/** What a start has made, and nothing else: the folder may be anybody's. */
async function forget(userFolder: string): Promise<void> {
	for (const name of ['.n8n', 'files', 'n8n.log', STATE_FILE]) {
		await rm(path.join(userFolder, name), { recursive: true, force: true });
	}
}

/** The one that is active from the start; the others wait to be switched on: a number serves four. */
const ACTIVE = 'answer-in-group.json';

/**
 * Those of an earlier start are left as they are.
 *
 * @returns whether the active example was new, and is active
 */
async function importExamples(
	client: N8nClient,
	choices: Choices,
	report: Report,
): Promise<boolean> {
	const existing = new Set((await client.workflows()).map(({ name }) => name));
	let isActive = false;
	for (const file of await exampleFiles()) {
		const example = await readExample(file, choices);
		if (existing.has(example.name)) continue;
		const saved = await client.saveWorkflow(example);
		if (file === ACTIVE) isActive = await tryToActivate(client, saved, report);
	}
	return isActive;
}

/** A workflow that the user has broken or imported twice must not stop the start. */
async function tryToActivate(
	client: N8nClient,
	{ id, name }: SavedWorkflow,
	report: Report,
): Promise<boolean> {
	try {
		await client.activate(id);
		return true;
	} catch (error) {
		report(`The workflow "${name}" could not be activated. ${(error as Error).message}`);
		return false;
	}
}

/**
 * n8n keeps quiet at a start: what is active and not known to the simulator, which was reset or knows
 * n8n under another address, is switched off and on.
 */
async function registerAgain(
	client: N8nClient,
	simulator: Simulator,
	report: Report,
): Promise<void> {
	const { webhook, multiWebhook } = simulator.state;
	const known = [webhook.url, ...multiWebhook.destinations.map(({ url }) => url)];
	for (const { id, active } of await client.workflows()) {
		if (!active) continue;
		const workflow = await client.workflow(id);
		if (!hasTrigger(workflow)) continue;
		const ids = workflow.nodes.map(({ webhookId }) => webhookId).filter((one) => one !== undefined);
		const isKnown = known.some(
			(url) => url?.startsWith(client.url) && ids.some((one) => url.includes(one)),
		);
		if (isKnown) continue;
		await client.deactivate(id).catch((error: Error) => report(error.message));
		await tryToActivate(client, workflow, report);
	}
}

function welcome(url: string, simulator: Simulator, logFile: string, listen: string): string {
	return `
Everything runs. Open both, side by side:

  n8n         ${url}/home/workflows
  Playground  ${simulator.url}/playground/phones

  Sign in     ${OWNER.email}  ${OWNER.password}
  API key     ${simulator.apiKey}, base URL ${simulator.url}: already in the credential
  Log         ${fromProject(logFile)}
${openingOf(listen)}
"Answer in the group" is active: on the phone of Customer 1 open "Project kick-off", ask when we
open, and watch it answer. The other examples are ready to be switched on; your own workflow with a
WhatsApp Groups Trigger can be as well, beside it.

The downloaded n8n is in ${cacheFolder()}, what you make in
${fromProject(path.dirname(logFile))}. To get the space back, remove these folders.

Ctrl-C ends everything.`;
}

/** Short where it is in the project, in which the command is given. */
function fromProject(file: string): string {
	const relative = path.relative(PROJECT, file);
	return relative.startsWith('..') ? file : relative;
}
