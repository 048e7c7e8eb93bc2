/** What of a workflow stands in the service's own configuration. */
import type { IWebhookFunctions } from 'n8n-workflow';

import type { Api } from '../api/client';
import { connect } from '../api/connect';
import { isSameAddress, isSameSite, isTestAddress, mayLive } from './address';
import { readAccountWebhook, readDestinations, readWebhook } from './configuration';
import { hashIn, isReleased, ownerIn, type Entry } from './entry';
import { identityOf } from './identity';
import { isSameNode, type Applicant, type Identity } from './registration';

/**
 * Whether events come to this workflow with a secret that it knows: as the number's own webhook, or as
 * an extra destination of a number whose main webhook somebody listens to.
 *
 * @param isStart whether n8n is starting, and takes down what does not stand and cannot be registered
 */
export async function isStanding(api: Api, who: Applicant, isStart: boolean): Promise<boolean> {
	const { cached, url } = who;
	// A secret that the service does not show may be another by now: it is set anew then.
	const stands = (entry: Entry) =>
		isSameAddress(entry.url, url) && !isReleased(entry) && hashIn(entry) === cached?.secretHash;
	const main = await readWebhook(api);
	if (main && stands(main)) return true;
	const { enabled, destinations } = await readDestinations(api);
	if (!enabled || !destinations.some(stands)) return false;
	const holder = main ?? (await readAccountWebhook(api));
	return holder !== undefined && !isReleased(holder) && (await isListenedTo(holder, who, isStart));
}

/**
 * Of other systems it cannot be told. While n8n starts, it may not answer for its own workflows yet; and
 * beside another n8n that is down for a moment, what stands would be given up for nothing.
 */
async function isListenedTo(holder: Entry, who: Applicant, isStart: boolean): Promise<boolean> {
	const owner = ownerIn(holder, who.keys);
	if (!owner) return true;
	const isOurs = owner.instance === who.owner.instance;
	const isHere = isSameSite(holder.url, who.url);
	// A start of n8n ends its test sessions without a word.
	const isOver = isOurs && (!isHere || isTestAddress(holder.url));
	if (isStart && !isOver) return true;
	const life = await who.lifeAt(holder.url);
	// An n8n may not reach itself. Of others, registering anew says what is to be said.
	return isStart || isHere ? mayLive(life) : life === 'listener';
}

/**
 * The hashes of the secrets that come to this workflow, as far as the service shows them.
 *
 * @throws ServiceFailure where the service cannot be read
 */
export async function secretsAtService(context: IWebhookFunctions): Promise<string[]> {
	return await secretsFor(await connect(context, 1), await identityOf(context));
}

/**
 * The same for any workflow: what stands at exactly its address, or has its mark. One n8n may be reached
 * by several addresses, and what was sent to another one may arrive here all the same. A copy's secret is
 * sent by nobody else than whom the copy has told it.
 */
export async function secretsFor(api: Api, { url, owner, keys }: Identity): Promise<string[]> {
	const isOwn = (entry: Entry) => {
		const marked = ownerIn(entry, keys);
		return isSameAddress(entry.url, url) || (marked !== undefined && isSameNode(marked, owner));
	};
	const main = await readWebhook(api);
	const { destinations } = await readDestinations(api);
	return [main, ...destinations].flatMap((entry) =>
		entry && isOwn(entry) && !isReleased(entry) ? (hashIn(entry) ?? []) : [],
	);
}
