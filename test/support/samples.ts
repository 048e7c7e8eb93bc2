/**
 * Each operation once, with the parameters of a plain successful run. What they are about, each suite
 * says itself: its own world's ids, or an expression. A new operation is one line here, and the compiler
 * then names what each suite lacks for it.
 */
import type { INodeParameters } from 'n8n-workflow';

import { byId, byName, mapped } from './world';

/** What a run is about. By expression, each item says for itself. */
export interface SampleValues {
	groupId?: string;
	messageId?: string;
	mediaId?: string;
	/** Separated by commas. */
	joinRequestIds?: string;
	/** Who is invited or removed, separated by commas. */
	people?: string;
	subject?: string;
	text?: string;
	/** Without values that have to be given, unless they are in `templateValues`. */
	template?: string;
	templateValues?: Record<string, string>;
	/** With the invitation in its first variable. */
	inviteTemplate?: string;
	/** Of the template that is to be made. */
	newTemplate?: string;
}

type Sample = (values: SampleValues) => INodeParameters;

const ofGroup: Sample = ({ groupId = '' }) => ({ groupId: byId(groupId) });
const everything: Sample = () => ({ returnAll: true });
const allOfGroup: Sample = (values) => ({ ...ofGroup(values), ...everything(values) });
const ofMedia: Sample = ({ mediaId = '' }) => ({ mediaId });
const ofMessage: Sample = (values) => ({
	...ofGroup(values),
	messageId: values.messageId ?? '',
});
const ofRequests: Sample = (values) => ({
	...ofGroup(values),
	joinRequestIds: values.joinRequestIds ?? '',
});

const SAMPLES = {
	'group:create': ({ subject = 'A new group' }) => ({ subject, waitForInviteLink: false }),
	'group:delete': ofGroup,
	'group:get': ofGroup,
	'group:getAll': everything,
	'group:update': (values) => ({
		...ofGroup(values),
		updateFields: { subject: values.subject ?? 'Another subject' },
	}),
	'invite:getLink': ofGroup,
	'invite:resetLink': ofGroup,
	'invite:send': (values) => ({
		...ofGroup(values),
		recipients: values.people ?? '',
		inviteMethod: 'template',
		template: byName(values.inviteTemplate ?? ''),
		templateParameters: mapped(values.templateValues ?? {}),
	}),
	'joinRequest:approve': ofRequests,
	'joinRequest:getAll': allOfGroup,
	'joinRequest:reject': ofRequests,
	'media:delete': ofMedia,
	'media:download': ofMedia,
	/** The file is the item's, in `data`. */
	'media:upload': () => ({}),
	'message:pin': ofMessage,
	'message:send': (values) => ({
		...ofGroup(values),
		messageType: 'text',
		text: values.text ?? 'Hello',
	}),
	'message:sendAndWait': (values) => ({
		...ofGroup(values),
		message: values.text ?? 'Shall we?',
	}),
	'message:sendTemplate': (values) => ({
		...ofGroup(values),
		template: byName(values.template ?? ''),
		templateParameters: mapped(values.templateValues ?? {}),
	}),
	'message:unpin': ofMessage,
	'participant:getAll': allOfGroup,
	'participant:remove': (values) => ({ ...ofGroup(values), participants: values.people ?? '' }),
	'template:createInvite': ({ newTemplate = 'new_invite' }) => ({
		name: newTemplate,
		language: 'en_US',
	}),
	'template:getAll': everything,
} as const satisfies Record<string, Sample>;

export type OperationName = keyof typeof SAMPLES;

/** In the order of the editor's lists. */
export const OPERATIONS = Object.keys(SAMPLES) as OperationName[];

/** The parameters of a plain run, without resource and operation. */
export function sampleOf(operation: OperationName, values: SampleValues = {}): INodeParameters {
	return SAMPLES[operation](values);
}

/** A row for each operation, made of its name. */
export function forEachOperation<Row>(
	row: (operation: OperationName) => Row,
): Record<OperationName, Row> {
	return Object.fromEntries(OPERATIONS.map((name) => [name, row(name)])) as Record<
		OperationName,
		Row
	>;
}
