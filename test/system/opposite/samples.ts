/** Each operation once: how it is run, which of its calls decides, and that call's good answer. */
import { createHash } from 'node:crypto';

import type { INodeParameters } from 'n8n-workflow';

import { forEachOperation, sampleOf, type OperationName } from '../../support/samples';

/** How much of a result an answer gives: see `Said`. */
export type Word = 'done' | 'hinted' | 'refused' | 'failed' | 'nothing';

/** Elements of a list, each with a mark of its own that no other value holds. */
export interface ListSample {
	mark(n: number): string;
	element(n: number): Record<string, unknown>;
	/** The element's key that tells it from the others. */
	idKey: string;
	/** The answer with these elements, as the contract has it. */
	usual(elements: unknown): Record<string, unknown>;
	/** The same under other keys; "done" where contract D32 names them. */
	keys: Record<string, { word: Word; body(elements: unknown): unknown }>;
}

export interface Sample {
	/**
	 * effect: changes something and needs no content in the answer; result: the answer has to name what
	 * it made; people: one result for each of a list; read, list, file: shows what is there.
	 */
	kind: 'effect' | 'result' | 'people' | 'read' | 'list' | 'file';
	parameters: INodeParameters;
	/** The call of which the answer is changed. */
	decisive: string;
	good: unknown;
	/** What an answer without content says here. */
	empty: Word;
	/** What `{"success":true}` alone says here. */
	success: Word;
	/** Doing it twice is doing it twice. */
	once?: true;
	/** Of whom it is, each by a text that stands in that one's output. */
	people?: string[];
	list?: ListSample;
	/** Other calls that it makes before the decisive one. */
	helpers?: string[];
}

export const GROUP = 'group-0001';
export const MEDIA = 'media-0001';
export const LINK = 'https://chat.whatsapp.com/LINK-0001';
export const MESSAGE = 'wamid.0001';
export const ANNA = '16505551001';
export const BEN = '16505551002';
export const MEMBER = '16505559999';
export const REQUESTS = ['request-0001', 'request-0002'];
export const FILE = Buffer.from('a file of the service, every byte of which counts '.repeat(40));
export const SHA256 = createHash('sha256').update(FILE).digest('hex');
export const FILE_PATH = '/whatsapp_business/attachments/';
export const FILE_INFO = {
	messaging_product: 'whatsapp',
	id: MEDIA,
	url: `https://lookaside.fbsbx.com${FILE_PATH}?mid=1&ext=2&hash=3`,
	mime_type: 'application/pdf',
	sha256: SHA256,
	file_size: FILE.length,
};
export const TEMPLATES = [
	{ id: '501', name: 'welcome', body: 'Hello' },
	{ id: '502', name: 'invite', body: 'Join {{1}}' },
].map(({ id, name, body }) => ({
	id,
	name,
	language: 'en_US',
	status: 'approved',
	category: 'UTILITY',
	components: [{ type: 'BODY', text: body }],
}));

const ok = { success: true };
export const SENT = {
	messaging_product: 'whatsapp',
	contacts: [{ input: GROUP, wa_id: GROUP }],
	messages: [{ id: MESSAGE }],
};
const number = (n: number) => String(n).padStart(4, '0');

export const groupOf = (...people: string[]) => ({
	messaging_product: 'whatsapp',
	id: GROUP,
	subject: 'The group',
	creation_timestamp: 1755548877,
	suspended: false,
	join_approval_mode: 'approval_required',
	total_participant_count: people.length,
	participants: people.map((wa_id) => ({ wa_id })),
});

type Part = Omit<Sample, 'parameters'>;

const message: Part = {
	kind: 'result',
	once: true,
	decisive: 'POST /messages',
	good: SENT,
	empty: 'nothing',
	success: 'hinted',
};

const decision = (decisive: string, done: string): Part => ({
	kind: 'people',
	decisive: `${decisive} /groups/${GROUP}/join_requests`,
	good: { messaging_product: 'whatsapp', [done]: REQUESTS },
	empty: 'nothing',
	success: 'hinted',
	people: REQUESTS,
});

const listOf = (decisive: string, list: ListSample): Part => ({
	kind: 'list',
	decisive,
	good: list.usual([1, 2, 3].map(list.element)),
	empty: 'nothing',
	success: 'nothing',
	list,
});

const PARTS: Record<OperationName, Part> = {
	'group:create': {
		kind: 'result',
		once: true,
		decisive: 'POST /groups',
		good: { id: 'group-0009' },
		empty: 'nothing',
		success: 'hinted',
	},
	'group:delete': {
		kind: 'effect',
		decisive: `DELETE /groups/${GROUP}`,
		good: ok,
		empty: 'hinted',
		success: 'done',
	},
	'group:get': {
		kind: 'read',
		decisive: `GET /groups/${GROUP}`,
		good: groupOf(ANNA, BEN),
		empty: 'nothing',
		success: 'nothing',
	},
	'group:getAll': listOf('GET /groups', {
		mark: (n) => `group-${number(n)}`,
		idKey: 'id',
		element: (n) => ({
			id: `group-${number(n)}`,
			subject: `Subject of group-${number(n)}`,
			created_at: 1755548877 + n,
		}),
		usual: (groups) => ({ data: { groups } }),
		keys: {
			data: { word: 'done', body: (data) => ({ data }) },
			groups: { word: 'done', body: (groups) => ({ groups }) },
			'data.data': { word: 'hinted', body: (data) => ({ data: { data } }) },
			'data.groups.data': { word: 'hinted', body: (data) => ({ data: { groups: { data } } }) },
		},
	}),
	'group:update': {
		kind: 'effect',
		decisive: `POST /groups/${GROUP}`,
		good: ok,
		empty: 'hinted',
		success: 'done',
	},
	'invite:getLink': {
		kind: 'read',
		decisive: `GET /groups/${GROUP}/invite_link`,
		good: { messaging_product: 'whatsapp', invite_link: LINK },
		empty: 'nothing',
		success: 'nothing',
	},
	'invite:resetLink': {
		kind: 'result',
		once: true,
		decisive: `POST /groups/${GROUP}/invite_link`,
		good: { messaging_product: 'whatsapp', invite_link: LINK },
		empty: 'nothing',
		success: 'nothing',
	},
	'invite:send': {
		kind: 'people',
		once: true,
		decisive: 'POST /messages',
		good: { messaging_product: 'whatsapp', messages: [{ id: MESSAGE }] },
		empty: 'nothing',
		success: 'hinted',
		people: [ANNA, BEN],
		helpers: [`GET /groups/${GROUP}`, 'GET /v1/configs/templates'],
	},
	'joinRequest:approve': decision('POST', 'approved_join_requests'),
	'joinRequest:getAll': listOf(`GET /groups/${GROUP}/join_requests`, {
		mark: (n) => `request-${number(n)}`,
		idKey: 'join_request_id',
		element: (n) => ({
			join_request_id: `request-${number(n)}`,
			wa_id: `1650555${number(n)}`,
			username: `request-${number(n)}`,
			creation_timestamp: 1755548877 + n,
		}),
		usual: (data) => ({ data }),
		keys: {
			join_requests: { word: 'hinted', body: (join_requests) => ({ join_requests }) },
			'data.join_requests': {
				word: 'hinted',
				body: (join_requests) => ({ data: { join_requests } }),
			},
			'data.data': { word: 'hinted', body: (data) => ({ data: { data } }) },
		},
	}),
	'joinRequest:reject': decision('DELETE', 'rejected_join_requests'),
	'media:delete': {
		kind: 'effect',
		decisive: `DELETE /${MEDIA}`,
		good: ok,
		// Design 2: "done by success, else unknown".
		empty: 'nothing',
		success: 'done',
	},
	'media:download': {
		kind: 'file',
		decisive: `GET ${FILE_PATH}`,
		good: FILE,
		empty: 'nothing',
		success: 'nothing',
		helpers: [`GET /${MEDIA}`],
	},
	'media:upload': {
		kind: 'result',
		once: true,
		decisive: 'POST /media',
		good: { id: MEDIA },
		empty: 'nothing',
		success: 'nothing',
	},
	'message:pin': message,
	'message:send': message,
	'message:sendAndWait': message,
	'message:sendTemplate': {
		...message,
		helpers: ['GET /v1/configs/templates'],
	},
	'message:unpin': message,
	'participant:getAll': listOf(`GET /groups/${GROUP}`, {
		mark: (n) => `member-${number(n)}`,
		idKey: 'wa_id',
		element: (n) => ({ wa_id: `1650555${number(n)}`, username: `member-${number(n)}` }),
		usual: (participants) => ({ messaging_product: 'whatsapp', id: GROUP, participants }),
		keys: {
			'participants.data': {
				word: 'hinted',
				body: (data) => ({ id: GROUP, participants: { data } }),
			},
			'data.participants': {
				word: 'hinted',
				body: (participants) => ({ data: { id: GROUP, participants } }),
			},
			data: { word: 'hinted', body: (data) => ({ id: GROUP, data }) },
		},
	}),
	'participant:remove': {
		kind: 'people',
		decisive: `DELETE /groups/${GROUP}/participants`,
		good: ok,
		empty: 'hinted',
		success: 'done',
		people: [ANNA, BEN],
	},
	'template:createInvite': {
		kind: 'result',
		once: true,
		decisive: 'POST /v1/configs/templates',
		good: { id: '594425479261596', status: 'PENDING', category: 'UTILITY' },
		empty: 'nothing',
		success: 'hinted',
	},
	'template:getAll': listOf('GET /v1/configs/templates', {
		mark: (n) => `template-${number(n)}`,
		idKey: 'id',
		element: (n) => ({
			...TEMPLATES[0],
			id: `template-${number(n)}`,
			name: `template-${number(n)}`,
		}),
		usual: (waba_templates) => {
			const count = Array.isArray(waba_templates) ? waba_templates.length : 0;
			return { waba_templates, count, total: count };
		},
		keys: {
			data: { word: 'done', body: (data) => ({ data }) },
			templates: { word: 'hinted', body: (templates) => ({ templates }) },
			'data.waba_templates': {
				word: 'hinted',
				body: (waba_templates) => ({ data: { waba_templates } }),
			},
		},
	}),
};

const VALUES = {
	groupId: GROUP,
	messageId: 'wamid.0009',
	mediaId: MEDIA,
	joinRequestIds: REQUESTS.join(','),
	people: `+${ANNA}, +${BEN}`,
	template: 'welcome|en_US',
	inviteTemplate: 'invite|en_US',
	newTemplate: 'group_invite',
};

export const SAMPLES: Record<OperationName, Sample> = forEachOperation((operation) => ({
	...PARTS[operation],
	parameters: sampleOf(operation, VALUES),
}));
