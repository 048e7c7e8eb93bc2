/** Every operation, run against a service that says yes to everything. */
import type { ServerResponse } from 'node:http';

import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

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
import { pdfFile } from '../../support/sampleFiles';

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

/** What a service that says yes to everything is asked, and what it is to speak of. */
interface Asked {
	method?: string;
	url?: string;
}

interface About {
	fileUrl: string;
	joinRequestId?: string;
}

const TEMPLATE = {
	id: '1',
	name: 'welcome',
	language: 'en_US',
	status: 'APPROVED',
	category: 'UTILITY',
	components: [{ type: 'BODY', text: 'Hello {{1}}' }],
};

/** What such a service answers; bytes are a file. */
export function answerTo({ method, url = '' }: Asked, about: About): object | Buffer {
	const { fileUrl, joinRequestId = 'request' } = about;
	const path = url.split('?')[0];
	const inGroup = /\/groups\/[^/]*\/(\w+)$/.exec(path)?.[1];
	if (path.includes('/attachments/')) return Buffer.from(png.bytes);
	if (inGroup === 'invite_link') return { invite_link: 'https://chat.whatsapp.com/LINK' };
	if (inGroup === 'join_requests' && method === 'GET') {
		return { data: [{ join_request_id: joinRequestId, wa_id: '16505559999' }] };
	}
	if (inGroup === 'join_requests') {
		return { approved_join_requests: [joinRequestId], rejected_join_requests: [joinRequestId] };
	}
	if (path.endsWith('/messages')) return { messages: [{ id: 'wamid.1' }] };
	if (path.endsWith('/message_template_library')) return { data: [{ name: 'group_invite_1' }] };
	if (method === 'DELETE') return { success: true };
	if (path.endsWith('/templates')) {
		return method === 'GET'
			? { waba_templates: [TEMPLATE], count: 1, total: 1 }
			: { id: '2', status: 'PENDING' };
	}
	if (path.endsWith('/groups') && method === 'GET') {
		return { data: { groups: [{ id: 'listed', subject: 'Listed' }] } };
	}
	if (method === 'POST') {
		const made = { id: 'made', invite_link: 'https://chat.whatsapp.com/LINK' };
		return path.includes('/groups/') ? { success: true } : made;
	}
	return path.includes('/groups/')
		? { subject: 'Listed', participants: [{ wa_id: '16505559999' }], total_participant_count: 1 }
		: { url: fileUrl, mime_type: 'image/png' };
}

/** Answers with a file, or with JSON. */
export function answerWith(response: ServerResponse, body: object | Buffer): void {
	if (Buffer.isBuffer(body)) response.setHeader('Content-Type', 'image/png').end(body);
	else response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
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
		itemWith({ bytes: pdfFile, fileName: strange, mimeType: 'application/pdf' }),
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
