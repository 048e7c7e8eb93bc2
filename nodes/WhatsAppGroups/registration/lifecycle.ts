/** What n8n asks of a trigger when its workflow is activated, deactivated, or listens for a test. */
import type { IHookFunctions } from 'n8n-workflow';

import { connect, CREDENTIAL } from '../api/connect';
import { KeyedQueue } from '../api/keyedQueue';
import { asFlag } from '../api/values';
import { Failure, InputFailure } from '../failures/failure';
import { nodeError } from '../failures/shown';
import { keepAsEarlier } from '../secrets/kept';
import { hashSecret, makeSecret, platformSecretIn } from '../secrets/secret';
import { isSameAddress, lifeAt } from './address';
import { identityOf, manualSecret, stateOf, webhookUrl } from './identity';
import { readNumberId } from './number';
import { register } from './register';
import {
	OCCUPIED_CHOICES,
	type Applicant,
	type Registration,
	type WhenOccupied,
} from './registration';
import { isStanding } from './standing';
import { unregister } from './unregister';

/** n8n takes a workflow down whose trigger cannot be looked at then. */
const AT_START = new Set<string>(['init', 'leadershipChange']);

/** A number's configuration is read and then written: by one at a time. */
const turns = new KeyedQueue();

/** Addresses that this process has registered. n8n may not answer at one yet while others are activated. */
const registeredHere = new Set<string>();

/**
 * Whether the registration of an earlier activation still stands. At a start of n8n, which takes down what
 * it cannot look at, what stood before counts as standing while the service cannot be read.
 */
export async function checkRegistration(context: IHookFunctions): Promise<boolean> {
	const { registration } = stateOf(context);
	if (!registration || isManual(context) !== (registration.place === 'manual')) return false;
	if (registration.url !== webhookUrl(context)) return false;
	if (!AT_START.has(context.getActivationMode())) return await stands(context, registration, false);
	try {
		return await stands(context, registration, true);
	} catch (failure) {
		const { message } = failure as Error;
		log(context, [`It could not be checked whether the webhook is still registered. ${message}`]);
		return true;
	}
}

async function stands(
	context: IHookFunctions,
	{ place, secretHash }: Registration,
	isStart: boolean,
): Promise<boolean> {
	if (place === 'manual') return secretHash === hashSecret(await manualSecret(context));
	const who = await applicant(context);
	return await onNumber(context, async (api) => await isStanding(api, who, isStart));
}

/** Registers the number's events to come here, as the node's parameters say. */
export async function createRegistration(context: IHookFunctions): Promise<boolean> {
	await checkSignature(context);
	if (isManual(context)) await registerByHand(context);
	else await registerAtService(context);
	return true;
}

async function registerByHand(context: IHookFunctions): Promise<void> {
	const state = stateOf(context);
	const secretHash = hashSecret(await manualSecret(context));
	const before = state.registration?.secretHash ?? state.earlier?.secretHash;
	if (before !== undefined && before !== secretHash) {
		log(context, [
			'The API key was changed, and with it the header that 360dialog has to send: enter it anew in the 360dialog Hub, as the node’s panel shows it. Events that come with the old one are taken for an hour at most.',
		]);
	}
	if (state.registration?.secretHash !== secretHash) keepAsEarlier(state);
	state.registration = { place: 'manual', url: webhookUrl(context), secretHash };
}

async function registerAtService(context: IHookFunctions): Promise<void> {
	const state = stateOf(context);
	const whenOccupied = whatWhenOccupied(context);
	const who = await applicant(context);
	await onNumber(context, async (api) => {
		const { registration, notices } = await register(api, {
			...who,
			isTest: context.getMode() === 'manual',
			secret: makeSecret(),
			whenOccupied,
		});
		registeredHere.add(who.url);
		const numberId = await readNumberId(api);
		const left = leftBehind(who, numberId);
		keepAsEarlier(state);
		state.registration = { ...registration, key: who.keys[0], ...(numberId && { numberId }) };
		log(context, left ? [...notices, left] : notices);
	});
}

/** Gives back what was registered. What could not be given back is written to n8n's log. */
export async function deleteRegistration(context: IHookFunctions): Promise<boolean> {
	const state = stateOf(context);
	const cached = state.registration;
	// Whatever becomes of it at the service, n8n takes the workflow off.
	registeredHere.delete(webhookUrl(context));
	// What a delivery has put back into the cache does not say it.
	const isByHand = cached?.place === undefined ? isManual(context) : cached.place === 'manual';
	if (isByHand) {
		const notice =
			'The webhook was entered by hand: remove it in the 360dialog Hub, or events go on coming to this address.';
		if (cached) log(context, [notice]);
	} else if (cached) {
		await giveBack(context);
	} else {
		// After an activation that failed n8n calls this as well, and may show this error in its place.
		await giveBack(context).catch((failure: Error) => log(context, [failure.message]));
	}
	// n8n publishes a change by this and a new registration.
	keepAsEarlier(state);
	delete state.registration;
	return true;
}

/** @throws NodeOperationError where no delivery could pass: without the secret none is signed rightly */
async function checkSignature(context: IHookFunctions): Promise<void> {
	if (asFlag(context.getNodeParameter('options.requireSignature', false)) !== true) return;
	if (platformSecretIn(await context.getCredentials(CREDENTIAL))) return;
	const failure = new InputFailure(
		'Require Signature is on, but the credential has no Platform Secret, so that no delivery would be taken.',
		'Enter the Platform Secret in the credential, or switch Require Signature off.',
	);
	throw nodeError(context.getNode(), failure);
}

async function giveBack(context: IHookFunctions): Promise<void> {
	const who = await applicant(context);
	await onNumber(context, async (api) => {
		const left = who.cached && leftBehind(who, await readNumberId(api));
		// Of another number, what is kept says nothing.
		const notices = await unregister(api, left ? { ...who, cached: undefined } : who);
		log(context, left ? [...notices, left] : notices);
	});
}

async function applicant(context: IHookFunctions): Promise<Applicant> {
	const cached = stateOf(context).registration;
	const identity = await identityOf(context);
	return {
		...identity,
		...(cached && { cached }),
		lifeAt: async (url) =>
			[...registeredHere].some((one) => isSameAddress(one, url))
				? 'listener'
				: await lifeAt(context, url, identity.url),
	};
}

/** Works on the number's configuration, alone in this process. */
async function onNumber<T>(
	context: IHookFunctions,
	work: (api: Awaited<ReturnType<typeof connect>>) => Promise<T>,
): Promise<T> {
	const api = await connect(context, 1);
	try {
		return await turns.run(api.number, async () => await work(api));
	} catch (failure) {
		throw failure instanceof Failure ? nodeError(context.getNode(), failure) : failure;
	}
}

/** Another number was meant before: nobody here reaches that one any more. */
function leftBehind({ cached }: Applicant, numberId: string | undefined): string | undefined {
	if (cached?.numberId === undefined || numberId === undefined) return undefined;
	if (cached.numberId === numberId) return undefined;
	return `The credential is for another number now. The number with WhatsApp’s ID ${cached.numberId} still sends its events to ${cached.url}, and its API key is not known here any more: set its webhook in the 360dialog Hub.`;
}

function log(context: IHookFunctions, notices: readonly string[]): void {
	for (const notice of notices) context.logger.warn(`${context.getNode().name}: ${notice}`);
}

function isManual(context: IHookFunctions): boolean {
	return choiceOf(context, 'registration', 'Registration', ['automatic', 'manual']) === 'manual';
}

function whatWhenOccupied(context: IHookFunctions): WhenOccupied {
	return choiceOf(context, 'whenOccupied', 'If Number Is Occupied', OCCUPIED_CHOICES);
}

/** @throws NodeOperationError where an expression gives something else: others' webhooks are at stake */
function choiceOf<T extends string>(
	context: IHookFunctions,
	name: string,
	label: string,
	choices: readonly T[],
): T {
	const value = context.getNodeParameter(name);
	const choice = choices.find((one) => one === value);
	if (choice !== undefined) return choice;
	const failure = new InputFailure(
		`${label}: ${JSON.stringify(value)} is not one of the choices.`,
		`Choose one, or let the expression give one of ${choices.join(', ')}.`,
	);
	throw nodeError(context.getNode(), failure);
}
