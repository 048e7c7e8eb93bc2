/** Who a trigger is towards the service: its address, whose its entries are, and its secret by hand. */
import { createHash, createHmac } from 'node:crypto';

import type { IHookFunctions, ILoadOptionsFunctions, IWebhookFunctions } from 'n8n-workflow';

import { CREDENTIAL } from '../api/connect';
import { asText } from '../api/values';
import { InputFailure } from '../failures/failure';
import { nodeError } from '../failures/shown';
import { keyFrom } from '../secrets/sealed';
import { hashSecret } from '../secrets/secret';
import type { Identity, TriggerState } from './registration';

type TriggerContext = IHookFunctions | IWebhookFunctions;

export async function identityOf(context: TriggerContext): Promise<Identity> {
	const { registration, earlier } = stateOf(context);
	const key = keyFrom(await apiKeyOf(context));
	const earlierKeys = [registration?.key, earlier?.key].flatMap((one) => one ?? []);
	return {
		url: webhookUrl(context),
		owner: {
			// The ID itself is nobody else's business.
			instance: createHash('sha256').update(context.getInstanceId()).digest('hex').slice(0, 16),
			workflow: context.getWorkflow().id ?? '',
			node: context.getNode().id,
		},
		keys: [key, ...earlierKeys],
	};
}

/**
 * The secret of a registration by hand, to be entered in the 360dialog Hub as `SECRET_HEADER`. It is
 * made from the API key, so that the panel can show it whenever it is needed without it being stored; a
 * new key makes a new secret.
 *
 * @throws NodeOperationError without an API key: anybody could make the secret then
 */
export async function manualSecret(
	context: TriggerContext | ILoadOptionsFunctions,
): Promise<string> {
	const key = await apiKeyOf(context);
	if (key === '') {
		const failure = new InputFailure(
			'The credential has no API key, from which the secret of the header is made.',
			'Enter the API key in the credential.',
		);
		throw nodeError(context.getNode(), failure);
	}
	const secret = createHmac('sha256', key)
		.update('webhook secret of n8n-nodes-whatsapp-groups')
		.digest('hex');
	// In letters and digits, of which the panel has room for 50 in a line.
	return BigInt(`0x${secret}`).toString(36);
}

/** The hash of the secret by hand, as a list: it is the only one that stands. */
export async function secretsByHand(context: IWebhookFunctions): Promise<string[]> {
	return [hashSecret(await manualSecret(context))];
}

export function stateOf(context: TriggerContext): TriggerState {
	return context.getWorkflowStaticData('node') as TriggerState;
}

export function webhookUrl(context: TriggerContext): string {
	return context.getNodeWebhookUrl('default') ?? '';
}

async function apiKeyOf(context: TriggerContext | ILoadOptionsFunctions): Promise<string> {
	const { apiKey } = await context.getCredentials(CREDENTIAL);
	return (asText(apiKey) ?? '').trim();
}
