/** The editor that asks for lists and fields, with templates in place of the service. */
import type { IHttpRequestOptions, ILoadOptionsFunctions } from 'n8n-workflow';

import type { WireTemplate } from '../../../nodes/WhatsAppGroups/api/contract/templates';

let editors = 0;

/**
 * @param templates all that there are, in the shape of the older endpoint
 * @param parameters of the node
 * @param urls gets the address of each call
 */
export function editorOf(
	templates: Array<Partial<WireTemplate>>,
	parameters: Record<string, unknown> = {},
	urls: string[] = [],
): ILoadOptionsFunctions {
	editors += 1;
	// Of a number that no other editor knows: calls of one number wait for each other.
	const baseUrl = `https://service-${editors}.test`;
	const body = JSON.stringify({ waba_templates: templates, total: templates.length });
	return {
		getCredentials: async () => await Promise.resolve({ apiKey: 'key', baseUrl }),
		getNode: () => ({ name: 'WhatsApp Groups' }),
		getWorkflow: () => ({ id: 'workflow' }),
		getCurrentNodeParameter: (name: string) => parameters[name],
		logger: { info: () => {} },
		helpers: {
			httpRequestWithAuthentication: async (_type: string, { url }: IHttpRequestOptions) => {
				urls.push(url.slice(baseUrl.length));
				return await Promise.resolve({ statusCode: 200, body, headers: {} });
			},
		},
	} as unknown as ILoadOptionsFunctions;
}
