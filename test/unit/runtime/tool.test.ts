/**
 * The node as the tool of an AI agent, in n8n's own tool invocation with its own tries (F61), and in its
 * engine, which newer agents have run their tools. Of the agent only the calls of its tool are ours.
 */
import { NodeConnectionTypes, type INodeExecutionData } from 'n8n-workflow';

import { sampleOf } from '../../support/samples';
import { GROUP_ID, useBench, withOperation } from '../operations/bench';
import { openGroups, templates } from '../operations/seeds';
import { asTool, callTool as askTool, retrying, start, TOOL_TYPE, toolNode } from './toolCalls';

type Rest<T extends unknown[]> = T extends [unknown, ...infer More] ? More : never;

const bench = useBench({ groups: openGroups, templates });

const callTool = async (...call: Rest<Parameters<typeof askTool>>) => await askTool(bench, ...call);

const sending = withOperation('message:send', {
	...sampleOf('message:send', { groupId: GROUP_ID, text: '={{ $fromAI("text") }}' }),
	// Well beyond what a good answer takes on a busy machine.
	options: { timeout: 2000 },
});
const posts = () => bench.simulator.log.count('POST', '/messages');
const sentTexts = () =>
	bench.simulator.log.sentMessages.map(
		({ body }) => (body as { text: { body: string } }).text.body,
	);

test('what waits is refused, before anything is sent: an agent’s tool cannot wait', async () => {
	const asking = withOperation('message:sendAndWait', {
		...sampleOf('message:sendAndWait', { groupId: GROUP_ID }),
		options: {},
	});
	const [{ failure }] = await callTool(asking, (tool) => [tool.invoke({})]);
	expect(failure).toContain('An AI agent’s tool cannot wait for an answer. Nothing was sent.');
	expect(posts()).toBe(0);
});

describe('as a tool, with Retry On Fail', () => {
	test.each(['resetAfter', 'timeoutAfter', 'truncated'] as const)(
		'an answer that is lost (%s): asked three times, posted once',
		async (kind) => {
			bench.simulator.faults.add({ kind, times: 0 });
			const [{ failure }] = await callTool(sending, (tool) => [tool.invoke({ text: 'Hello' })]);
			expect(failure).toContain('The request may have taken effect, so it was not retried.');
			expect(posts()).toBe(1);
		},
	);

	test('without it, too', async () => {
		bench.simulator.faults.add({ kind: 'resetAfter', times: 0 });
		await callTool(sending, (tool) => [tool.invoke({ text: 'Hello' })], {});
		expect(posts()).toBe(1);
	});

	test('a clear refusal is tried again, and once it passes it is sent once', async () => {
		bench.simulator.faults.add({ kind: 'error', code: 100, times: 2 });
		const [{ answer }] = await callTool(sending, (tool) => [tool.invoke({ text: 'Hello' })]);
		expect(answer).toContain('"status":"accepted"');
		expect(posts()).toBe(3);
		expect(sentTexts()).toEqual(['Hello']);
	});

	test.each(['at once', 'one after the other'])(
		'two calls of the model with equal arguments, %s, are two messages',
		async (how) => {
			const heard = await callTool(sending, (tool) => {
				const call = async () => await tool.invoke({ text: 'Hello' });
				const first = call();
				return [first, how === 'at once' ? call() : first.then(call)];
			});
			for (const { answer } of heard) expect(answer).toContain('"success":true');
			expect(posts()).toBe(2);
			expect(sentTexts()).toEqual(['Hello', 'Hello']);
		},
	);

	test('a lost answer of one call is not the other’s', async () => {
		bench.simulator.faults.add({ kind: 'resetAfter' });
		const heard = await callTool(sending, (tool) => [
			tool.invoke({ text: 'Hello' }),
			tool.invoke({ text: 'Hello' }),
		]);
		expect(heard.map((one) => Object.keys(one)[0]).sort()).toEqual(['answer', 'failure']);
		expect(posts()).toBe(2);
	});

	test('of people only who was clearly refused is tried again', async () => {
		bench.simulator.faults.add({ kind: 'error', code: 131026, to: '+16505552001', times: 0 });
		bench.simulator.faults.add({ kind: 'resetAfter', to: '+16505552002', times: 0 });
		const people = '["+16505552001", "+16505552002", "+16505552003"]';
		const inviting = withOperation('invite:send', {
			...sampleOf('invite:send', {
				groupId: GROUP_ID,
				people: '={{ $fromAI("people") }}',
				inviteTemplate: 'group_invite',
				templateValues: { body_2: 'Pablo' },
			}),
			options: { timeout: 400 },
		});
		const [{ failure }] = await callTool(inviting, (tool) => [tool.invoke({ people })]);
		expect(failure).toContain('2 of 3 recipients failed.');
		const asked = bench.simulator.log
			.find('POST', '/messages')
			.map(({ body }) => (body as { to: string }).to);
		expect(asked.sort()).toEqual([
			'+16505552001',
			'+16505552001',
			'+16505552001',
			'+16505552002',
			'+16505552003',
		]);
	});
});

describe('as a tool that n8n’s engine runs', () => {
	const runTool = async (items: INodeExecutionData[]) => {
		const nodeTypes = {
			[TOOL_TYPE]: Object.assign(asTool(), {
				description: {
					...asTool().description,
					inputs: [NodeConnectionTypes.Main],
					outputs: [NodeConnectionTypes.Main],
				},
			}),
		};
		const engine = bench.world.engineWith({}, { nodeTypes });
		const parameters = withOperation('message:send', {
			...sampleOf('message:send', { groupId: GROUP_ID }),
			options: { timeout: 400 },
		});
		return await engine.run(
			{
				nodes: [start, toolNode(parameters, { ...retrying, rewireOutputLogTo: 'ai_tool' })],
				connections: { Start: { main: [[{ node: 'Tool', type: 'main', index: 0 }]] } },
			},
			{ startNode: 'Start', input: items },
		);
	};

	test('an answer that is lost: asked three times, posted once', async () => {
		bench.simulator.faults.add({ kind: 'resetAfter', times: 0 });
		const call = { toolCallId: 'call-1' };
		await runTool([{ json: call }]);
		expect(posts()).toBe(1);
		// The next call of the model is another one, whatever its arguments are.
		await runTool([{ json: { ...call } }]);
		expect(posts()).toBe(2);
	});
});
