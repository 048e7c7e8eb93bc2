/** What n8n keeps of a trigger node between activations: its static data. A cache, nothing more. */

/** The part of it that a delivery needs. */
export interface Kept {
	registration?: { secretHash: string; key?: string };
	/** Of the registration before: what is under way with its secret is good for a while. */
	earlier?: {
		secretHash: string;
		/** In Unix milliseconds. */
		until: number;
		/** With which the registration's own entries can be read, also after the API key was changed. */
		key?: string;
	};
	/** The last events that were handed over, shortened, for restarts and other processes. */
	seen?: string;
}

/** How long a secret is taken after there is another one, in ms: 360dialog goes on with it for some time. */
export const EARLIER_FOR_MS = 60 * 60_000;

/** Before the secret that is kept gives way to another. */
export function keepAsEarlier(state: Kept): void {
	if (!state.registration) return;
	const { secretHash, key = state.earlier?.key } = state.registration;
	state.earlier = { secretHash, until: Date.now() + EARLIER_FOR_MS, ...(key && { key }) };
}
