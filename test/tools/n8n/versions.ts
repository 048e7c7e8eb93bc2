/** Exact versions: a run must not change because something new came out. */

/** n8n 2.40 needs Node 24. */
export const NODE_VERSION = '24.21.0';

/** What `npm start` and the tests run, unless they are told otherwise. */
export const N8N_VERSION = '2.40.7';

/**
 * The oldest n8n that the README promises: up to 2.7.5 n8n answers a delivery before it has the
 * execution, and loses the event when it does not come to have it. 2.8.0 to 2.8.3 are not tried, as
 * 2.8.0 cannot be installed.
 */
export const OLDEST_N8N_VERSION = '2.8.4';
