import type { INodeParameters } from 'n8n-workflow';
import type { Locator } from 'playwright-core';

import { demoSeeds } from '../../simulator';
import { Editor } from './editor';
import { eventually } from '../../tools/n8n/eventually';
import { takePicture } from './pictures';
import { byId, fanOut, triggerNode } from './workflows';
import { openWorld, type World } from './world';

const NAME = 'WhatsApp Groups Trigger';
const MEMBER = '16505551001';
const SUBJECTS = ['Kitchen', 'Garden', 'Garage'];

let world: World;
let editor: Editor;

beforeAll(async () => {
	const groups = SUBJECTS.map((subject) => ({ subject, members: [MEMBER] }));
	world = await openWorld({ ...demoSeeds(), groups });
	editor = new Editor(world.page, world.n8n.url);
});

afterAll(async () => {
	await world?.close();
});

function groupId(subject: string): string {
	const found = [...world.simulator.state.groups.values()].find(
		(group) => group.subject === subject,
	);
	if (!found) throw new Error(`There is no group "${subject}"`);
	return found.id;
}

let workflows = 0;

async function saveWorkflow(parameters: INodeParameters): Promise<string> {
	const webhookId = `4444444${(workflows += 1)}-52a4-4f0e-8a55-1d1f0a7c9e03`;
	const trigger = triggerNode(NAME, world.credential, webhookId, parameters);
	const { id } = await world.client.saveWorkflow(fanOut('Wanted', trigger, []));
	return id;
}

/** What starts the workflow of everything that somebody writes in each group. */
async function heard(id: string, expected: number): Promise<unknown[]> {
	await world.client.activate(id);
	for (const subject of SUBJECTS) {
		world.simulator.control.sendText(groupId(subject), MEMBER, `in the ${subject}`);
	}
	// By then each delivery was answered: wanted or not, it has its execution or never gets one.
	await world.simulator.idle();
	const executions = await eventually('the executions', async () => {
		const all = await world.client.executions(id);
		return all.length === expected && all.every(({ status }) => status === 'success') && all;
	});
	await world.client.deactivate(id);
	const texts = executions.map(async (execution) => {
		const { resultData } = await world.client.executionData(execution.id);
		return (resultData.runData[NAME][0].data?.main[0] ?? []).map(({ json }) => json.text);
	});
	return (await Promise.all(texts)).flat().sort();
}

/** Adds a row to a choice of groups, and chooses one from its list. */
async function addGroup(choice: Locator, row: number, subject: string): Promise<void> {
	const { page } = world;
	await choice
		.getByTestId('fixed-collection-add')
		.or(choice.getByTestId('fixed-collection-add-top-level-button'))
		.first()
		.click();
	const locator = choice.getByTestId('resource-locator-groupId').nth(row);
	await locator.getByTestId('rlc-input').click();
	await page.getByTestId('rlc-item').filter({ hasText: subject, visible: true }).click();
}

it('listens to two groups that are chosen from the list, and to no other', async () => {
	const id = await saveWorkflow({ events: ['messageReceived'] });
	await editor.openWorkflow(id);
	await editor.openNode(NAME);
	const choice = world.page.getByTestId('fixed-collection-groups');
	await addGroup(choice, 0, 'Kitchen');
	await addGroup(choice, 1, 'Garage');
	await editor.closeNode();
	await world.page.keyboard.press('Control+s');
	const saved = await eventually('the choice to be saved', async () => {
		const { nodes } = await world.client.workflow(id);
		const { group = [] } = (nodes[0].parameters.groups ?? {}) as { group?: unknown[] };
		return group.length === 2 && group;
	});
	expect(saved).toEqual(
		['Kitchen', 'Garage'].map((subject) => ({
			groupId: expect.objectContaining({
				mode: 'list',
				value: groupId(subject),
				cachedResultName: subject,
			}) as unknown,
		})),
	);
	expect(await heard(id, 2)).toEqual(['in the Garage', 'in the Kitchen']);
});

it('listens to the events and groups that expressions give, and names the event below the node', async () => {
	const ids = ['Garden', 'Kitchen'].map((subject) => JSON.stringify(groupId(subject)));
	const id = await saveWorkflow({
		events: '={{ "Message Received" }}',
		groups: { group: [{ groupId: byId(`={{ [${ids.join()}] }}`) }] },
	});
	await editor.openWorkflow(id);
	await editor.node(NAME).getByText('Message Received').waitFor();
	expect(await heard(id, 2)).toEqual(['in the Garden', 'in the Kitchen']);
});

it.each(['light', 'dark'] as const)(
	'shows what to choose, and a header whole (%s)',
	async (theme) => {
		const { page } = world;
		await page.emulateMedia({ colorScheme: theme });
		const ending = theme === 'light' ? '' : '-dark';
		const id = await saveWorkflow({ events: ['messageReceived', 'participantJoined'] });
		await editor.openWorkflow(id);
		await editor.openNode(NAME);
		await takePicture(page, `trigger${ending}`);
		await editor.choose('registration', 'Manual');
		const header = page.getByText(/X-Webhook-Secret/);
		await header.waitFor();
		expect(await header.locator('xpath=..').innerText()).toMatch(
			/X-Webhook-Secret:\s+[0-9a-z]{40,50}/,
		);
		const isWhole = await header
			.locator('xpath=..')
			.evaluate(
				(one) =>
					(one as unknown as { scrollWidth: number; clientWidth: number }).scrollWidth <=
					(one as unknown as { scrollWidth: number; clientWidth: number }).clientWidth,
			);
		expect(isWhole).toBe(true);
		expect(await page.getByText('is not supported').count()).toBe(0);
		await takePicture(page, `trigger-manual${ending}`);
		await editor.closeNode();
		await page.emulateMedia({ colorScheme: 'light' });
		// What is shown is saved nowhere.
		await page.keyboard.press('Control+s');
		await eventually('the choice to be saved', async () => {
			const { nodes } = await world.client.workflow(id);
			return nodes[0].parameters.registration === 'manual';
		});
		const { nodes } = await world.client.workflow(id);
		expect(JSON.stringify(nodes)).not.toMatch(/[0-9a-z]{40}/);
	},
);

it('is not activated with an event that does not exist, and says which one is meant', async () => {
	const id = await saveWorkflow({ events: '={{ ["messageReceived", "mesageFailed"] }}' });
	const before = world.simulator.snapshot().webhook;
	await expect(world.client.activate(id)).rejects.toThrow(
		'Events: "mesageFailed" is not in the list (nearest: messageFailed).',
	);
	expect(world.simulator.snapshot().webhook).toEqual(before);
});
