/** What stands in the service's own configuration for a webhook: the record of who gets the events. */
import type { IWebhookFunctions } from 'n8n-workflow';

import { connect, DEFAULT_BOUNDS } from '../api/connect';
import { hashSecret } from '../secrets/secret';
import { readDestinations, readWebhook } from './configuration';
import { RELEASED, secretIn } from './registration';

/** The sender of the delivery that asks waits five seconds, and comes again. */
const TIMEOUT_MS = 3000;

/**
 * The hashes of the secrets that stand for exactly this webhook's URL.
 *
 * @throws ServiceFailure where the configuration cannot be read
 */
export async function secretsAtService(context: IWebhookFunctions): Promise<readonly string[]> {
	const connected = await connect(context, 1);
	const api = connected.within({
		...DEFAULT_BOUNDS,
		timeoutMs: TIMEOUT_MS,
		maxRateLimitWaitMs: 0,
	});
	const url = context.getNodeWebhookUrl('default');
	const main = await readWebhook(api);
	const { destinations } = await readDestinations(api);
	return [...(main ? [main] : []), ...destinations]
		.filter((one) => one.url === url)
		.map(({ headers }) => secretIn(headers))
		.filter((secret) => secret !== undefined && secret !== RELEASED)
		.map((secret) => hashSecret(secret as string));
}
