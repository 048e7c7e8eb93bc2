/** Exact versions: a run must not change because something new came out. */

/** n8n 2.40 needs Node 24. */
export const NODE_VERSION = '24.21.0';

/** What `npm start` and the tests run, unless they are told otherwise. */
export const N8N_VERSION = '2.40.7';

/** The oldest n8n that the README promises. */
export const OLDEST_N8N_VERSION = '2.0.0';
