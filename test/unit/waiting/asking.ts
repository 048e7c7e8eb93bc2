/** What the tests of questions share: a group that is asked, and the calls of its link. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { NODE_TYPE, type Engine, type RunResult, type WorkflowJson } from '../../support/engine';
import { WaitingHost } from '../../support/waitingHost';
import { byId, startWorld, type World } from '../../support/world';

export const GROUP_ID = 'bWFuYWdlcnM=';
export const QUESTION = 'Ten percent off for <b>Harbour & Co</b>?';

export interface Asking {
	world: World;
	host: WaitingHost;
	engine: Engine;
}

/** A simulator with the group, an engine, and a host for what waits; as new before each test. */
export function useAsking(): Asking {
	const asking = {} as Asking;
	beforeAll(async () => {
		asking.world = await startWorld({
			groups: [{ id: GROUP_ID, subject: 'Managers', members: ['16505551001'], windowOpen: true }],
			templates: [
				{
					name: 'approval_request',
					components: [
						{ type: 'BODY', text: 'Please decide: {{1}}' },
						{
							type: 'BUTTONS',
							buttons: [{ type: 'URL', text: 'Decide', url: 'http://127.0.0.1/{{1}}' }],
						},
					],
				},
				{
					name: 'approval_link',
					components: [{ type: 'BODY', text: 'Please decide: {{1}} See you.' }],
				},
				{
					name: 'two_links',
					components: [{ type: 'BODY', text: 'About {{1}}, here: {{2}} Thank you.' }],
				},
				{ name: 'plain', components: [{ type: 'BODY', text: 'Hello!' }] },
			],
		});
		asking.host = await WaitingHost.start();
		asking.engine = asking.world.engineWith({}, { waitingUrl: asking.host.url });
	});
	beforeEach(() => asking.world.simulator.reset());
	afterAll(async () => {
		await asking.host?.close();
		await asking.world?.close();
	});
	return asking;
}

/** Start, the question, and a node behind it. */
export function asks(parameters: INodeParameters = {}): WorkflowJson {
	return {
		name: 'Discounts',
		nodes: [
			{
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			questionNode('Ask', parameters),
			{
				name: 'After',
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				position: [400, 0],
				parameters: {},
			},
		],
		connections: {
			Start: { main: [[{ node: 'Ask', type: 'main', index: 0 }]] },
			Ask: { main: [[{ node: 'After', type: 'main', index: 0 }]] },
		},
		settings: { timezone: 'Europe/Berlin' },
	};
}

export function questionNode(
	name: string,
	parameters: INodeParameters,
): WorkflowJson['nodes'][number] {
	return {
		name,
		type: NODE_TYPE,
		typeVersion: 1,
		position: [200, 0],
		parameters: {
			resource: 'message',
			operation: 'sendAndWait',
			groupId: byId(GROUP_ID),
			message: QUESTION,
			...parameters,
		},
		credentials: { whatsAppGroupsApi: { id: '1', name: 'simulator' } },
	};
}

/** Has the workflow ask, and gives the link that the group got last. */
export async function ask(
	{ host, engine, world }: Asking,
	parameters?: INodeParameters,
	input?: INodeExecutionData[],
): Promise<{ result: RunResult; link: string }> {
	const result = await host.run(engine, asks(parameters), { input, startNode: 'Start' });
	if (result.error) throw result.error;
	return { result, link: lastLink(world) };
}

/** The link in the last message to the group; empty when nothing was sent. */
export function lastLink({ simulator }: World): string {
	const sent = simulator.log.sentTo(GROUP_ID).at(-1);
	const body = JSON.stringify(sent?.body ?? {});
	return /https?:\/\/[^\s"]+/.exec(body)?.[0] ?? '';
}

/** Sends the page's form, as a browser does without its script, and waits for what comes of it. */
export async function post(
	{ host }: Asking,
	link: string,
	fields: Record<string, string>,
): Promise<Response> {
	const answer = await fetch(link, { method: 'POST', body: new URLSearchParams(fields) });
	await host.settled();
	return answer;
}
