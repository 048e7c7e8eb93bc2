/**
 * Makes a number's events come to a workflow. A number has one main webhook and up to three extra
 * destinations; what of them is whose is read from the service's own configuration, and what is another
 * system's is never taken without being told to.
 */
import type { Api } from '../api/client';
import { InputFailure, ServiceFailure } from '../failures/failure';
import type { Owner } from '../secrets/sealed';
import { checkUrl, isSameAddress } from './address';
import { readAccountWebhook, readDestinations, readWebhook } from './configuration';
import { addDestination } from './destinations';
import { ownerIn, sealedIn, type Entry } from './entry';
import {
	holderOf,
	isSameNode,
	stoodBefore,
	type Registered,
	type Registration,
	type RegistrationRequest,
} from './registration';
import { relationOf } from './relation';
import { replace } from './replace';
import { takeNumber } from './takeNumber';

/** What others wrote at the same time may undo ours: then it is looked again who holds the number. */
const MOST_ROUNDS = 3;

/**
 * Makes the number's events come to `url`. Doing it again, also after being cut short between two
 * steps, ends in one registration.
 *
 * @throws InputFailure when the number is held by another system and that shall not be touched
 * @throws ServiceFailure when the service refuses
 */
export async function register(api: Api, request: RegistrationRequest): Promise<Registered> {
	checkUrl(request.url, api.baseUrl);
	for (let round = 1; ; round += 1) {
		const registered = await tryRegister(api, request);
		const { place } = registered.registration;
		if (await reaches(api, request, place)) return registered;
		if (round === MOST_ROUNDS) throw contested(request);
	}
}

async function tryRegister(api: Api, request: RegistrationRequest): Promise<Registered> {
	const main = await readWebhook(api);
	const holder = main ?? (await readAccountWebhook(api));
	const relation = await relationOf(holder, request);
	if (holder === undefined || relation === 'free') {
		// That nothing is shown may have been a moment of the service's: it is looked again before it is taken.
		const again = holder ?? (await readWebhook(api));
		return again === holder ? await takeNumber(api, request, {}) : await tryRegister(api, request);
	}
	if (relation === 'ours' || relation === 'left') {
		// What is to be given back is what the first activation found.
		const stood = stoodBefore(holder, request);
		const before = stood === 'unreadable' ? { sealed: sealedIn(holder) } : { main: stood.main };
		const registered = await takeNumber(api, request, before);
		const notice = `The number’s webhook was ${holder.url}, where this n8n was reached before and nobody answers any more: it was taken over.`;
		if (relation === 'left') registered.notices.push(notice);
		return registered;
	}
	if (relation !== 'colleague' && request.whenOccupied === 'replace' && !request.isTest) {
		return await replace(api, request, main);
	}
	if (relation === 'deserted') throw deserted(holder, request);
	if (relation === 'unanswered') throw unanswered(holder, request);
	if (relation === 'other' && request.whenOccupied === 'fail') throw occupied(holder, request);
	const registered = await addDestination(api, request, holder);
	const owner = ownerIn(holder, request.keys);
	if (relation === 'other' && owner) {
		registered.notices.push(...(await doubtsAbout(holder, owner, request)));
	}
	return registered;
}

/** Of a trigger of ours that holds the number, and may not be what it seems. */
async function doubtsAbout(
	holder: Entry,
	owner: Owner,
	request: RegistrationRequest,
): Promise<string[]> {
	const held = `The number’s webhook is held by ${holderOf(holder, request)}`;
	if (isSameNode(owner, request.owner)) {
		return [
			`${held}, and this trigger answers there. If that is this n8n under an address that it had before, set If Number Is Occupied to Replace, or publish this workflow again once nobody answers there any more.`,
		];
	}
	if ((await request.lifeAt(holder.url)) === 'listener') return [];
	return [
		`${held}, but no trigger answers there when this n8n asks. If nobody listens there any more, this workflow gets no events: set If Number Is Occupied to Replace.`,
	];
}

/** Whether events reach it as it stands now, in the place that it has got. */
async function reaches(
	api: Api,
	request: RegistrationRequest,
	place: Registration['place'],
): Promise<boolean> {
	const { url } = request;
	const main = await readWebhook(api);
	if (place === 'number') return main !== undefined && isSameAddress(main.url, url);
	// Extra destinations get nothing without a main webhook whose owner listens.
	const relation = await relationOf(main ?? (await readAccountWebhook(api)), request);
	if (relation !== 'colleague' && relation !== 'other') return false;
	const { enabled, destinations } = await readDestinations(api);
	return enabled && destinations.some((one) => isSameAddress(one.url, url));
}

function contested({ url }: RegistrationRequest): ServiceFailure {
	return new ServiceFailure(
		{
			code: 'webhook_contested',
			message: `Another system changed the number’s webhook at the same time, so it does not point to ${url}.`,
			hint: 'See in the 360dialog Hub who sets it, then try again.',
		},
		'unknown',
	);
}

function occupied(holder: Entry, request: RegistrationRequest): InputFailure {
	return new InputFailure(
		`The number’s webhook is held by ${holderOf(holder, request)}.`,
		'Set If Number Is Occupied to Add Destination to get the events alongside that system, or to Replace to take its place until this workflow is deactivated.',
		'webhook_occupied',
	);
}

/** Extra destinations get their copies only after the main webhook has accepted. */
function deserted(holder: Entry, request: RegistrationRequest): InputFailure {
	const owner = ownerIn(holder, request.keys);
	const isOurs = owner === undefined || owner.instance === request.owner.instance;
	return new InputFailure(
		`The number’s webhook is held by ${holderOf(holder, request)}, where nobody listens any more: an extra destination beside it would get no events.`,
		isOurs
			? 'Publish this workflow, which takes its place.'
			: 'Publish this workflow with If Number Is Occupied set to Replace, which takes its place, or set another webhook in the 360dialog Hub.',
		'webhook_deserted',
	);
}

/** The same, as far as this n8n can see: where it sees wrongly, somebody's webhook is at stake. */
function unanswered(holder: Entry, request: RegistrationRequest): InputFailure {
	return new InputFailure(
		`The number’s webhook is held by ${holderOf(holder, request)}, but this trigger does not answer there when this n8n asks: an extra destination beside it would get no events if nobody listens there any more.`,
		'If nobody listens there any more, publish this workflow with If Number Is Occupied set to Replace. If somebody does, make that address reachable from this n8n.',
		'webhook_deserted',
	);
}
