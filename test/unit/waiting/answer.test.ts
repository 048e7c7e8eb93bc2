/** The calls of a question's link, of an execution that waits for this question. */
import type { IWebhookFunctions } from 'n8n-workflow';

import type { Question } from '../../../nodes/WhatsAppGroups/runtime/question';
import { answerQuestion } from '../../../nodes/WhatsAppGroups/waiting/webhook';

const QUESTION: Question = {
	nonce: 'nonce',
	groupId: 'GROUP',
	messageId: 'wamid.1',
	title: 'Discounts',
	text: 'Ten percent off?',
	answer: { type: 'freeText', submit: 'Submit' },
};
const NOW = Date.parse('2099-12-24T17:00:00.000Z');

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

/** What becomes of a call with this body, and what its sender is told. */
async function call(body: object | undefined, question: Partial<Question> = {}, broken?: unknown) {
	const told: unknown[] = [];
	const response = {
		status: (code: number) => (told.push(code), response),
		set: () => response,
		json: (page: unknown) => told.push(page),
	};
	const context = {
		getNode: () => ({ name: 'Ask' }),
		getTimezone: () => 'Europe/Berlin',
		getQueryData: () => ({ question: QUESTION.nonce }),
		getHeaderData: () => ({ accept: 'application/json' }),
		getRequestObject: () => ({ method: body ? 'POST' : 'GET' }),
		getResponseObject: () => response,
		getBodyData: () => body,
		logger: { error: (line: string) => told.push(line) },
	};
	const kept = () => JSON.stringify({ ...QUESTION, ...question });
	const evaluateExpression =
		broken === undefined
			? kept
			: jest.fn().mockImplementation(() => {
					throw broken;
				});
	const result = await answerQuestion.call({
		...context,
		evaluateExpression,
	} as unknown as IWebhookFunctions);
	return { result, told };
}

const page = (state: string, text: string, title = QUESTION.title) => ({
	answerPage: { state, title, text },
});
const nothing = { noWebhookResponse: true };

test('an answer is one item, of the item that asked', async () => {
	const { result, told } = await call({ text: ' Yes ' });
	const respondedAt = '2099-12-24T17:00:00.000Z';
	expect(result).toEqual({
		webhookResponse: page('answered', 'Your answer was recorded.', 'Thank you'),
		workflowData: [
			[
				{
					json: {
						success: true,
						status: 'done',
						data: { text: 'Yes', respondedAt },
						respondedAt,
						groupId: 'GROUP',
						messageId: 'wamid.1',
					},
					pairedItem: { item: 0 },
				},
			],
		],
	});
	expect(told).toEqual([]);
});

test.each<[unknown]>([[undefined], [['Yes', 'No']], [{ value: 'Yes' }], [7], [null]])(
	'%j is no text: the question stays open',
	async (text) => {
		const { result, told } = await call({ text });
		expect(result).toEqual(nothing);
		expect(told).toEqual([422, page('open', 'Please write an answer first.')]);
	},
);

test.each<[string | undefined, number, object]>([
	[undefined, 200, page('open', '')],
	['2099-12-24T17:00:00.001Z', 200, page('open', '')],
	[
		'2099-12-24T17:00:00.000Z',
		410,
		page(
			'closed',
			'This question could be answered until 24 December 2099 at 18:00 CET.',
			'The time is up',
		),
	],
])(
	'of a question that can be answered until %s a call gets HTTP %d',
	async (until, status, shown) => {
		const { result, told } = await call(undefined, { until });
		expect(result).toEqual(nothing);
		expect(told).toEqual([status, shown]);
	},
);

test.each<[unknown, string]>([
	[new Error('Gone'), 'Ask: the answer page failed. Gone'],
	['Gone', 'Ask: the answer page failed. '],
])('what fails with %p is told in n8n’s log, and answers nothing', async (broken, line) => {
	const { result, told } = await call({ text: 'Yes' }, {}, broken);
	expect(result).toEqual(nothing);
	expect(told).toEqual([
		line,
		500,
		page(
			'closed',
			'No answer was recorded. Open the link again in a moment.',
			'Something went wrong',
		),
	]);
});
