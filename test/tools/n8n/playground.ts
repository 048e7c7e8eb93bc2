import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';

import { startSimulator, type Simulator } from '../../simulator';
import { SetupError, type Report } from './cache';
import { N8nClient, OWNER } from './client';
import { saveCredentialOf } from './credential';
import { copyExampleFiles, exampleFiles, hasTrigger, readExample, type Choices } from './examples';
import { installN8n } from './installation';
import { OCCASIONS, question, seedsWithTeam, teamGroupId } from './occasions';
import { freePorts, requireFreePort } from './ports';
import { N8nProcess } from './server';
import type { StartOptions } from './start';
import { installPackage, PROJECT } from './userFolder';

/** Runs n8n and the simulator until `stop` is aborted. */
export async function runPlayground(
	options: StartOptions,
	stop: AbortSignal,
	report: Report,
): Promise<void> {
	const { version, port, simulatorPort } = options;
	await requireFreePort(port, 'the editor', 'npm start -- --port');
	await requireFreePort(simulatorPort, 'the simulator', 'npm start -- --simulator-port');
	const installation = await installN8n(version, report);
	if (stop.aborted) return;

	const userFolder = path.join(PROJECT, '.cache', `n8n-${version}`);
	if (options.fresh) await rm(userFolder, { recursive: true, force: true });
	const files = path.join(userFolder, 'files');
	await mkdir(userFolder, { recursive: true });
	report('Installing the nodes in n8n.');
	await installPackage(userFolder);
	await copyExampleFiles(files);

	const simulator = await startSimulator({
		...seedsWithTeam(),
		port: simulatorPort,
		allowLoopbackWebhooks: true,
	});
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
		report(
			'Making the credential, importing the examples, activating four of those with a trigger.',
		);
		const client = await N8nClient.signIn(n8n.url);
		const credential = await saveCredentialOf(simulator, client);
		await importExamples(client, { credential, files, teamGroupId: teamGroupId(simulator) });
		for (const happens of Object.values(OCCASIONS)) happens(simulator);
		await simulator.idle();
		report(welcome(n8n.url, simulator, logFile));
		await Promise.race([n8n.ended(), aborted(stop)]);
		if (!stop.aborted) throw new SetupError(`${n8n.logTail()}\n\nn8n ended by itself.`);
		report('\nStopping.');
	} finally {
		await n8n?.stop();
		await simulator.close();
	}
	report('Stopped. The workflows are kept for the next start; --fresh forgets them.');
}

/** A number serves four listeners, and the others are four. */
const LEFT_INACTIVE = 'one-trigger-for-many-workflows.json';

/** Those of an earlier start are left as they are, and are registered anew: the simulator is. */
async function importExamples(client: N8nClient, choices: Choices): Promise<void> {
	const existing = new Map((await client.workflows()).map((one) => [one.name, one]));
	for (const file of await exampleFiles()) {
		const example = await readExample(file, choices);
		const workflow = existing.get(example.name) ?? (await client.saveWorkflow(example));
		if (!hasTrigger(example) || file === LEFT_INACTIVE) continue;
		if (workflow.active) await client.deactivate(workflow.id);
		await client.activate(workflow.id);
	}
}

function welcome(url: string, simulator: Simulator, logFile: string): string {
	const asked = { ...question(simulator), text: 'Are you open today?' };
	return `
n8n is running, and the groups are alive: see the executions of the active workflows.

  Editor      ${url}
  Sign in     ${OWNER.email}  ${OWNER.password}
  Simulator   ${simulator.url}  (API key ${simulator.apiKey}; already in the credential)
  Log         ${path.relative(PROJECT, logFile)}

Make somebody write, and watch the workflow "answer in the group":

  curl -H 'content-type: application/json' ${simulator.url}/_control/send-text \\
    -d '${JSON.stringify(asked)}'

Ctrl-C ends everything.`;
}

async function aborted(signal: AbortSignal): Promise<void> {
	if (!signal.aborted) await once(signal, 'abort');
}
