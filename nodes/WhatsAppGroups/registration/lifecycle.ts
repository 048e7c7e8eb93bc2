/** What n8n asks of a trigger when its workflow is activated, deactivated, or listens for a test. */
import { createHmac } from 'node:crypto';

import type { IHookFunctions, ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { connect, CREDENTIAL } from '../api/connect';
import { InputFailure } from '../failures/failure';
import { asText } from '../api/values';
import { nodeError } from '../failures/shown';
import {
	isRegistered,
	register,
	unregister,
	type Registration,
	type WhenOccupied,
} from './registration';
import type { Kept } from '../secrets/kept';
import { hashSecret, makeSecret, SECRET_HEADER } from '../secrets/secret';

/** The node's static data: what n8n keeps of it between activations. */
export interface TriggerState extends Kept {
	registration?: Registration;
}

/** Whether the registration of an earlier activation still stands. */
export async function checkRegistration(context: IHookFunctions): Promise<boolean> {
	const { registration } = stateOf(context);
	const url = webhookUrl(context);
	if (!registration || isManual(context) !== (registration.place === 'manual')) return false;
	if (registration.place === 'manual') {
		return registration.secretHash === hashSecret(await manualSecret(context));
	}
	try {
		return await isRegistered(await connect(context, 1), registration, url);
	} catch (failure) {
		throw nodeError(context.getNode(), failure);
	}
}

/** Registers the number's events to come here, as the node's parameters say. */
export async function createRegistration(context: IHookFunctions): Promise<boolean> {
	const state = stateOf(context);
	const url = webhookUrl(context);
	if (isManual(context)) {
		const secretHash = hashSecret(await manualSecret(context));
		state.registration = { place: 'manual', url, secretHash };
		return true;
	}
	const earlier = state.registration;
	try {
		state.registration = await register(await connect(context, 1), {
			url,
			isTest: context.getMode() === 'manual',
			secret: makeSecret(),
			workflowId: context.getWorkflow().id ?? '',
			nodeId: context.getNode().id,
			whenOccupied: context.getNodeParameter('whenOccupied') as WhenOccupied,
			earlier: earlier?.place === 'manual' ? undefined : earlier,
		});
	} catch (failure) {
		throw nodeError(context.getNode(), failure);
	}
	return true;
}

/** Gives back what was registered. What could not be given back is written to n8n's log. */
export async function deleteRegistration(context: IHookFunctions): Promise<boolean> {
	const state = stateOf(context);
	if (!state.registration) return true;
	try {
		const notice = await unregister(await connect(context, 1), state.registration);
		if (notice) context.logger.warn(`${context.getNode().name}: ${notice}`);
	} catch (failure) {
		throw nodeError(context.getNode(), failure);
	}
	delete state.registration;
	return true;
}

/** The header to enter in the 360dialog Hub, shown in the node's panel and kept nowhere. */
export async function manualHeader(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const header = `${SECRET_HEADER}: ${await manualSecret(this)}`;
	return [{ name: header, value: 'header' }];
}

/**
 * The secret of a registration by hand. It is made from the API key, so that the panel can show it
 * whenever it is needed without it being stored; a new key makes a new secret.
 *
 * @throws NodeOperationError without an API key: anybody could make the secret then
 */
async function manualSecret(context: IHookFunctions | ILoadOptionsFunctions): Promise<string> {
	const { apiKey } = await context.getCredentials(CREDENTIAL);
	const key = (asText(apiKey) ?? '').trim();
	if (key === '') {
		const failure = new InputFailure(
			'The credential has no API key, from which the secret of the header is made.',
			'Enter the API key in the credential.',
		);
		throw nodeError(context.getNode(), failure);
	}
	return createHmac('sha256', key)
		.update('webhook secret of n8n-nodes-whatsapp-groups')
		.digest('base64url');
}

function isManual(context: IHookFunctions): boolean {
	return context.getNodeParameter('registration') === 'manual';
}

function stateOf(context: IHookFunctions): TriggerState {
	return context.getWorkflowStaticData('node') as TriggerState;
}

function webhookUrl(context: IHookFunctions): string {
	return context.getNodeWebhookUrl('default') ?? '';
}
