/** What messages are answered. */
import { isAbout, objectOf, objectsOf, read, textOf } from '../answers';
import type { CallName } from '../calls';
import type { Exchange, Seen } from '../seen';
import { codesIn, failureOf } from './events';
import { agreed, misfit, saw, unknown, type Reader } from './finding';

function messageIn(exchange: Exchange | undefined) {
	const answer = read(exchange);
	if (answer.kind !== 'success') return undefined;
	const [message] = objectsOf(objectOf(answer.json).messages);
	return message && textOf(message.id) !== undefined ? message : undefined;
}

/** Refused at once for this reason, or taken and refused by a status. */
function atOnceOrLater(call: CallName, code: number, words: RegExp): Reader {
	return (seen) => {
		const exchange = seen.last(call);
		const answer = read(exchange);
		if (answer.kind === 'refusal') {
			return isAbout(answer, [code], words)
				? saw('sync', `refused at once with ${code}`)
				: unknown('it was refused for another reason');
		}
		const message = messageIn(exchange);
		if (!message) return unknown('it had no clear answer');
		const failure = failureOf(seen, String(message.id));
		if (!failure) return unknown('it was taken, and no status said what became of it');
		return codesIn(failure).includes(code)
			? saw('failed', `taken, and failed with ${code}`)
			: misfit(`it was taken, and failed with ${codesIn(failure).join()}`);
	};
}

const messageGroupId: Reader = (seen) => {
	const messages = seen
		.all('emptyText', 'closedText', 'text', 'image')
		.map(messageIn)
		.filter((one) => one !== undefined);
	const signs = messages.map((message) => 'group_id' in message);
	return agreed(signs, 'the answer to a message has group_id', 'no message was taken');
};

const unverifiedTypes: Reader = (seen) => {
	const signs = seen.all('reaction', 'location').map((exchange) => {
		const answer = read(exchange);
		if (messageIn(exchange)) return 'accept';
		const isRefused =
			answer.kind === 'refusal' && isAbout(answer, [131051], /not supported|message type/i);
		return isRefused ? 'refuse' : 'unclear';
	});
	if (signs.includes('unclear')) return unknown('one of them had no clear answer');
	return agreed(signs, 'reactions and locations', 'they were not tried');
};

const hiddenRecipient: Reader = (seen) => {
	const exchange = seen.last('byUserId');
	const answer = read(exchange);
	if (messageIn(exchange)) return saw('accept', 'a message with recipient and no to was taken');
	if (answer.kind !== 'refusal')
		return unknown('nobody’s user ID was told, or it had no clear answer');
	if (isAbout(answer, [], /\bto\b.*required/i)) return saw('refuse', '"to" is required');
	return isAbout(answer, [131047, 131026], /24 hours|undeliverable/i)
		? saw('accept', 'it was understood, and refused for another reason')
		: unknown('it was refused for another reason');
};

const mediaShaStyle: Reader = (seen: Seen) => {
	const answer = read(seen.last('mediaInfo'));
	const sha = answer.kind === 'success' ? textOf(objectOf(answer.json).sha256) : undefined;
	if (sha === undefined) return unknown('no media was read');
	if (/^[0-9a-f]{64}$/i.test(sha)) return saw('hex', 'sha256 of a media');
	return /^[A-Za-z0-9+/]{43}=$/.test(sha)
		? saw('base64', 'sha256 of a media')
		: misfit('sha256 of a media is neither hex nor base64');
};

export const messageSwitches = {
	emptyGroup: atOnceOrLater('emptyText', 131020, /single member/i),
	outsideWindow: atOnceOrLater('closedText', 131047, /24 hours|re-engagement/i),
	messageGroupId,
	unverifiedTypes,
	hiddenRecipient,
	mediaShaStyle,
};
