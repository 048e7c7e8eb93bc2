/** Every operation, run against a service that says yes to everything. */
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { WhatsAppGroups } from '../../../nodes/WhatsAppGroups/WhatsAppGroups.node';
import { withOperation } from '../../unit/operations/bench';
import { itemWith, picture, png } from '../../unit/operations/files';
import { Engine, NODE_TYPE, type RunResult } from '../../support/engine';
import { byId, byName } from '../../support/world';

export const KEY = 'a-key-for-one-host-only';

/** An expression, so that what the item holds is a value and never an expression itself. */
const STRANGE = '={{ $json.strange }}';

const group = { groupId: byId(STRANGE) };
const welcome = {
	template: byName('welcome'),
	templateParameters: { mappingMode: 'defineBelow', value: { body_1: STRANGE } },
};

/** The item's `strange` stands wherever an operation takes a text of any form. */
export const PARAMETERS: Record<string, INodeParameters> = {
	'group:create': { subject: STRANGE, description: STRANGE },
	'group:delete': group,
	'group:get': group,
	'group:getAll': {},
	'group:update': { ...group, updateFields: { subject: STRANGE, picture: 'photo' } },
	'invite:getLink': group,
	'invite:resetLink': group,
	'invite:send': {
		...group,
		recipients: '+16505551001',
		inviteMethod: 'text',
		text: `${STRANGE} {{ $json.strange }}`,
	},
	'joinRequest:approve': { ...group, joinRequestIds: '={{ [$json.strange] }}' },
	'joinRequest:getAll': group,
	'joinRequest:reject': { ...group, joinRequestIds: '={{ [$json.strange] }}' },
	'media:delete': { mediaId: STRANGE },
	'media:download': { mediaId: STRANGE, options: { filename: STRANGE } },
	'media:upload': {},
	'message:pin': { ...group, messageId: STRANGE },
	'message:send': {
		...group,
		messageType: 'document',
		options: { caption: STRANGE, filename: STRANGE, trackingData: STRANGE },
	},
	'message:sendTemplate': { ...group, ...welcome, options: { trackingData: STRANGE } },
	'message:unpin': { ...group, messageId: STRANGE },
	'participant:getAll': group,
	'participant:remove': { ...group, participants: '+16505551001' },
	'template:createInvite': { name: 'invite', language: STRANGE },
	'template:getAll': {},
};

/** What the service answers to whatever it is asked: each operation finds in it what it looks for. */
export function answerToAll(fileUrl: string): IDataObject {
	return {
		success: true,
		id: 'made',
		url: fileUrl,
		mime_type: 'image/png',
		invite_link: 'https://chat.whatsapp.com/LINK',
		messages: [{ id: 'wamid.1' }],
		participants: [{ wa_id: '16505559999' }],
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
	operation: string,
	strange: string,
	options: INodeParameters = {},
): Promise<RunResult> {
	const parameters = PARAMETERS[operation];
	const all = { ...(parameters.options as INodeParameters | undefined), ...options };
	return await engine.runNode(withOperation(operation, { ...parameters, options: all }), [
		itemOf(strange),
	]);
}
