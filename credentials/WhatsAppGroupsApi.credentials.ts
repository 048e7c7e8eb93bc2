import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

const REDIRECTS = [301, 302, 303, 307, 308];

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
				'The key of your number, from the 360dialog Hub. It is shown once, and creating a new key ends the old one.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://waba-v2.360dialog.io',
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
		// Without rules n8n says "Unauthorized" and "Not Found", which helps nobody.
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'360dialog does not accept this API key. Enter the key of your number again, from the 360dialog Hub: creating a new key ends the old one.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						'The Base URL leads to another service. For 360dialog it is https://waba-v2.360dialog.io',
				},
			},
			...REDIRECTS.map((value) => ({
				type: 'responseCode' as const,
				properties: {
					value,
					message:
						'The Base URL redirects to another address, to which the API key is not sent. Enter the address that answers itself.',
				},
			})),
		],
	};
}
