/**
 * Gives back what a workflow holds of a number, by the service's own configuration. What n8n remembers
 * may be lost, or a copy's.
 */
import type { Api } from '../api/client';
import { ServiceFailure, tryWork } from '../failures/failure';
import { isSameAddress, mayLive } from './address';
import {
	readAccountWebhook,
	readDestinations,
	readWebhook,
	seenAfter,
	setWebhook,
	unsetWebhook,
	type Destination,
} from './configuration';
import { freeDestination, listOf, TEST_SUFFIX } from './destinations';
import {
	differingHeaders,
	hashIn,
	isReleased,
	ownerIn,
	releasedHeaders,
	showsHeaders,
	showsReleased,
	wereOnIn,
	withBefore,
	withoutBefore,
	type Entry,
} from './entry';
import { holderOf, isSameNode, stoodBefore, type Applicant } from './registration';

/** Who gets the number next, and whether a trigger answers there. */
interface Heir {
	destination: Destination;
	answers: boolean;
}

/**
 * @returns what the user should know, where it could not be given back as it was
 * @throws ServiceFailure when the service refuses
 */
export async function unregister(api: Api, who: Applicant): Promise<string[]> {
	const notices: string[] = [];
	const main = await readWebhook(api);
	if (main && (await isOwn(main, who))) notices.push(...(await giveNumberBack(api, main, who)));
	else if (who.cached?.place === 'number') notices.push(notOurs(main, who));
	const { destinations } = await readDestinations(api);
	for (const one of destinations) {
		if (isReleased(one) || !(await isOwn(one, who))) continue;
		const isGone = await freeDestination(api, one, wereOnIn(one, who.keys) ?? true);
		if (!isGone) notices.push(hadToStay(one));
	}
	return notices;
}

/**
 * At exactly its address; or with its mark where n8n registered it last, if nobody lives there any more:
 * n8n has got another address since.
 */
async function isOwn(entry: Entry, who: Applicant): Promise<boolean> {
	if (isSameAddress(entry.url, who.url)) return true;
	const owner = ownerIn(entry, who.keys);
	const isCached = who.cached !== undefined && isSameAddress(entry.url, who.cached.url);
	if (!owner || !isSameNode(owner, who.owner) || !isCached) return false;
	return !mayLive(await who.lifeAt(entry.url));
}

async function giveNumberBack(api: Api, main: Entry, who: Applicant): Promise<string[]> {
	const before = stoodBefore(main, who);
	if (before === 'unreadable') {
		return [
			'What the number’s webhook was before cannot be read any more, as the API key was changed more than once since: set it again in the 360dialog Hub.',
			...(await giveToAnother(api, main, who)),
		];
	}
	return before.main
		? await giveToHolderBefore(api, main, before.main, who)
		: await giveToAnother(api, main, who);
}

/**
 * What has our mark can be asked whether somebody lives there. If nobody does, a workflow that waits gets
 * the number, and with it what is to be given back when it goes.
 */
async function giveToHolderBefore(
	api: Api,
	main: Entry,
	before: Entry,
	who: Applicant,
): Promise<string[]> {
	const gone = await whyGone(before, who);
	if (gone === undefined) return await setAsItWas(api, before);
	const waiting = await waitingBehind(api, main);
	const heir = await findHeir(waiting, who);
	if (heir) {
		await passOn(api, heir.destination, who, before);
		return [
			`The number’s webhook was held by ${holderOf(before, who)} before, where ${gone}. It went to ${heir.destination.url}, which got its events as an extra destination.`,
			...doubtsAbout(heir, waiting, who),
		];
	}
	const again = 'publish this workflow again with If Number Is Occupied set to Replace';
	return [
		`The number’s webhook was given back to ${holderOf(before, who)}, where ${gone}.`,
		...(await setAsItWas(api, before)),
		...starving(waiting, who, again),
	];
}

/** Another n8n may be reached from outside only. Of this one, a copy answers: the rest is a former address. */
async function whyGone(before: Entry, who: Applicant): Promise<string | undefined> {
	const owner = ownerIn(before, who.keys);
	if (!owner) return undefined;
	const life = await who.lifeAt(before.url);
	if (life === 'nobody') return 'nobody listens any more';
	const isOurs = owner.instance === who.owner.instance;
	return isOurs && life !== 'listener' ? 'no trigger answers when this n8n asks' : undefined;
}

/** Whoever had it needs its headers as well: what does not show of them is told. */
async function setAsItWas(api: Api, entry: Entry): Promise<string[]> {
	const set = await tryWork(setWebhook(api, entry));
	if (!(set instanceof ServiceFailure)) return [];
	const now = await seenAfter(set, readWebhook(api));
	if (set.certainty === 'notDone' || !now || !isSameAddress(now.url, entry.url)) throw set;
	const names = differingHeaders(entry, now);
	return names.length === 0 ? [] : [otherHeaders(entry, names)];
}

/** Nobody had the number before, as far as can be told: another workflow gets it, or nobody. */
async function giveToAnother(api: Api, main: Entry, who: Applicant): Promise<string[]> {
	const waiting = await waitingBehind(api, main);
	const heir = await findHeir(waiting, who);
	if (!heir) return await empty(api, main, waiting, who);
	await passOn(api, heir.destination, who);
	return doubtsAbout(heir, waiting, who);
}

/** The extra destinations of others: they get their events through the main webhook. */
async function waitingBehind(api: Api, main: Entry): Promise<Destination[]> {
	const { enabled, destinations } = await readDestinations(api);
	return enabled
		? destinations.filter((one) => !isSameAddress(one.url, main.url) && !isReleased(one))
		: [];
}

/** Nobody is there to take the number. */
async function empty(
	api: Api,
	main: Entry,
	waiting: readonly Destination[],
	who: Applicant,
): Promise<string[]> {
	const again = 'publish one of these workflows again';
	if (await unsetWebhook(api)) return starving(waiting, who, again);
	const account = await readAccountWebhook(api);
	if (account && !isSameAddress(account.url, main.url) && isShownWhole(account, main)) {
		const notices = await setAsItWas(api, account);
		return [
			`The number’s webhook could not be emptied. It was set to the account’s webhook ${account.url}, which serves numbers without one of their own.`,
			...notices,
		];
	}
	await setWebhook(api, { url: main.url, headers: releasedHeaders(main) }, showsReleased);
	// Ours has headers: where none are shown, nobody sees its mark.
	const [next, advice] =
		Object.keys(main.headers).length > 0
			? [
					'The next workflow that is activated takes the place; for another system, set its webhook in the 360dialog Hub.',
					again,
				]
			: [
					'The service does not show headers, so no other workflow can see that: publish this workflow again, or set another webhook in the 360dialog Hub.',
					'publish this workflow again',
				];
	return [
		`The number had no webhook before, and the service does not let it be emptied: it still points to this workflow, which no longer listens. ${next}`,
		...starving(waiting, who, advice),
	];
}

/** Whether the account's webhook can be copied: with headers left out or masked it would be another. */
function isShownWhole(account: Entry, ours: Entry): boolean {
	const hasNone = Object.keys(account.headers).length === 0;
	return showsHeaders(hasNone ? ours : account);
}

/**
 * Extra destinations get their copies only after a main webhook has accepted: when the main one goes,
 * another workflow with this node takes its place: one that answers, else one that may. Systems of others
 * stay where they chose to be.
 */
async function findHeir(
	destinations: readonly Destination[],
	who: Applicant,
): Promise<Heir | undefined> {
	const ours = destinations.filter(
		(one) => ownerIn(one, who.keys) !== undefined && hashIn(one) !== undefined,
	);
	const isTest = ({ name }: Destination) => name.endsWith(TEST_SUFFIX);
	let maybe: Destination | undefined;
	for (const one of [...ours.filter((two) => !isTest(two)), ...ours.filter(isTest)]) {
		const life = await who.lifeAt(one.url);
		if (life === 'listener') return { destination: one, answers: true };
		if (mayLive(life)) maybe ??= one;
	}
	return maybe && { destination: maybe, answers: false };
}

/** Who waits for events that only the heir's answers make come. */
function doubtsAbout(
	{ destination, answers }: Heir,
	waiting: readonly Destination[],
	who: Applicant,
): string[] {
	const others = waiting.filter((one) => one !== destination);
	if (answers || others.length === 0) return [];
	return [
		`The number’s webhook is ${destination.url} now, where no trigger answers when this n8n asks. If nobody listens there, the extra destinations get no events: ${listOf(others, who)}. Publish one of their workflows with If Number Is Occupied set to Replace then.`,
	];
}

/** First the number, then the destination: in between events come twice, and are told apart by id. */
async function passOn(
	api: Api,
	heir: Destination,
	{ keys }: Applicant,
	before?: Entry,
): Promise<void> {
	const headers = before
		? withBefore(heir.headers, { main: before }, keys[0])
		: withoutBefore(heir.headers);
	const secret = hashIn(heir);
	await setWebhook(api, { url: heir.url, headers }, (entry) => {
		const shown = hashIn(entry);
		return shown === undefined || shown === secret;
	});
	await freeDestination(api, heir, wereOnIn(heir, keys) ?? true);
}

/** Somebody else has set it; or this same n8n is still reached under an address that it had before. */
function notOurs(main: Entry | undefined, who: Applicant): string {
	const owner = main && ownerIn(main, who.keys);
	if (!owner || !isSameNode(owner, who.owner)) {
		return `The number’s webhook is now ${main?.url ?? 'empty'}, which is not this workflow’s, so it was left alone.`;
	}
	return `The number’s webhook is held by ${holderOf(main, who)}, so it was left alone. If that is this n8n, publish the workflow with If Number Is Occupied set to Replace, or set the number’s webhook in the 360dialog Hub.`;
}

function otherHeaders({ url }: Entry, names: readonly string[]): string {
	return `The number’s webhook is ${url} now, but the service does not show all of its headers as they were: ${names.join(', ')}. Compare them in the 360dialog Hub, and set them again there if they are different.`;
}

function hadToStay({ name }: Destination): string {
	return `The extra destination "${name}" stays: the service does not let it be removed alone. Nobody listens there any more, and the next workflow that needs a destination takes it over.`;
}

function starving(destinations: readonly Destination[], who: Applicant, advice: string): string[] {
	if (destinations.length === 0) return [];
	return [
		`No main webhook of the number answers any more, so its extra destinations get no events: ${listOf(destinations, who)}. Set a main webhook in the 360dialog Hub, or ${advice}.`,
	];
}
