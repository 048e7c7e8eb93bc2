/** What a number's webhook gets, as the simulator delivers it. */
let made = 0;

function delivery(value: object): string {
	return JSON.stringify({
		object: 'whatsapp_business_account',
		entry: [
			{
				id: '102290129340398',
				changes: [
					{
						value: {
							messaging_product: 'whatsapp',
							metadata: {
								display_phone_number: '15550783881',
								phone_number_id: '106540352242922',
							},
							...value,
						},
						field: 'messages',
					},
				],
			},
		],
	});
}

const GROUP = 'Y2FwaV9ncm91cDoxNTU1MDc4Mzg4MToxMjAzNjA1MTQ5NzQ1NzQ4MDUZD';
const PERSON = '16505551001';

/** Somebody writes in a group; each time another message. */
export function messageBody(): string {
	return delivery({
		contacts: [{ profile: { name: 'Somebody' }, wa_id: PERSON }],
		messages: [
			{
				from: PERSON,
				group_id: GROUP,
				id: `wamid.${(made += 1)}`,
				timestamp: '1744344496',
				text: { body: 'Does anyone know when we start?' },
				type: 'text',
			},
		],
	});
}

/** A message to the group was delivered to somebody: of these there are most, and few want them. */
export function statusBody(): string {
	return delivery({
		statuses: [
			{
				id: `wamid.${(made += 1)}`,
				status: 'delivered',
				timestamp: '1744344496',
				recipient_id: GROUP,
				recipient_type: 'group',
				recipient_participant_id: PERSON,
			},
		],
	});
}
