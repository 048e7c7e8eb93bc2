/** What is sent and kept of a question, without an execution that waits. */
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { InputFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { sendAndWait } from '../../../nodes/WhatsAppGroups/operations/message/sendAndWait';
import { ItemInput } from '../../../nodes/WhatsAppGroups/runtime/input';
import type { Lookups, Plan, Session } from '../../../nodes/WhatsAppGroups/runtime/operation';
import { FakeService } from '../api/fakeApi';

const LINK = 'https://n8n.test/webhook-waiting/7';
const BELOW = `\n\nRespond: ${LINK}`;
const LONGEST = 4096;

async function ask(more: IDataObject = {}, isImpossible = false) {
	const parameters: IDataObject = {
		groupId: 'GROUP',
		sendAs: 'text',
		message: 'Ten percent off?',
		responseType: 'approval',
		approvalOptions: {},
		...more,
	};
	const context = {
		getNodeParameter: (name: string, _index: number, fallback?: unknown) =>
			parameters[name] ?? fallback,
		getInputData: () => [{ json: {} }],
	} as unknown as IExecuteFunctions;
	const service = new FakeService(() => ({ body: { messages: [{ id: 'wamid.1' }] } }));
	const kept: unknown[] = [];
	const pause = {
		isImpossible,
		workflowName: 'Discounts',
		link: () => LINK,
		begin: async (question: unknown) => await Promise.resolve(kept.push(question)),
	};
	const session = { clock: service.time, pause } as unknown as Session;
	const input = new ItemInput(context, 0, new Map([['message', 'Message']]));
	const plan = sendAndWait.plan as (input: ItemInput) => (lookups: Lookups) => Promise<Plan>;
	const { run } = await plan(input)({} as Lookups);
	const results = await run(service.api, session).catch((thrown: unknown) => thrown);
	const bodies = service.calls.map(({ body }) => (body as { text: { body: string } }).text.body);
	return { results, kept, bodies };
}

test('it is pending while it waits, and the question is kept', async () => {
	const { results, kept, bodies } = await ask();
	expect(results).toEqual([
		{ json: { success: true, status: 'pending', groupId: 'GROUP', messageId: 'wamid.1' } },
	]);
	expect(kept).toEqual([
		{
			groupId: 'GROUP',
			messageId: 'wamid.1',
			title: 'Discounts',
			text: 'Ten percent off?',
			answer: { type: 'approval', approve: 'Approve' },
		},
	]);
	expect(bodies).toEqual([`Ten percent off?${BELOW}`]);
});

test('the space before the question stays, and that behind it goes', async () => {
	const { bodies } = await ask({ message: '  Really? \n' });
	expect(bodies).toEqual([`  Really?${BELOW}`]);
});

test('with its link it may be as long as a message, and no longer', async () => {
	const message = 'x'.repeat(LONGEST - BELOW.length);
	expect((await ask({ message })).bodies).toEqual([`${message}${BELOW}`]);
	const { results, bodies } = await ask({ message: `${message}x` });
	expect(results).toEqual(
		new InputFailure('Message is too long: with the link it exceeds 4096 characters by 1.'),
	);
	expect(bodies).toEqual([]);
});

test.each<[IDataObject, object]>([
	[{ responseType: 'freeText' }, { type: 'freeText', submit: 'Submit' }],
	[
		{ responseType: 'freeText', options: { responseFormButtonLabel: 'Go' } },
		{ type: 'freeText', submit: 'Go' },
	],
	[{ approvalOptions: { values: { approveLabel: 'Ja' } } }, { type: 'approval', approve: 'Ja' }],
	[
		{ approvalOptions: { values: { approvalType: 'double' } } },
		{ type: 'approval', approve: 'Approve', disapprove: 'Decline' },
	],
])('%j asks for %j', async (parameters, answer) => {
	expect((await ask(parameters)).kept).toEqual([expect.objectContaining({ answer })]);
});

test('an AI agent’s tool cannot wait: nothing is sent', async () => {
	const { results, kept, bodies } = await ask({}, true);
	expect((results as InputFailure).details).toEqual({
		code: 'invalid_input',
		message: 'An AI agent’s tool cannot wait for an answer. Nothing was sent.',
		hint: 'To have a group approve what the agent does, connect this node between the agent and its tools as a human review.',
	});
	expect([kept, bodies]).toEqual([[], []]);
});
