import { exampleFiles, hasTrigger, rawExample, readExample } from '../../tools/n8n/examples';
import { approve, OCCASIONS, seedsWithTeam, teamGroupId } from '../../tools/n8n/occasions';
import { eventually } from '../../tools/n8n/eventually';
import { Editor } from './editor';
import { takePicture } from './pictures';
import { isOldest, openWorld, type World } from './world';

/** Some of the examples wait for people, on a machine that may be busy. */
const PATIENCE_MS = 60_000;

let world: World;
let editor: Editor;
let files: string[];

beforeAll(async () => {
	files = await exampleFiles();
	world = await openWorld(seedsWithTeam());
	editor = new Editor(world.page, world.n8n.url);
});

afterAll(async () => {
	await world?.close();
});

it('every example is imported without a warning', async () => {
	for (const file of files) {
		await editor.newWorkflow();
		// Newer versions choose the only credential that fits; in older ones the user does.
		const text = isOldest
			? JSON.stringify(await readExample(file, choices()))
			: await rawExample(file);
		await world.page.getByTestId('workflow-import-input').setInputFiles({
			name: file,
			mimeType: 'application/json',
			buffer: Buffer.from(text),
		});
		const { nodes } = JSON.parse(text) as { nodes: Array<{ name: string; type: string }> };
		for (const { name, type } of nodes) {
			if (!type.endsWith('.stickyNote')) await editor.node(name).waitFor();
		}
		expect({ file, warnings: await editor.warnings() }).toEqual({ file, warnings: [] });
	}
});

it('every example with a manual start runs', async () => {
	for (const file of files) {
		const workflow = await readExample(file, choices());
		if (hasTrigger(workflow)) continue;
		const { id } = await world.client.saveWorkflow(workflow);
		await editor.openWorkflow(id);
		if (file === 'onboard-customers.json') await takePicture(world.page, 'example');
		await editor.executeWorkflow();
		const execution = await ended(id, file);
		expect({ file, status: execution.status, mode: execution.mode }).toEqual({
			file,
			status: 'success',
			mode: 'manual',
		});
		await editor.page
			.getByText(/executed successfully/i)
			.first()
			.waitFor();
		if (file === 'onboard-customers.json') await takePicture(world.page, 'example-done');
	}
	expect(world.simulator.log.sentMessages.length).toBeGreaterThan(0);
});

it('every example with a trigger hears what it is for, and acts on it', async () => {
	for (const file of files) {
		const workflow = await readExample(file, choices());
		if (!hasTrigger(workflow)) continue;
		const { id } = await world.client.saveWorkflow(workflow);
		await world.client.activate(id);
		OCCASIONS[file](world.simulator);
		const execution = await ended(id, file);
		const { resultData } = await world.client.executionData(execution.id);
		const acting = workflow.nodes.at(-1)!.name;
		expect({ file, status: execution.status, ran: Object.keys(resultData.runData) }).toEqual({
			file,
			status: 'success',
			ran: expect.arrayContaining([acting]) as string[],
		});
		// What is still to be delivered would be tried again and again.
		await world.simulator.idle();
		await world.client.deactivate(id);
	}
});

function choices() {
	const { credential, files: folder, simulator } = world;
	return { credential, files: folder, teamGroupId: teamGroupId(simulator) };
}

async function ended(workflowId: string, file: string) {
	const end = async () => {
		const executions = await world.client.executions(workflowId);
		// Sub-workflows that stand in a parameter are executions of the same workflow.
		const newest = executions.find(({ mode }) => mode !== 'integrated');
		// What waits is answered.
		if (newest?.status === 'waiting') await approve(world.simulator);
		return newest && !['new', 'running', 'waiting'].includes(newest.status) && newest;
	};
	return await eventually(`an execution of ${file} to end`, end, PATIENCE_MS);
}
