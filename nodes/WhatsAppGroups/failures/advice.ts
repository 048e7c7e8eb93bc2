/**
 * What each error of the service means and what to do about it. The meanings are the service's
 * (contract 6.2–6.4); the sentences are ours.
 */

export interface Advice {
	/** What happened, in a sentence. */
	what: string;
	/** What to do about it, in a sentence or two. */
	todo: string;
}

const SUPPORT = 'If it goes on, ask 360dialog support and give them the trace ID.';

const TOKEN: Advice = {
	what: 'The access token behind your number has a problem.',
	todo: 'Ask 360dialog support to check the number.',
};
const PERMISSION: Advice = {
	what: 'The number lacks a permission for this.',
	todo: 'Ask 360dialog support to check it.',
};
const UNAVAILABLE: Advice = {
	what: 'The service is unavailable for the moment.',
	todo: `Try again later. ${SUPPORT}`,
};
const UNKNOWN: Advice = {
	what: 'WhatsApp could not say what went wrong.',
	todo: `Try again later. ${SUPPORT}`,
};
const UNSUPPORTED_KIND: Advice = {
	what: 'Groups do not support this kind of message.',
	todo: 'Use text, media or a template.',
};

/** By the service's code. */
export const SERVICE_ADVICE: Readonly<Record<number, Advice>> = {
	0: TOKEN,
	1: UNKNOWN,
	2: UNAVAILABLE,
	3: PERMISSION,
	4: {
		what: 'Too many calls were made.',
		todo: 'Wait some minutes, or set Batching in the options.',
	},
	10: PERMISSION,
	100: {
		what: 'The service refused a value of this item: one is missing, or not of the expected form.',
		todo: 'Check the values of this item against the service’s words.',
	},
	190: TOKEN,
	368: {
		what: 'WhatsApp blocked the account for a policy violation.',
		todo: 'See WhatsApp Manager for the reason.',
	},
	80007: {
		what: 'The WhatsApp account reached its rate limit.',
		todo: 'Wait some minutes, or set Batching in the options.',
	},
	130429: {
		what: 'The number reached its limit of messages per second (80 by default).',
		todo: 'Set Batching in the options, or raise Max Rate Limit Wait.',
	},
	130497: {
		what: 'The account may not write to people in this country.',
		todo: 'Reach them another way.',
	},
	130501: UNSUPPORTED_KIND,
	131000: UNKNOWN,
	131005: PERMISSION,
	131008: {
		what: 'A required value is missing in this item.',
		todo: 'Check the values of this item against the service’s words.',
	},
	131009: {
		what: 'A value of this item is not of the expected form.',
		todo: 'Check the values of this item against the service’s words.',
	},
	131016: UNAVAILABLE,
	131020: {
		what: 'Nobody else is in the group, so it cannot be written to.',
		todo: 'Invite people first, and wait until one has joined.',
	},
	131021: {
		what: 'The recipient is your own business number.',
		todo: 'Use another number.',
	},
	131026: {
		what: 'The message could not be delivered: the number may not be on WhatsApp, or its app is too old.',
		todo: 'Check the number, or reach the person another way.',
	},
	131031: {
		what: 'The WhatsApp account is locked.',
		todo: 'See WhatsApp Manager for the reason.',
	},
	131041: {
		what: 'The group does not exist, or it belongs to another number.',
		todo: 'Check the group ID and the credential. The group may have been deleted.',
	},
	131042: {
		what: 'The WhatsApp account has a payment problem.',
		todo: 'Settle its payment method or open invoices, then try again.',
	},
	131047: {
		what: 'More than 24 hours have passed since a participant last wrote.',
		todo: 'Send a template instead. A reply opens the window again.',
	},
	131048: {
		what: 'WhatsApp restricts the number: too many of its messages were blocked or reported.',
		todo: 'Wait, and check the number’s quality in WhatsApp Manager.',
	},
	131049: {
		what: 'WhatsApp limits marketing messages to this person.',
		todo: 'Do not send it again right away.',
	},
	131050: {
		what: 'This person stopped marketing messages from your business.',
		todo: 'Respect it, or reach them another way.',
	},
	131051: UNSUPPORTED_KIND,
	131052: {
		what: 'WhatsApp could not download the media.',
		todo: 'Check that the link opens without a login and that the file’s size is allowed.',
	},
	131053: {
		what: 'WhatsApp refused the media.',
		todo: 'Check that its type and size are allowed for this kind of message.',
	},
	131056: {
		what: 'Too many messages went to this recipient in a short time (about one in 6 seconds is allowed).',
		todo: 'Wait, or raise Max Rate Limit Wait.',
	},
	131057: {
		what: 'The number is in maintenance, usually for less than a minute.',
		todo: 'Try again shortly.',
	},
	131059: {
		what: 'The list changed while it was read.',
		todo: 'Run the node again.',
	},
	131062: {
		what: 'This call does not take this kind of recipient ID.',
		todo: 'Use the phone number.',
	},
	131201: {
		what: 'Only some of the people in this call were handled.',
		todo: 'See what became of each.',
	},
	131202: {
		what: 'The same person is in the list twice.',
		todo: 'Remove the duplicate.',
	},
	131203: {
		what: 'This person has not accepted WhatsApp’s new terms.',
		todo: 'Ask them to open WhatsApp and accept the terms.',
	},
	131204: {
		what: 'The group is full: it holds at most 8 people.',
		todo: 'Remove somebody first.',
	},
	131207: {
		what: 'WhatsApp suspended this group, and nothing can be done in it until it is cleared.',
		todo: 'Check its subject, picture, description and content against WhatsApp’s policies.',
	},
	131208: {
		what: 'Too many group operations were made in a short time.',
		todo: 'Wait some minutes, or set Batching in the options.',
	},
	131209: {
		what: 'The picture is not square.',
		todo: 'Use a picture that is as wide as it is high.',
	},
	131210: {
		what: 'The picture is too small.',
		todo: 'Use one of at least 192 × 192 pixels.',
	},
	131211: {
		what: 'The number has 10,000 groups, which is the most it can have.',
		todo: 'Delete groups that are no longer needed.',
	},
	131212: {
		what: 'This person is not in the group.',
		todo: 'Read the participants to see who is in the group.',
	},
	131213: {
		what: 'This join request no longer exists: it was handled, or the person took it back.',
		todo: 'Read the join requests to see which are open.',
	},
	131214: {
		what: 'WhatsApp paused the creation of groups: too many marketing messages were sent in service windows during the last 7 days.',
		todo: 'Wait, and send fewer of them.',
	},
	131215: {
		what: 'This number may not use groups.',
		todo: 'It needs an Official Business Account (blue badge) and must not be a Business app (coexistence) number.',
	},
	132000: {
		what: 'The number of values does not match the template’s variables.',
		todo: 'Choose the template again to refresh its fields.',
	},
	132001: {
		what: 'There is no approved template with this name and language.',
		todo: 'Choose it again from the list.',
	},
	132005: {
		what: 'The filled-in template is too long.',
		todo: 'Shorten the values.',
	},
	132007: {
		what: 'The template violates a policy of WhatsApp.',
		todo: 'See WhatsApp Manager.',
	},
	132012: {
		what: 'A value does not fit the template’s variable, such as text where a picture is expected.',
		todo: 'Check the template’s values.',
	},
	132015: {
		what: 'The template is paused or not approved.',
		todo: 'Check its status in the 360dialog Hub.',
	},
	132018: {
		what: 'A template value holds a line break, a tab or more than four spaces in a row.',
		todo: 'Take them out of the value.',
	},
	133010: {
		what: 'The number is not registered.',
		todo: 'Finish its setup in the 360dialog Hub.',
	},
};

const KEY: Advice = {
	what: '360dialog does not accept the API key.',
	todo: 'Enter the key of this number in the credential again. Creating a new key in the 360dialog Hub revokes the old one.',
};
const TOO_MANY: Advice = {
	what: 'Too many calls were made.',
	todo: 'Wait, set Batching in the options, or raise Max Rate Limit Wait.',
};
const BLOCKED: Advice = {
	what: 'The number or key may not use this endpoint.',
	todo: 'Ask 360dialog support to enable it.',
};

/** By the HTTP status, where the service gave no code of its own. */
const HTTP_ADVICE = new Map<number | undefined, Advice>([
	[
		400,
		{
			what: 'The service refused the call.',
			todo: 'Check the values of this item. If they are right, ask 360dialog support.',
		},
	],
	[401, KEY],
	[403, BLOCKED],
	[
		404,
		{
			what: 'The service does not know this address.',
			todo: 'Check the IDs of this item, and the Base URL in the credential.',
		},
	],
	[429, TOO_MANY],
	[500, { what: 'The service had an internal error.', todo: `Try again later. ${SUPPORT}` }],
	[502, { what: '360dialog cannot reach WhatsApp at the moment.', todo: 'Try again later.' }],
	[503, { what: 'The service is overloaded at the moment.', todo: 'Try again later.' }],
	[504, { what: 'The service did not answer in time.', todo: 'Try again later.' }],
]);

/** 360dialog’s own layer answers in words only (contract 6.2). */
const TEXT_ADVICE: ReadonlyArray<readonly [Pick<RegExp, 'test'>, Advice]> = [
	[/invalid api[ _-]?key/i, KEY],
	[{ test: tellsOfTooMany }, TOO_MANY],
	[/lack of payment/i, SERVICE_ADVICE[131042]],
	[
		/has been disabled/i,
		{ what: 'The number is disabled at 360dialog.', todo: 'Ask 360dialog support.' },
	],
	[/endpoint is blocked/i, BLOCKED],
];

/**
 * Whether a text says that there were too many calls: that somebody exceeded "the limit", or anything one
 * of calls. Texts, files and the time of gateways have limits as well.
 */
export function tellsOfTooMany(text: string): boolean {
	const exceeded =
		/(\byou (?:have )?)?exceeded the (endpoint rate )?limit(?: of [\d.,]+ ?(\w+))?/i.exec(text);
	if (exceeded === null) return false;
	const [, who, ofCalls, unit] = exceeded;
	return unit === undefined
		? who !== undefined || ofCalls !== undefined
		: /^(?:request|call|message|per)/i.test(unit);
}

const TROUBLE =
	/\btime(?:d[ -]?| ?)out\b|\bdeadline\b|\btime exceeded\b|\binternal (?:server )?error\b|\bupstream\b|\bbad gateway\b|\b(?:service|temporarily) unavailable\b/i;

/** Whether a text says that something broke behind the service: the call may have been done. */
export function tellsOfTrouble(text: string): boolean {
	return TROUBLE.test(text);
}

/** Whether the service’s meaning of a code is known. */
export function isKnownCode(code: number): boolean {
	return Object.hasOwn(SERVICE_ADVICE, code) || isPermissionCode(code);
}

/** Whether a code says that a permission is missing (contract 6.4). */
export function isPermissionCode(code: number): boolean {
	return SERVICE_ADVICE[code] === PERMISSION || (code >= 200 && code <= 299);
}

/**
 * Advice for an error: by what it says in words, then by its own code, then by the HTTP status.
 *
 * @param text all that the service said
 */
export function adviceFor(
	code: number | undefined,
	httpStatus: number | undefined,
	text: string,
): Advice | undefined {
	const byText = TEXT_ADVICE.find(([words]) => words.test(text))?.[1];
	if (byText) return byText;
	if (code === undefined) return HTTP_ADVICE.get(httpStatus);
	return isPermissionCode(code) ? PERMISSION : SERVICE_ADVICE[code];
}
