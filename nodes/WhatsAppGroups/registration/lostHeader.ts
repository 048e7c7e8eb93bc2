/** Where the service takes a webhook, but does not keep its headers. */
import { InputFailure, type ServiceFailure } from '../failures/failure';
import { isSameAddress } from './address';
import { standingOf, type Entry, type Standing } from './entry';
import type { RegistrationRequest } from './registration';

/** Whether deliveries will carry enough of the secret, as far as the service shows it. */
export function isUsable(standing: Standing): boolean {
	return standing !== 'other' && standing !== 'missing';
}

/** A service that keeps no headers cannot show that a delivery is its own. */
export function explained(
	failure: ServiceFailure,
	now: Entry | undefined,
	{ url, secret }: RegistrationRequest,
): ServiceFailure | InputFailure {
	const isThere = now !== undefined && isSameAddress(now.url, url);
	return isThere && standingOf(secret, now) === 'missing' ? headerLost() : failure;
}

function headerLost(): InputFailure {
	return new InputFailure(
		'The service took the webhook, but did not keep its header, by which this workflow knows that a delivery is genuine. So no event would be taken.',
		'Set Registration to Manual and enter address and header in the 360dialog Hub, or ask 360dialog support why headers are not kept.',
		'header_lost',
	);
}
