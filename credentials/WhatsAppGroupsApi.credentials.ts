import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

const SERVICE = 'https://waba-v2.360dialog.io';

/** What an answer with a success status has to tell: an error may come with one, and so may any page. */
const BODY_RULES = [
	{
		value: undefined,
		message: `The Base URL answered, but not with the health of a number. For 360dialog it is ${SERVICE}`,
	},
	{
		value: 'BLOCKED',
		message:
			'360dialog accepts this API key, but WhatsApp blocks the number from sending. See its health in the 360dialog Hub.',
	},
].map(({ value, message }) => ({
	type: 'responseSuccessBody' as const,
	properties: { key: 'health_status.can_send_message', value, message },
}));

/** Without these n8n says "Unauthorized" and "Not Found", which helps nobody. */
const STATUS_RULES = [
	{
		value: 401,
		message:
			'360dialog does not accept this API key. Enter the key of your number again, from the 360dialog Hub: creating a new key revokes the old one.',
	},
	{
		value: 404,
		message: `The Base URL leads to another service. For 360dialog it is ${SERVICE}`,
	},
	...[301, 302, 303, 307, 308].map((value) => ({
		value,
		message:
			'The Base URL redirects to another address, to which the API key is not sent. Enter the address that answers directly.',
	})),
].map((properties) => ({ type: 'responseCode' as const, properties }));

export class WhatsAppGroupsApi implements ICredentialType {
	name = 'whatsAppGroupsApi';

	displayName = '360dialog WhatsApp Groups API';

	icon: Icon = { light: 'file:whatsAppGroups.svg', dark: 'file:whatsAppGroups.dark.svg' };

	documentationUrl = 'https://docs.360dialog.com/docs/hub/api-key';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'The key of your number, from the 360dialog Hub. It is shown once, and creating a new key revokes the old one.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: SERVICE,
			required: true,
			description: 'Change it only to use a proxy or the local simulator',
		},
		{
			displayName: 'Platform Secret',
			name: 'platformSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only for partners: the secret of the 360dialog Partner Hub that signs webhooks (x-360dialog-signature)',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: {
				'D360-API-KEY': '={{$credentials.apiKey.trim()}}',
			},
		},
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.trim().replace(/([^/])\\/+$/, "$1")}}',
			url: '/health_status',
			// n8n sends the key along wherever a redirect leads.
			disableFollowRedirect: true,
		},
		// n8n reads rules of both kinds; its type knows lists of one kind only.
		rules: [...BODY_RULES, ...STATUS_RULES] as ICredentialTestRequest['rules'],
	};
}
