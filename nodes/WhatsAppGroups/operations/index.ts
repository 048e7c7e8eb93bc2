/** All operations, and what the node's description makes of them. A new one is its file and one line here. */
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { createGroup } from './group/create';
import { deleteGroup } from './group/delete';
import { getGroup } from './group/get';
import { getManyGroups } from './group/getAll';
import { updateGroup } from './group/update';
import { getInviteLink } from './invite/getLink';
import { resetInviteLink } from './invite/resetLink';
import { sendInvite } from './invite/send';
import { approveJoinRequests } from './joinRequest/approve';
import { getManyJoinRequests } from './joinRequest/getAll';
import { rejectJoinRequests } from './joinRequest/reject';
import { deleteMediaFile } from './media/delete';
import { downloadMediaFile } from './media/download';
import { uploadMediaFile } from './media/upload';
import { pinMessage } from './message/pin';
import { sendMessage } from './message/send';
import { sendAndWait } from './message/sendAndWait';
import { sendTemplate } from './message/sendTemplate';
import { unpinMessage } from './message/unpin';
import type { Operation } from '../runtime/operation';
import { optionsOf } from '../runtime/options';
import { getManyParticipants } from './participant/getAll';
import { removeParticipants } from './participant/remove';
import { createInviteTemplate } from './template/createInvite';
import { getManyTemplates } from './template/getAll';

/** In the order of the editor's lists. */
export const operations: readonly Operation[] = [
	createGroup,
	deleteGroup,
	getGroup,
	getManyGroups,
	updateGroup,
	getInviteLink,
	resetInviteLink,
	sendInvite,
	approveJoinRequests,
	getManyJoinRequests,
	rejectJoinRequests,
	deleteMediaFile,
	downloadMediaFile,
	uploadMediaFile,
	pinMessage,
	sendMessage,
	sendAndWait,
	sendTemplate,
	unpinMessage,
	getManyParticipants,
	removeParticipants,
	createInviteTemplate,
	getManyTemplates,
];

/** The stored values of `resource`, with their labels. */
export const resources = [
	{ name: 'Group', value: 'group' },
	{ name: 'Invite', value: 'invite' },
	{ name: 'Join Request', value: 'joinRequest' },
	{ name: 'Media', value: 'media' },
	{ name: 'Message', value: 'message' },
	{ name: 'Participant', value: 'participant' },
	{ name: 'Template', value: 'template' },
] as const;

/** What a resource begins with in the editor. */
const defaultOperations: Record<(typeof resources)[number]['value'], string> = {
	group: 'create',
	invite: 'send',
	joinRequest: 'getAll',
	media: 'upload',
	message: 'send',
	participant: 'getAll',
	template: 'getAll',
};

/** The operation of these stored values, if there is one. */
export function findOperation(resource: string, operation: string): Operation | undefined {
	return operations.find((one) => one.resource === resource && one.operation === operation);
}

/** The lists of operations, one per resource, and then every operation's own fields. */
export const operationProperties: INodeProperties[] = [
	...resources.map(operationList),
	...operations.flatMap(ownFields),
];

function operationList({ value }: (typeof resources)[number]): INodeProperties {
	const initial = defaultOperations[value];
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		options: operations
			.filter((one) => one.resource === value)
			.map(
				(one): INodePropertyOptions => ({
					name: one.name,
					value: one.operation,
					action: one.action,
					description: one.description,
				}),
			),
		default: initial,
	};
}

/** A field is shown for its operation only, besides its own conditions. */
function ownFields(one: Operation): INodeProperties[] {
	return [...one.fields, optionsOf(one)].map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: {
				resource: [one.resource],
				operation: [one.operation],
				...field.displayOptions?.show,
			},
		},
	}));
}
