import { WAIT_INDEFINITELY, type IExecuteFunctions, type IWebhookFunctions } from 'n8n-workflow';

import {
	nonceOf,
	openQuestion,
	Pause,
	type Question,
} from '../../../nodes/WhatsAppGroups/runtime/question';

const pauseOf = (context: object) => new Pause(context as IExecuteFunctions);

describe('a pause', () => {
	test.each([
		['n8n-nodes-whatsapp-groups.whatsAppGroups', false],
		['n8n-nodes-whatsapp-groups.whatsAppGroupsTool', true],
		['n8n-nodes-whatsapp-groups.whatsAppGroupsHitlTool', false],
		['n8n-nodes-hitltool.HitlToolOfOthersTool', true],
	])('in %s is impossible: %p', (type, isImpossible) => {
		expect(pauseOf({ getNode: () => ({ type }) }).isImpossible).toBe(isImpossible);
	});

	test.each([
		['Discounts', 'Discounts'],
		[undefined, ''],
	])('of the workflow %p', (name, shown) => {
		expect(pauseOf({ getWorkflow: () => ({ id: '1', name }) }).workflowName).toBe(shown);
	});

	test.each([true, false])(
		'has a link whose signature n8n checks, where it has to be asked for that: %p',
		(isAsked) => {
			const setSignatureValidationRequired = jest.fn();
			const pause = pauseOf({
				...(isAsked && { setSignatureValidationRequired }),
				getSignedResumeUrl: (parameters: object) =>
					`https://n8n.test/?${JSON.stringify(parameters)}`,
			});
			expect(pause.link()).toBe(`https://n8n.test/?{"question":"${pause.nonce}"}`);
			expect(setSignatureValidationRequired).toHaveBeenCalledTimes(isAsked ? 1 : 0);
		},
	);

	test('has a nonce of its own', () => {
		expect(pauseOf({}).nonce).toMatch(/^[\w-]{22}$/);
		expect(pauseOf({}).nonce).not.toBe(pauseOf({}).nonce);
	});
});

describe('an open question', () => {
	/** What n8n keeps of a node, as the execution leaves it and its webhook sees it. */
	function host(name: string) {
		const kept: Record<string, unknown> = {};
		const untils: Date[] = [];
		const execution = {
			getContext: () => kept,
			putExecutionToWait: async (until: Date) => {
				untils.push(until);
				return await Promise.resolve();
			},
		};
		const webhook = {
			getNode: () => ({ name }),
			evaluateExpression: (expression: string) => {
				const [, asked] = /^\{\{ \$node\[(.*)\]\.context\.question \}\}$/.exec(expression) ?? [];
				if (asked === undefined || JSON.parse(asked) !== name) throw new Error(expression);
				return kept.question;
			},
		} as unknown as IWebhookFunctions;
		return { pause: pauseOf(execution), webhook, untils };
	}
	const question: Omit<Question, 'nonce'> = {
		groupId: 'G',
		messageId: 'wamid.1',
		title: 'Discounts',
		text: 'May we?',
		answer: { type: 'approval', approve: 'Yes' },
	};

	test.each(['Ask', 'Ask "them" }} now', "Ask'}"])(
		'of the node %s is what it asked',
		async (name) => {
			const { pause, webhook, untils } = host(name);
			expect(openQuestion(webhook)).toBeUndefined();
			await pause.begin(question);
			expect(openQuestion(webhook)).toEqual({ ...question, nonce: pause.nonce });
			expect(untils).toEqual([WAIT_INDEFINITELY]);
		},
	);

	test('is waited for until its end', async () => {
		const { pause, untils } = host('Ask');
		await pause.begin({ ...question, until: '2099-12-24T17:00:00.000Z' });
		expect(untils).toEqual([new Date('2099-12-24T17:00:00.000Z')]);
	});
});

test.each([
	[{ question: 'abc' }, 'abc'],
	[{}, undefined],
	[{ question: ['a', 'b'] }, undefined],
])('the nonce of a link with %j is %p', (query, nonce) => {
	expect(nonceOf({ getQueryData: () => query } as unknown as IWebhookFunctions)).toBe(nonce);
});
