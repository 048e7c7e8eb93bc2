/** What n8n keeps of a trigger node between activations: its static data. A cache, nothing more. */

/** The part of it that a delivery needs. */
export interface Kept {
	registration?: {
		secretHash: string;
		/** Of the secret before: the service may go on with it for some seconds. */
		earlierHash?: string;
	};
	/** The last events that were handed over, shortened, for restarts and other processes. */
	seen?: string;
}
