/**
 * What to do about an error, per code. The meanings are the service's (contract 6.2–6.4); the advice
 * is ours.
 */

const UNSUPPORTED_KIND =
	'This kind of message is not supported in groups. Use text, media or a template.';

const HINTS: Record<number | string, string> = {
	0: 'The access token behind your number has a problem. Ask 360dialog support to check the number.',
	1: 'Try again later. If it goes on, ask 360dialog support with the trace ID.',
	2: 'The service is unavailable for the moment. Try again later.',
	3: 'The number lacks a permission. Ask 360dialog support to check it.',
	4: 'Too many calls were made. Wait some minutes, or set Batching in the options.',
	10: 'The number lacks a permission. Ask 360dialog support to check it.',
	100: 'Check the values of this item: one of them is missing or not of the expected form.',
	190: 'The access token behind your number has a problem. Ask 360dialog support to check the number.',
	368: 'WhatsApp has blocked the account for a policy violation. See WhatsApp Manager.',
	80007:
		'The WhatsApp account reached its rate limit. Wait some minutes, or set Batching in the options.',
	130429:
		'The number reached its throughput (80 messages per second by default). Set Batching in the options, or raise Max Rate Limit Wait.',
	130497: 'The account may not write to people in this country.',
	130501: UNSUPPORTED_KIND,
	131000:
		'WhatsApp could not say what went wrong. Try again later, and if it goes on ask 360dialog support.',
	131005: 'The number lacks a permission. Ask 360dialog support to check it.',
	131008: 'A required value is missing in this item.',
	131009: 'A value of this item is not of the expected form.',
	131016: 'The service is unavailable for the moment. Try again later.',
	131020:
		'A group in which nobody else is cannot be written to. Invite people first and wait until one has joined.',
	131021: 'The recipient is your own business number. Use another number.',
	131026:
		'The message could not be delivered: the number may not be on WhatsApp, or its app is too old.',
	131031: 'The WhatsApp account is locked. See WhatsApp Manager for the reason.',
	131041:
		'Check the group ID. The group may have been deleted, or it belongs to another number than the API key.',
	131042: 'Settle the payment method or open invoices of the WhatsApp account, then try again.',
	131047:
		'More than 24 hours have passed since a participant last wrote. Send a template instead; a reply opens the window again.',
	131048:
		'WhatsApp restricts the number because too many of its messages were blocked or reported. Wait, and check its quality in WhatsApp Manager.',
	131049: 'WhatsApp limits marketing messages to this person. Do not send it again at once.',
	131050: 'This person has stopped marketing messages of your business.',
	131051: UNSUPPORTED_KIND,
	131052:
		'The media could not be downloaded. Check that the link opens without a login and that its size is allowed.',
	131053:
		'The media was refused. Check that its type and size are allowed for this kind of message.',
	131056:
		'Too many messages went to this recipient in a short time (about one in 6 seconds). Wait, or raise Max Rate Limit Wait.',
	131057: 'The number is in maintenance, usually for less than a minute. Try again shortly.',
	131059: 'The list changed while it was read. Run the node again.',
	131062: 'This kind of recipient ID is not supported here. Use the phone number.',
	131201: 'Some people of this call were handled and some were not: see each item.',
	131202: 'The same person is in the list twice. Remove the duplicate.',
	131203:
		'This person has not accepted WhatsApp’s new terms. They must open WhatsApp and accept them first.',
	131204: 'A group holds at most 8 people. Remove somebody first.',
	131207:
		'WhatsApp suspended this group for its subject, picture, description or content. Nothing can be done in it until it is cleared.',
	131208:
		'Too many group operations in a short time. Wait some minutes, or set Batching in the options.',
	131209: 'The picture must be square.',
	131210: 'The picture must be at least 192 × 192 pixels.',
	131211:
		'The number has 10,000 groups, which is the limit. Delete groups that are no longer needed.',
	131212:
		'This person is not in the group. They may have left; read the participants to see who is in.',
	131213: 'This join request no longer exists: it was handled, or the person took it back.',
	131214:
		'WhatsApp paused the creation of groups because of too many marketing messages in service windows during the last 7 days. Wait.',
	131215:
		'This number may not use groups. It needs an Official Business Account (blue badge) and must not be a Business app (coexistence) number.',
	132000:
		'The number of values does not match the template’s variables. Choose the template again to refresh its fields.',
	132001: 'No approved template of this name and language exists. Choose it again from the list.',
	132005: 'The filled-in template is too long. Shorten the values.',
	132007: 'The template violates a policy of WhatsApp. See WhatsApp Manager.',
	132012:
		'A value does not fit the template’s variable, for example text where a picture is expected.',
	132015: 'The template is paused or not approved. Check its status in the 360dialog Hub.',
	133010: 'The number is not registered. Finish its setup in the 360dialog Hub.',
};

const HTTP_HINTS: Record<number, string> = {
	400: 'Check the values of this item. If they are right, ask 360dialog support.',
	401: 'Check the API key in the credential: it must be the key of this number, and creating a new key in the 360dialog Hub ends the old one.',
	403: 'The number or key may not use this endpoint. Ask 360dialog support to enable it.',
	404: 'The service does not know this address. Check the base URL in the credential.',
	429: 'Too many calls were made. Wait, set Batching in the options, or raise Max Rate Limit Wait.',
	500: 'The service had an internal error. Try again later; if it goes on, ask 360dialog support.',
	502: 'WhatsApp is not reachable for 360dialog at the moment. Try again later.',
	503: 'The service is overloaded at the moment. Try again later.',
	504: 'The service did not answer in time. Try again later.',
};

/** 360dialog’s own layer answers in words only (contract 6.2). */
const TEXT_HINTS: Array<[RegExp, string]> = [
	[/invalid api[ _-]?key/i, HTTP_HINTS[401]],
	[/exceeded the endpoint rate limit/i, HTTP_HINTS[429]],
	[/lack of payment/i, HINTS[131042]],
	[/has been disabled/i, 'The number is disabled at 360dialog. Ask their support.'],
	[/endpoint is blocked/i, HTTP_HINTS[403]],
];

/** Advice for an error, by what it says in words, then by its code. */
export function hintFor(code: number | string, text: string): string | undefined {
	const byText = TEXT_HINTS.find(([pattern]) => pattern.test(text))?.[1];
	if (byText) return byText;
	const number = Number(code);
	if (number >= 200 && number <= 299) return HINTS[10];
	return Object.hasOwn(HINTS, code) ? HINTS[code] : HTTP_HINTS[number];
}
