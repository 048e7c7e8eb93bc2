/** The good world around a way: what the calls are answered that the way leaves alone. */
import type { INodeExecutionData } from 'n8n-workflow';

import {
	ANNA,
	BEN,
	FILE_INFO,
	GROUP,
	groupOf,
	LINK,
	MEDIA,
	MEMBER,
	REQUESTS,
	SENT,
	TEMPLATES,
	type Sample,
} from './samples';
import type { Call, Reply } from './service';

/** What the good world answers to any call that the way leaves alone. */
export function goodReply(sample: Sample, call: Call, calls: readonly Call[]): Reply {
	const happened = (name: string) => calls.some((one) => one.good && one.name === name);
	const good = (body: unknown): Reply => ({ body, good: true });
	if (call.name === 'POST /messages') {
		const to = String(call.json.to ?? call.json.recipient);
		const contacts = [{ input: to, wa_id: to.replace(/^\+/, '') }];
		return good({ ...SENT, contacts, messages: [{ id: `wamid.to-${to}` }] });
	}
	if (call.name === sample.decisive) return good(sample.good);
	switch (call.name) {
		case 'GET /groups':
			return good({
				data: { groups: [{ id: GROUP, subject: 'The group', created_at: 1755548877 }] },
			});
		case `GET /groups/${GROUP}`: {
			const isRemoved = happened(`DELETE /groups/${GROUP}/participants`);
			const inIt = sample.decisive.endsWith('/participants') && !isRemoved ? [ANNA, BEN] : [];
			return good(groupOf(MEMBER, ...inIt));
		}
		case `GET /groups/${GROUP}/invite_link`:
			return good({ messaging_product: 'whatsapp', invite_link: LINK });
		case `GET /groups/${GROUP}/join_requests`:
			return good({ data: REQUESTS.map((join_request_id) => ({ join_request_id, wa_id: ANNA })) });
		case 'GET /v1/configs/templates':
			return good({ waba_templates: TEMPLATES, count: 2, total: 2 });
		case 'GET /message_template_library':
			return good({ data: [{ id: '1', name: 'group_invite_1', language: 'en_US' }] });
		case 'POST /media':
			return good({ id: MEDIA });
		case `GET /${MEDIA}`:
			return good(FILE_INFO);
		default:
			return { status: 404, body: { error: 'Not found' }, refuses: true };
	}
}

/** The item that every operation gets: it holds a file to send and a picture for a group. */
export function inputItem(): INodeExecutionData {
	const file = (bytes: Buffer, mimeType: string, fileName: string) => ({
		data: bytes.toString('base64'),
		mimeType,
		fileName,
	});
	const frame = 'ffd8ffc0001108' + '00c800c8' + '03012200021101031101' + 'ffd9';
	return {
		json: {},
		binary: {
			data: file(Buffer.from('%PDF-1.4 a document'), 'application/pdf', 'invoice.pdf'),
			picture: file(Buffer.from(frame, 'hex'), 'image/jpeg', 'group.jpg'),
		},
	};
}
