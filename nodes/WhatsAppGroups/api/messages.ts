/** POST /messages, to groups and to single people. */
import { record, type Expected } from './answer';
import type { Api } from './client';
import type { SendMessageRequest, SendMessageResponse } from './contract/messages';
import type { Wire } from './contract/wire';
import { readErrorBody } from './errorBody';
import type { Person } from './people';
import { sentMessages, withSender } from './sender';
import { asId, asList, asText, asWire, withoutUndefined } from './values';

/** A message that the service accepted. Accepted is not delivered: that comes by status events. */
export interface AcceptedMessage {
	messageId: string;
	/** `accepted`, or another word of template pacing; not always given. */
	messageStatus?: string;
	/** Whom the service took the recipient for. */
	recipient: Person;
	body: unknown;
}

export type MessageContent = Omit<
	SendMessageRequest,
	'messaging_product' | 'recipient_type' | 'to' | 'recipient'
>;

/** Words that would be no acceptance. */
const FAILED = /^(fail|reject|error)/i;

type Contact = NonNullable<SendMessageResponse['contacts']>[number];
type Message = NonNullable<SendMessageResponse['messages']>[number];

/** Sends to a group. Never repeated without a clear refusal. */
export async function sendToGroup(
	api: Api,
	groupId: string,
	content: MessageContent,
): Promise<AcceptedMessage> {
	return await send(
		api,
		{ messaging_product: 'whatsapp', recipient_type: 'group', to: groupId, ...content },
		groupId,
		'Look at the group on a phone that is in it, or wait for the message’s status events, before you send it again.',
	);
}

/** Sends to one person: to the phone number in E.164 form, or to the user ID of a hidden one (D31). */
export async function sendToPerson(
	api: Api,
	to: { phone: string } | { userId: string },
	content: MessageContent,
): Promise<AcceptedMessage> {
	const [key, id] = 'phone' in to ? ['to', to.phone] : ['recipient', to.userId];
	return await send(
		api,
		{ messaging_product: 'whatsapp', recipient_type: 'individual', [key]: id, ...content },
		id,
		'Ask the recipient, or wait for the message’s status events, before you send it again.',
	);
}

function firstMessage(body: Wire<SendMessageResponse>): Wire<Message> {
	return asWire<Message>(asList(body.messages)[0]);
}

const acceptance: Expected<Wire<SendMessageResponse>> = {
	...record<SendMessageResponse>('a message ID', (answer) => {
		const message = firstMessage(answer);
		const isFailed = FAILED.test(asText(message.message_status) ?? '');
		return asId(message.id) !== undefined && !isFailed && !readErrorBody(message);
	}),
	isProof: 'always',
};

async function send(
	api: Api,
	json: SendMessageRequest,
	recipient: string,
	howToFindOut: string,
): Promise<AcceptedMessage> {
	const trackingData = withSender(api.sender, json.biz_opaque_callback_data);
	const { value, body } = await api.call({
		method: 'POST',
		path: ['messages'],
		json: { ...json, ...(trackingData && { biz_opaque_callback_data: trackingData }) },
		kind: 'once',
		recipient,
		howToFindOut,
		expects: acceptance,
	});
	const message = firstMessage(value);
	const contact = asWire<Contact>(asList(value.contacts)[0]);
	const messageId = asId(message.id) ?? '';
	if (api.sender !== undefined) sentMessages.add(messageId, api.sender);
	return {
		messageId,
		messageStatus: asText(message.message_status),
		recipient: withoutUndefined({ waId: asId(contact.wa_id), userId: asId(contact.user_id) }),
		body,
	};
}
