import { startReceiver, type Receiver } from '../../simulator';
import { eventually } from '../../tools/n8n/eventually';
import { Editor } from './editor';
import { takePicture } from './pictures';
import { actionNode, byId, fanOut, triggerNode } from './workflows';
import { openWorld, type World } from './world';

const MEMBER = '16505551001';
const TRIGGER_NAME = 'WhatsApp Groups Trigger';

let world: World;
let editor: Editor;
let other: Receiver;
let groupId: string;

beforeAll(async () => {
	world = await openWorld();
	editor = new Editor(world.page, world.n8n.url);
	groupId = [...world.simulator.state.groups.values()][0].id;
	other = await startReceiver();
});

afterAll(async () => {
	await world?.close();
	await other?.close();
});

/** A workflow that answers each message, once. */
async function saveWorkflow(name: string, webhookId: string): Promise<string> {
	const trigger = triggerNode(TRIGGER_NAME, world.credential, webhookId, {
		events: ['messageReceived'],
		registration: 'automatic',
		whenOccupied: 'addDestination',
	});
	const answer = actionNode('Answer', world.credential, {
		resource: 'message',
		operation: 'send',
		groupId: byId('={{ $json.groupId }}'),
		text: '=You wrote: {{ $json.text }}',
	});
	const { id } = await world.client.saveWorkflow(fanOut(name, trigger, [answer]));
	return id;
}

const answers = () =>
	world.simulator.log.sentMessages.map(
		({ body }) => (body as { text: { body: string } }).text.body,
	);

/** Everything that the service knows of who gets a number's events. */
const configuration = () => {
	const { webhook, wabaWebhook, multiWebhook } = world.simulator.snapshot();
	return { webhook, wabaWebhook, multiWebhook };
};

it('hears the group while it is active, beside the system that holds the number, and leaves no trace', async () => {
	world.simulator.setWebhook({ url: other.url, headers: { 'X-Their-Own': 'kept' } });
	const before = configuration();
	const id = await saveWorkflow('Active', '11111111-52a4-4f0e-8a55-1d1f0a7c9e03');

	await world.client.activate(id);
	expect(configuration()).not.toEqual(before);
	world.simulator.control.sendText(groupId, MEMBER, 'first');
	await eventually('the answer', () => answers().includes('You wrote: first'));
	await world.simulator.idle();
	expect(other.received.length).toBeGreaterThan(0);
	const [execution] = await eventually('the execution', async () => {
		const all = await world.client.executions(id);
		return all.every(({ status }) => status === 'success') && all.length > 0 && all;
	});
	expect(execution.mode).toBe('webhook');

	await world.client.deactivate(id);
	await world.simulator.idle();
	expect(configuration()).toEqual(before);
	world.simulator.control.sendText(groupId, MEMBER, 'unheard');
	await world.simulator.idle();
	expect(answers()).not.toContain('You wrote: unheard');
	world.simulator.setWebhook(null);
});

it('listens for a test event while the active workflow goes on', async () => {
	const production = await saveWorkflow('Production', '22222222-52a4-4f0e-8a55-1d1f0a7c9e03');
	await world.client.activate(production);
	const before = configuration();

	await editor.openWorkflow(production);
	await editor.openNode(TRIGGER_NAME);
	await world.page.getByTestId('trigger-execute-button').click();
	await eventually('the test to be registered', () => {
		const now = JSON.stringify(configuration());
		return now !== JSON.stringify(before);
	});
	await world.page
		.getByText(/Listening/i)
		.first()
		.waitFor();
	await takePicture(world.page, 'listening');
	world.simulator.control.sendText(groupId, MEMBER, 'for both');

	await editor.showJson();
	await editor.output.getByText('for both').first().waitFor();
	await takePicture(world.page, 'an-event');
	await eventually('the answer', () => answers().includes('You wrote: for both'));
	await eventually('the test to be taken back', () => {
		return JSON.stringify(configuration()) === JSON.stringify(before);
	});

	world.simulator.control.sendText(groupId, MEMBER, 'after the test');
	await eventually('the answer', () => answers().includes('You wrote: after the test'));
	await world.simulator.idle();
	expect(answers().filter((text) => text === 'You wrote: for both')).toHaveLength(1);
	await world.client.deactivate(production);
});

it('says why it cannot be activated, and leaves the number as it is', async () => {
	world.simulator.setWebhook({ url: other.url });
	const before = configuration();
	const trigger = triggerNode(
		TRIGGER_NAME,
		world.credential,
		'33333333-52a4-4f0e-8a55-1d1f0a7c9e03',
		{
			events: ['messageReceived'],
			registration: 'automatic',
			whenOccupied: 'fail',
		},
	);
	const { id } = await world.client.saveWorkflow(fanOut('Occupied', trigger, []));
	await expect(world.client.activate(id)).rejects.toThrow(/occupied|already|other system|held/i);
	expect(configuration()).toEqual(before);
	world.simulator.setWebhook(null);
});
