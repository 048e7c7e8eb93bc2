/** What of a workflow stands in the service's own configuration. */
import type { IWebhookFunctions } from 'n8n-workflow';

import type { Api } from '../api/client';
import { connect } from '../api/connect';
import { isSameAddress, isSameSite } from './address';
import { readAccountWebhook, readDestinations, readWebhook } from './configuration';
import { hashIn, isReleased, ownerIn, type Entry } from './entry';
import type { Applicant } from './registration';

/**
 * Whether events come to this workflow with a secret that it knows: as the number's own webhook, or as
 * an extra destination of a number whose main webhook somebody listens to.
 */
export async function isStanding(api: Api, who: Applicant): Promise<boolean> {
	const { cached, url } = who;
	// A secret that the service does not show may be another by now: it is set anew then.
	const stands = (entry: Entry) =>
		isSameAddress(entry.url, url) && !isReleased(entry) && hashIn(entry) === cached?.secretHash;
	const main = await readWebhook(api);
	if (main && stands(main)) return true;
	const { enabled, destinations } = await readDestinations(api);
	if (!enabled || !destinations.some(stands)) return false;
	const holder = main ?? (await readAccountWebhook(api));
	return holder !== undefined && !isReleased(holder) && (await isListenedTo(holder, who));
}

/** Of other systems it cannot be told. Workflows of this n8n it switches on and off itself. */
async function isListenedTo(holder: Entry, who: Applicant): Promise<boolean> {
	const isOurs = ownerIn(holder, who.keys) !== undefined;
	return !isOurs || isSameSite(holder.url, who.url) || (await who.isInhabited(holder.url));
}

/**
 * The hashes of the secrets that the service sends to exactly this workflow's address, as far as it
 * shows them.
 *
 * @throws ServiceFailure where the service cannot be read
 */
export async function secretsAtService(context: IWebhookFunctions): Promise<string[]> {
	const url = context.getNodeWebhookUrl('default') ?? '';
	return await secretsFor(await connect(context, 1), url);
}

/** The same for any address, exactly as it is. */
export async function secretsFor(api: Api, url: string): Promise<string[]> {
	const main = await readWebhook(api);
	const { destinations } = await readDestinations(api);
	return [main, ...destinations].flatMap((entry) =>
		entry && isSameAddress(entry.url, url) && !isReleased(entry) ? (hashIn(entry) ?? []) : [],
	);
}
