import type { INode } from 'n8n-workflow';

import { TICKET_SYSTEM } from '../../tools/n8n/credential';
import { exampleFiles, hasTrigger, rawExample } from '../../tools/n8n/examples';
import { eventually } from '../../tools/n8n/eventually';
import {
	answerQuestions,
	customerGroupId,
	MEMBER,
	OCCASIONS,
	teamGroupId,
} from '../../tools/n8n/occasions';
import { Editor } from './editor';
import { hurried, openExampleWorld, startsOf, type ExampleWorld } from './exampleWorld';
import { takePicture } from './pictures';
import { isOldest } from './world';

/** Some of the examples wait for people, on a machine that may be busy. */
const PATIENCE_MS = 60_000;

jest.setTimeout(300_000);

let world: ExampleWorld;
let editor: Editor;
let files: string[];
const active = new Set<string>();

beforeAll(async () => {
	files = await exampleFiles();
	world = await openExampleWorld();
	editor = new Editor(world.page, world.n8n.url);
});

// Also after a failure: a number serves four, and a webhook one workflow.
afterEach(async () => {
	for (const id of active) await deactivate(id);
});

afterAll(async () => {
	await world?.close();
});

it('every example is imported without a warning', async () => {
	for (const file of files) {
		await editor.newWorkflow();
		// Newer versions choose the only credential that fits; in older ones the user does.
		const text = isOldest ? JSON.stringify(await world.example(file)) : await rawExample(file);
		await world.page.getByTestId('workflow-import-input').setInputFiles({
			name: file,
			mimeType: 'application/json',
			buffer: Buffer.from(text),
		});
		const { nodes } = JSON.parse(text) as { nodes: Array<{ name: string; type: string }> };
		for (const { name, type } of nodes) {
			if (!type.endsWith('.stickyNote')) await editor.node(name).waitFor();
		}
		const seen = { warnings: await editor.warnings(), cutNotes: await editor.cutNotes() };
		expect({ file, ...seen }).toEqual({ file, warnings: [], cutNotes: [] });
	}
});

it('every example with a manual start or a schedule runs', async () => {
	const listener = await saveActive('hear-replies.json');
	for (const file of files) {
		const workflow = hurried(await world.example(file));
		const starts = startsOf(workflow);
		if (starts.length === 0) continue;
		const { id } = await world.client.saveWorkflow(workflow);
		// What a user sets up comes first.
		for (const [index, start] of starts.sort((a) => (a === 'Set up' ? -1 : 1)).entries()) {
			await editor.openWorkflow(id);
			const isAlone = starts.length === 1 && !hasTrigger(workflow);
			await (isAlone ? editor.executeWorkflow() : editor.executeFrom(start));
			const execution = await ended(id, file, index + 1);
			expect({ file, start, status: execution.status, mode: execution.mode }).toEqual({
				file,
				start,
				status: 'success',
				mode: 'manual',
			});
			if (file === 'onboard-customers.json') await takePicture(world.page, 'example-done');
		}
	}
	await deactivate(listener);
	expect(world.simulator.log.sentMessages.length).toBeGreaterThan(0);
	expect(await world.client.dataTable('whatsapp_questions')).toEqual([]);
	expect(await world.client.dataTable('whatsapp_allow_list')).toHaveLength(1);
});

it('every example with a trigger hears what it is for, and acts on it', async () => {
	for (const file of files) {
		const workflow = await world.example(file);
		if (!hasTrigger(workflow)) continue;
		const id = await saveActive(file);
		const { acts, happens, came } = OCCASIONS[file];
		happens(world.simulator);
		const execution = await ended(id, file);
		const { resultData } = await world.client.executionData(execution.id);
		expect({
			file,
			error: resultData.error?.message,
			status: execution.status,
			ran: Object.keys(resultData.runData),
			came: came?.(world.simulator) ?? true,
		}).toEqual({
			file,
			error: undefined,
			status: 'success',
			ran: expect.arrayContaining([acts]) as string[],
			came: true,
		});
		// What is still to be delivered would be tried again and again.
		await world.simulator.idle();
		await deactivate(id);
	}
	expect(await world.client.dataTable('whatsapp_failed_invites')).toHaveLength(1);
	expect(await world.client.dataTable('whatsapp_daily_messages')).toHaveLength(1);
});

it('an AI agent that judges two messages of one delivery asks about each writer and removes both', async () => {
	const { simulator } = world;
	const writers = ['447700900161', '447700900162'];
	const { id: groupId, members } = simulator.control.addGroup({
		subject: 'Two at once',
		members: writers,
		windowOpen: true,
	});
	for (const writer of writers) {
		simulator.control.sendText(groupId, writer, `https://prize.example.com/${writer}`);
	}
	const changes = simulator.events.slice(-writers.length);
	const id = await saveActive('agent-asks-before-removing.json');
	const asked = simulator.log.sentTo(teamGroupId(simulator)).length;
	await simulator.deliverRaw({
		object: 'whatsapp_business_account',
		entry: [{ id: '1', changes }],
	});
	expect((await ended(id, 'agent-asks-before-removing.json')).status).toBe('success');
	const questions = simulator.log.sentTo(teamGroupId(simulator)).slice(asked);
	expect(questions.map(({ body }) => /7700900\d+/.exec(JSON.stringify(body))?.[0]).sort()).toEqual([
		'7700900161',
		'7700900162',
	]);
	expect([...members.keys()]).toEqual([]);
	await deactivate(id);
});

it('twenty questions that are replied to at once get one answer each, their own', async () => {
	const { client, simulator } = world;
	const groupId = customerGroupId(simulator);
	const workflow = await world.example('ask-by-reply.json');
	const start: INode = {
		...workflow.nodes.find(({ type }) => type.endsWith('.manualTrigger'))!,
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: 'ask',
		parameters: { httpMethod: 'POST', path: 'ask', options: {} },
	};
	const nodes = workflow.nodes.map((node) => (node.name === start.name ? start : node));
	const asker = await client.saveWorkflow({ ...workflow, name: 'Asks often', nodes });
	await client.activate(asker.id);
	active.add(asker.id);
	await saveActive('hear-replies.json');
	const before = simulator.log.sentTo(groupId).length;
	const texts = () =>
		simulator.log
			.sentTo(groupId)
			.slice(before)
			.map(({ wamid, body }) => ({ wamid, text: (body.text as { body: string }).body }));
	const replied = new Set<string>();
	const replyToNew = () => {
		for (const { wamid, text } of texts()) {
			if (!text.includes('reply to this message') || replied.has(wamid)) continue;
			replied.add(wamid);
			for (const reply of [`One to ${wamid}`, `Two to ${wamid}`]) {
				simulator.control.sendText(groupId, MEMBER, reply, wamid);
			}
		}
	};
	const count = 20;
	await Promise.all(
		Array.from({ length: count }, async () => {
			const answer = await fetch(`${world.n8n.url}/webhook/ask`, { method: 'POST' });
			await answer.arrayBuffer();
		}),
	);
	const confirmed = () => texts().filter(({ text }) => text.startsWith('Thank you'));
	const all = () => {
		replyToNew();
		return confirmed().length >= count;
	};
	await eventually('all answers', all, 180_000);
	expect(
		confirmed()
			.map(({ text }) => text.replace(/.* to /, ''))
			.sort(),
	).toEqual([...replied].sort());
	await eventually('the last to end', async () => {
		const executions = await client.executions(asker.id);
		return executions.every(({ status }) => status === 'success');
	});
	expect(await client.dataTable('whatsapp_questions')).toEqual([]);
	expect(confirmed()).toHaveLength(count);
});

it('a ticket system gets a group per ticket, once, and has it deleted', async () => {
	const id = await saveActive('case-per-ticket.json');
	const groups = () => [...world.simulator.state.groups.values()].map(({ subject }) => subject);
	const invitations = () => world.simulator.log.sentTo('447700900120').length;
	const before = invitations();
	const steps: Array<[status: string, groups: number]> = [
		['open', 1],
		['open', 1],
		['closed', 0],
	];
	for (const [index, [status, count]] of steps.entries()) {
		const ticket = { ticket: '4712', status, phone: '+44 7700 900120', name: 'Harbour Café' };
		expect(await callTicketWebhook(ticket, TICKET_SYSTEM.value)).toBe(200);
		expect((await ended(id, status, index + 1)).status).toBe('success');
		const isSo = () => groups().filter((subject) => subject === 'Ticket 4712').length === count;
		await eventually(`${count} groups of the ticket`, isSo);
		expect(invitations() - before).toBe(1);
	}
	expect(await callTicketWebhook({ ticket: '1', status: 'open' }, 'guessed')).toBe(403);
	await deactivate(id);
});

async function callTicketWebhook(ticket: Record<string, string>, key: string): Promise<number> {
	const answer = await fetch(`${world.n8n.url}/webhook/whatsapp-ticket`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', [TICKET_SYSTEM.name]: key },
		body: JSON.stringify(ticket),
	});
	await answer.arrayBuffer();
	return answer.status;
}

async function saveActive(file: string): Promise<string> {
	const { id } = await world.client.saveWorkflow(await world.example(file));
	await world.client.activate(id);
	active.add(id);
	return id;
}

async function deactivate(id: string): Promise<void> {
	active.delete(id);
	await world.client.deactivate(id);
}

/** The newest of so many executions, once it has ended. */
async function ended(workflowId: string, file: string, count = 1) {
	const end = async () => {
		const all = await world.client.executions(workflowId);
		// Sub-workflows that stand in a parameter are executions of the same workflow.
		const executions = all.filter(({ mode }) => mode !== 'integrated');
		if (executions.length < count) return false;
		const [newest] = executions;
		if (newest.status === 'waiting') await answerQuestions(world.simulator);
		return !['new', 'running', 'waiting'].includes(newest.status) && newest;
	};
	return await eventually(`execution ${count} of ${file} to end`, end, PATIENCE_MS);
}
