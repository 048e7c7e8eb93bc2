/**
 * What the wire types of 360dialog's Messaging API are made of. The types themselves are split by the
 * thing they describe: requests, answers and webhook payloads, types and constants only. Nothing here
 * was tried against the live service; where sources disagree, a type allows both spellings.
 *
 * Sources:
 * - https://docs.360dialog.com/docs/messaging-api/api-reference/groups
 * - https://docs.360dialog.com/docs/messaging/groups/group-management
 * - https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference
 */

/** Ids, timestamps and codes arrive as text or as numbers. */
export type Scalar = string | number;

/** Flags arrive as booleans or as the texts "true" and "false". */
export type Flag = boolean | string;

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/error-codes */
export interface WireError {
	code: Scalar;
	title?: string;
	message?: string;
	details?: string;
	error_data?: { messaging_product?: string; details?: string };
	href?: string;
}

export interface CursorPaging {
	cursors?: { before?: string; after?: string };
	/** Where a service leaves `cursors` out. */
	after?: string;
	previous?: string;
	/** Points at graph.facebook.com: never followed. */
	next?: string;
}

/** What came over the wire: the contract's keys, and nothing believed of their values. */
export type Wire<T> = { readonly [Key in keyof T]?: unknown };
