/** POST /messages, to groups and to single people. */
import type { Api } from './client';
import type { SendMessageRequest, SendMessageResponse } from './contract/messages';
import { ServiceFailure } from './errorBody';
import { asList, asRecord, asText } from './values';

/** A message that the service accepted. Accepted is not delivered: that comes by status events. */
export interface AcceptedMessage {
	messageId: string;
	/** `accepted`, or another word of template pacing; not always given. */
	status?: string;
	/** Whom the service took the recipient for. */
	waId?: string;
	userId?: string;
	body: SendMessageResponse;
}

type MessageContent = Omit<SendMessageRequest, 'messaging_product' | 'recipient_type' | 'to'>;

/** Sends to a group. Never repeated without a clear refusal. */
export async function sendToGroup(
	api: Api,
	groupId: string,
	content: MessageContent,
): Promise<AcceptedMessage> {
	return await send(
		api,
		{
			messaging_product: 'whatsapp',
			recipient_type: 'group',
			to: groupId,
			...content,
		} as SendMessageRequest,
		'Look into the group on a phone that is in it, or wait for the message’s status events.',
	);
}

/** Sends to one person, by phone number in E.164 form. */
export async function sendToPerson(
	api: Api,
	phone: string,
	content: MessageContent,
): Promise<AcceptedMessage> {
	return await send(
		api,
		{
			messaging_product: 'whatsapp',
			recipient_type: 'individual',
			to: phone,
			...content,
		} as SendMessageRequest,
		'Ask the recipient, or wait for the message’s status events.',
	);
}

async function send(
	api: Api,
	json: SendMessageRequest,
	howToFindOut: string,
): Promise<AcceptedMessage> {
	const { body, status } = await api.call<SendMessageResponse>({
		method: 'POST',
		path: ['messages'],
		json,
		kind: 'once',
		recipient: json.to,
		howToFindOut,
	});
	const message = asRecord(asList(asRecord(body).messages)[0]);
	const contact = asRecord(asList(asRecord(body).contacts)[0]);
	const messageId = asText(message.id);
	if (messageId === undefined) {
		throw new ServiceFailure(
			{
				code: 'no_message_id',
				message:
					'The service answered without a message ID, so it is not known whether the message was sent',
				hint: howToFindOut,
				httpStatus: status,
			},
			'unknown',
		);
	}
	return {
		messageId,
		status: asText(message.message_status),
		waId: asText(contact.wa_id),
		userId: asText(contact.user_id),
		body,
	};
}
