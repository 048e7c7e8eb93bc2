import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Command } from '../../support/command';
import { N8nClient } from '../../tools/n8n/client';
import { CREDENTIAL_TYPE } from '../../tools/n8n/credential';
import { eventually } from '../../tools/n8n/eventually';
import { installN8n } from '../../tools/n8n/installation';
import { freePorts } from '../../tools/n8n/ports';
import { N8nProcess } from '../../tools/n8n/server';
import { answeringWorkflow } from './workflows';
import { version } from './world';

const START = path.resolve(__dirname, '../../tools/n8n/start.ts');
const MEMBER = '16505551001';

const closing: Array<() => Promise<unknown>> = [];

afterAll(async () => {
	for (const step of closing.reverse()) await step();
});

it('an n8n of one’s own works with what npm start -- --n8n-url prints', async () => {
	const folder = await mkdtemp(path.join(tmpdir(), 'whatsapp-groups-beside-'));
	closing.push(async () => await rm(folder, { recursive: true, force: true }));
	const [port, brokerPort, simulatorPort] = await freePorts(3);
	const url = `http://127.0.0.1:${port}`;
	const start = new Command(START, [
		...['--n8n-url', url, '--simulator-port', String(simulatorPort), '--folder', folder],
	]);
	closing.push(async () => await start.interrupt());
	await start.prints('Ctrl-C ends');
	expect(start.output).toContain(`nothing answers at ${url} yet`);

	// The folder that is printed is n8n's own: what Docker mounts lies where n8n looks.
	const [, nodes] = /-v (\S+):\/home\/node\/\.n8n\/nodes/.exec(start.output) ?? [];
	expect(nodes).toBe(path.join(folder, '.n8n', 'nodes'));
	const environment = Object.fromEntries(
		[...start.output.matchAll(/^ +(N8N_\w+|WEBHOOK_URL)=(\S+)/gm)].map(([, name, value]) => [
			name,
			value,
		]),
	);
	const n8n = await N8nProcess.start({
		installation: await installN8n(version, () => {}),
		userFolder: folder,
		port,
		brokerPort,
		logFile: path.join(folder, 'n8n.log'),
		environment,
	});
	closing.push(async () => await n8n.stop());

	const client = await N8nClient.signIn(n8n.url);
	const data = {
		apiKey: start.printedAfter('API Key   '),
		baseUrl: start.printedAfter('Base URL  '),
		platformSecret: '',
	};
	const credential = await client.saveCredential({ name: 'Mine', type: CREDENTIAL_TYPE, data });
	expect(await client.testCredential({ ...credential, data })).toMatchObject({ status: 'OK' });
	const webhookId = '66666666-52a4-4f0e-8a55-1d1f0a7c9e03';
	const { id } = await client.saveWorkflow(answeringWorkflow(credential, webhookId));
	await client.activate(id);
	const control = `${data.baseUrl}/_control`;
	const { groups } = (await (await fetch(`${control}/state`)).json()) as {
		groups: Array<{ id: string; subject: string }>;
	};
	const group = groups.find(({ subject }) => subject === 'Project kick-off');
	await fetch(`${control}/send-text`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ groupId: group?.id, person: MEMBER, text: 'Anybody there?' }),
	});
	await eventually('the answer', async () => {
		const sent = await (await fetch(`${control}/sent`)).text();
		return sent.includes('You wrote: Anybody there?');
	});
	await client.deactivate(id);
});
