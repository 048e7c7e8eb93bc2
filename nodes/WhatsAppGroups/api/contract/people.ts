import type { WireError } from './wire';

/**
 * A person. `wa_id` is missing or empty when the number is hidden; then `user_id` identifies them.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
export interface WirePerson {
	wa_id?: string;
	input?: string;
	user_id?: string;
	parent_user_id?: string;
	username?: string;
	errors?: WireError[];
}

/** A person in the answer to a request that named them, perhaps by the request's own key. */
export interface NamedPerson extends WirePerson {
	user?: string;
}
