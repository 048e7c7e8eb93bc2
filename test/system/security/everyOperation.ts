/** Every operation, run against a service that says yes to everything. */
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { WhatsAppGroups } from '../../../nodes/WhatsAppGroups/WhatsAppGroups.node';
import { withOperation } from '../../unit/operations/bench';
import { itemWith, picture, png } from '../../unit/operations/files';
import { Engine, NODE_TYPE, type RunResult } from '../../support/engine';
import {
	forEachOperation,
	sampleOf,
	type OperationName,
	type SampleValues,
} from '../../support/samples';

export const KEY = 'a-key-for-one-host-only';

/** An expression, so that what the item holds is a value and never an expression itself. */
const STRANGE = '={{ $json.strange }}';

const VALUES: SampleValues = {
	groupId: STRANGE,
	messageId: STRANGE,
	mediaId: STRANGE,
	joinRequestIds: '={{ [$json.strange] }}',
	people: '+16505551001',
	subject: STRANGE,
	template: 'welcome',
	templateValues: { body_1: STRANGE },
	newTemplate: 'invite',
};

/** Where a plain run leaves texts out. */
const MORE: Partial<Record<OperationName, INodeParameters>> = {
	'group:create': { description: STRANGE, waitForInviteLink: true },
	'group:update': { updateFields: { subject: STRANGE, picture: 'photo' } },
	'invite:send': { inviteMethod: 'text', text: `${STRANGE} {{ $json.strange }}` },
	'media:download': { options: { filename: STRANGE } },
	'message:send': {
		messageType: 'document',
		options: { caption: STRANGE, filename: STRANGE, trackingData: STRANGE },
	},
	'message:sendTemplate': { options: { trackingData: STRANGE } },
	'template:createInvite': { language: STRANGE },
};

/** The item's `strange` stands wherever an operation takes a text of any form. */
const PARAMETERS = forEachOperation(
	(name): INodeParameters => ({ ...sampleOf(name, VALUES), ...MORE[name] }),
);

/** What the service answers to whatever it is asked: each operation finds in it what it looks for. */
export function answerToAll(fileUrl: string, joinRequestId = 'request'): IDataObject {
	return {
		success: true,
		id: 'made',
		url: fileUrl,
		mime_type: 'image/png',
		invite_link: 'https://chat.whatsapp.com/LINK',
		messages: [{ id: 'wamid.1' }],
		participants: [{ wa_id: '16505559999' }],
		approved_join_requests: [joinRequestId],
		rejected_join_requests: [joinRequestId],
		data: {
			groups: [{ id: 'listed', subject: 'Listed' }],
		},
		waba_templates: [
			{
				id: '1',
				name: 'welcome',
				language: 'en_US',
				status: 'APPROVED',
				category: 'UTILITY',
				components: [{ type: 'BODY', text: 'Hello {{1}}' }],
			},
		],
	};
}

export function engineAt(baseUrl: string): Engine {
	return new Engine({
		nodeTypes: { [NODE_TYPE]: new WhatsAppGroups() },
		credentialType: new WhatsAppGroupsApi(),
		credentials: { apiKey: KEY, baseUrl },
	});
}

/** An item with this text, and with files of this name, one for each kind that is sent. */
export function itemOf(strange: string): INodeExecutionData {
	const files = [
		itemWith({ ...png, fileName: strange, mimeType: `image/png; name="${strange}"` }, 'image'),
		itemWith({ ...picture(200, 200), fileName: strange }, 'photo'),
		itemWith({ bytes: png.bytes, fileName: strange, mimeType: 'application/pdf' }),
	];
	return {
		json: { strange },
		binary: Object.fromEntries(files.flatMap(({ binary = {} }) => Object.entries(binary))),
	};
}

/** Runs an operation on one such item, with these options besides its own. */
export async function runWith(
	engine: Engine,
	operation: OperationName,
	strange: string,
	options: INodeParameters = {},
): Promise<RunResult> {
	const parameters = PARAMETERS[operation];
	const all = { ...(parameters.options as INodeParameters | undefined), ...options };
	return await engine.runNode(withOperation(operation, { ...parameters, options: all }), [
		itemOf(strange),
	]);
}
