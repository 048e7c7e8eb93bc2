import { MAX_TEXT } from '../../api/limits';
import { sendToGroup, type MessageContent } from '../../api/messages';
import { InputFailure } from '../../failures/failure';
import { groupField, readGroupChoice } from '../../fields/group';
import { findLinkVariable, linkValue, linkVariableField } from '../../fields/responseLink';
import {
	belowChoice,
	readTemplateReference,
	resolveTemplate,
	templateField,
} from '../../fields/template';
import { templateParametersField, templateTextField } from '../../fields/templateParameters';
import { planComponents, readTemplateValues } from '../../fields/templateValues';
import { readWaitLimit, waitLimitOption } from '../../fields/waitLimit';
import type { ItemInput } from '../../runtime/input';
import type { LookedUp, Operation } from '../../runtime/operation';
import type { AnswerForm } from '../../runtime/question';
import { trackingDataOption } from './shared/options';

/** A page's button holds no more. */
const MAX_LABEL = 60;
const MAX_TITLE = 128;

const LINK_LABEL = 'Respond';
const APPROVE_LABEL = 'Approve';
const DISAPPROVE_LABEL = 'Decline';
const SUBMIT_LABEL = 'Submit';

const asTemplate = { sendAs: ['template'] };

/** The message around the link to the answer page. */
type MessageWith = (link: string) => MessageContent;

/**
 * POST /messages with `recipient_type` "group": a text or a template with a link to a page of this n8n,
 * on which anybody answers who has it. Sent first, and never twice; then the execution waits.
 */
export const sendAndWait: Operation = {
	resource: 'message',
	// n8n knows by this very value that links to answer pages are signed.
	operation: 'sendAndWait',
	name: 'Send and Wait for Response',
	action: 'Send a message to a group and wait for response',
	description:
		'Ask a WhatsApp group, and continue with its answer. The message has a link to a page on which anybody in the group can answer. Takes one item.',
	calls: ['GET /v1/configs/templates', 'POST /messages'],
	waits: true,
	fields: [
		groupField,
		{
			displayName: 'Send As',
			name: 'sendAs',
			type: 'options',
			options: [
				{
					name: 'Template',
					value: 'template',
					description:
						'An approved template with a variable for the link; always reaches the group',
				},
				{
					name: 'Text',
					value: 'text',
					description: 'Only within 24 hours after a participant last wrote',
				},
			],
			default: 'text',
			description:
				'How to ask. Outside the 24 hours WhatsApp accepts a text and lets it fail later, which only the trigger’s event Message Failed reports. Then nobody was asked, and the wait is in vain.',
		},
		belowChoice(templateField, asTemplate),
		belowChoice(templateTextField, asTemplate),
		belowChoice(linkVariableField, asTemplate),
		belowChoice(templateParametersField, asTemplate),
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			required: true,
			description:
				'What to ask. The answer page shows it, and sent as text it is the message, with the link below it.',
		},
		{
			displayName: 'Response Type',
			name: 'responseType',
			type: 'options',
			options: [
				{
					name: 'Approval',
					value: 'approval',
					description: 'The page has a button to approve, and one to disapprove if you like',
				},
				{ name: 'Free Text', value: 'freeText', description: 'The page has a field for a text' },
			],
			default: 'approval',
			description:
				'What the page asks for. Anybody who has the link can answer, and nobody learns who did.',
		},
		{
			displayName: 'Approval Options',
			name: 'approvalOptions',
			type: 'fixedCollection',
			placeholder: 'Add option',
			default: {},
			displayOptions: { show: { responseType: ['approval'] } },
			options: [
				{
					displayName: 'Values',
					name: 'values',
					values: [
						{
							displayName: 'Type of Approval',
							name: 'approvalType',
							type: 'options',
							options: [
								{ name: 'Approve and Disapprove', value: 'double' },
								{ name: 'Approve Only', value: 'single' },
							],
							default: 'single',
							description: 'Which buttons the page has',
						},
						{
							displayName: 'Approve Button Label',
							name: 'approveLabel',
							type: 'string',
							default: APPROVE_LABEL,
							description: 'The text of the button that approves',
						},
						{
							displayName: 'Disapprove Button Label',
							name: 'disapproveLabel',
							type: 'string',
							default: DISAPPROVE_LABEL,
							description: 'The text of the button that disapproves',
							displayOptions: { show: { approvalType: ['double'] } },
						},
					],
				},
			],
		},
	],
	options: [
		waitLimitOption,
		{
			displayName: 'Message Link Label',
			name: 'messageButtonLabel',
			type: 'string',
			default: LINK_LABEL,
			description: 'The words before the link, in a text',
			displayOptions: { show: { '/sendAs': ['text'] } },
		},
		{
			displayName: 'Response Form Button Label',
			name: 'responseFormButtonLabel',
			type: 'string',
			default: SUBMIT_LABEL,
			description: 'The text of the button below the text field',
			displayOptions: { show: { '/responseType': ['freeText'] } },
		},
		{
			displayName: 'Response Form Title',
			name: 'responseFormTitle',
			type: 'string',
			default: '',
			description: 'The page’s title: who asks. The workflow’s name when empty.',
		},
		trackingDataOption,
	],
	output: {
		success: 'boolean',
		status: 'string',
		data: { approved: 'boolean', text: 'string', respondedAt: 'string' },
		respondedAt: 'string',
		groupId: 'string',
		messageId: 'string',
	},
	plan(input) {
		const group = readGroupChoice(input);
		const text = input.body('message', MAX_TEXT);
		const answer = readAnswerForm(input);
		const title = input.optionText('responseFormTitle', MAX_TITLE);
		const limit = readWaitLimit(input, Date.now());
		const trackingData = input.optionText('trackingData');
		const message = readMessage(input, text);
		return async (lookups) => {
			const groupId = await group.lookUp(lookups);
			const messageWith = await message(lookups);
			return {
				orderBy: groupId,
				run: async (api, { clock, pause }) => {
					if (pause.isImpossible) throw cannotWaitAsTool();
					limit.check(clock.wallTime());
					const { messageId } = await sendToGroup(api, groupId, {
						...messageWith(pause.link()),
						...(trackingData && { biz_opaque_callback_data: trackingData }),
					});
					const untilMs = limit.endOf(clock.wallTime());
					await pause.begin({
						groupId,
						messageId,
						title: title ?? pause.workflowName,
						text,
						answer,
						...(untilMs !== undefined && { until: new Date(untilMs).toISOString() }),
					});
					// Shown only while it waits.
					return [{ json: { success: true, status: 'pending', groupId, messageId } }];
				},
			};
		};
	},
};

function readMessage(input: ItemInput, text: string): LookedUp<MessageWith> {
	return input.choice('sendAs', ['text', 'template']) === 'text'
		? readText(input, text)
		: readTemplate(input);
}

function readText(input: ItemInput, text: string): LookedUp<MessageWith> {
	const label = input.optionText('messageButtonLabel', MAX_LABEL) ?? LINK_LABEL;
	const messageWith: MessageWith = (link) => {
		const body = `${text.trimEnd()}\n\n${label}: ${link}`;
		const excess = [...body].length - MAX_TEXT;
		if (excess > 0) {
			throw input.wrong(
				'message',
				`is too long: with the link it exceeds ${MAX_TEXT} characters by ${excess}`,
			);
		}
		return { type: 'text', text: { body } };
	};
	return async () => await Promise.resolve(messageWith);
}

function readTemplate(input: ItemInput): LookedUp<MessageWith> {
	const reference = readTemplateReference(input);
	const wanted = input.text('linkVariable', { optional: true });
	const values = readTemplateValues(input);
	return async ({ api, templates }) => {
		const template = await resolveTemplate(api, templates, reference);
		const carrier = findLinkVariable(template, wanted);
		const components = planComponents(template, values, carrier);
		const { name, language } = template;
		return (link) => ({
			type: 'template',
			template: {
				name,
				language: { code: language },
				components: components({ type: 'text', text: linkValue(template, carrier, link) }),
			},
		});
	};
}

function readAnswerForm(input: ItemInput): AnswerForm {
	if (input.choice('responseType', ['approval', 'freeText']) === 'freeText') {
		const submit = input.optionText('responseFormButtonLabel', MAX_LABEL);
		return { type: 'freeText', submit: submit ?? SUBMIT_LABEL };
	}
	const values = input.values('approvalOptions');
	const label = (name: string, fallback: string) =>
		input.field(values, name, { optional: true, max: MAX_LABEL }) || fallback;
	const approve = label('approveLabel', APPROVE_LABEL);
	const type = input.fieldChoice(values, 'approvalType', ['single', 'double'], 'single');
	if (type === 'single') return { type: 'approval', approve };
	const disapprove = label('disapproveLabel', DISAPPROVE_LABEL);
	return { type: 'approval', approve, disapprove };
}

function cannotWaitAsTool(): InputFailure {
	return new InputFailure(
		'An AI agent’s tool cannot wait for an answer. Nothing was sent.',
		'To have a group approve what the agent does, connect this node between the agent and its tools as a human review.',
	);
}
