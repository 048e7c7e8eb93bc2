/** What the number's webhook is told and shows. */
import { isAbout, isObject, objectOf, read, textOf } from '../answers';
import { OUR_HEADER } from '../levels/hear';
import type { Exchange, Seen } from '../seen';
import { misfit, saw, unknown, type Reader } from './finding';

const NOT_TAKEN = 'the number’s webhook was not touched';

const webhookUnset: Reader = (seen) => {
	const exchange = seen.last('webhook');
	const answer = read(exchange);
	if (exchange?.status === 404) return saw('404', 'HTTP 404 when there is none');
	if (answer.kind !== 'success') return unknown('it could not be read');
	const body = objectOf(answer.json);
	if (textOf(body.url)) return unknown('the number has a webhook');
	if (body.url === '') return saw('empty_url', 'an empty url when there is none');
	return 'url' in body
		? misfit(`url is ${typeof body.url} when there is none`)
		: saw('empty', 'no url when there is none');
};

function headersOf(exchange: Exchange | undefined): Record<string, unknown> {
	const { headers } = objectOf(exchange?.json);
	return isObject(headers) ? headers : {};
}

function ours(headers: Record<string, unknown>): string | undefined {
	const entry = Object.entries(headers).find(([name]) => name.toLowerCase() === OUR_HEADER);
	return textOf(entry?.[1]);
}

/** What was written, in the order of the writes, and what was read after each. */
function writes(seen: Seen) {
	const reads = seen.all('readWebhook');
	return seen.all('setWebhook').map((write, index, all) => {
		const until = all[index + 1]?.sentAt ?? Infinity;
		const after = reads.filter(({ sentAt }) => sentAt > write.answeredAt && sentAt < until);
		const { url, headers } = objectOf(write.body);
		return { write, url, headers, after: after.at(-1) };
	});
}

const webhookHeaders: Reader = (seen) => {
	const present = read(seen.last('webhook'));
	const [first] = writes(seen);
	if (!first) {
		const body = objectOf(present.kind === 'success' ? present.json : undefined);
		if (!textOf(body.url)) return unknown('the number has no webhook');
		if (!('headers' in body)) return saw('absent', 'a configuration without headers');
		if (body.headers === null) return saw('null', 'headers are null');
		const values = Object.values(headersOf(seen.last('webhook')));
		if (values.length === 0) return unknown('it has no headers, or they are hidden');
		return values.some((value) => /^\*+$/.test(String(value)))
			? saw('masked', 'headers are masked')
			: saw('shown', 'headers are shown');
	}
	const sent = ours(objectOf(first.headers));
	const answer = read(first.after);
	const body = objectOf(answer.kind === 'success' ? answer.json : undefined);
	if (body.url !== first.url) return unknown('it could not be read');
	if (!('headers' in body)) return saw('absent', 'a configuration without headers');
	if (body.headers === null) return saw('null', 'headers are null');
	const shown = ours(headersOf(first.after));
	if (shown !== undefined && sent?.startsWith(shown)) return saw('shown', 'headers are shown');
	if (shown !== undefined) {
		return /^\*+$/.test(shown)
			? saw('masked', 'headers are masked')
			: misfit('headers are changed');
	}
	const delivered = seen.deliveries.map(({ headers }) => headers?.[OUR_HEADER]);
	if (delivered.some((header) => header !== undefined)) {
		return saw('empty', 'headers are delivered, and not shown');
	}
	return delivered.length > 0
		? saw('dropped', 'headers are neither shown nor delivered')
		: unknown('nothing was delivered');
};

const webhookKeepsHeaders: Reader = (seen) => {
	const [first, second] = writes(seen);
	if (!second) return unknown(NOT_TAKEN);
	const [before, after] = [first, second].map(({ after: one }) => ours(headersOf(one)));
	if (before === undefined) return unknown('headers are not shown');
	return saw(after === before, 'headers after a write without headers');
};

/** The write with the value that an address must not have. */
function hard(seen: Seen) {
	return writes(seen).find(({ headers }) => ours(objectOf(headers))?.includes('_'));
}

const webhookHeaderCharacters: Reader = (seen) => {
	const answer = read(hard(seen)?.write);
	if (answer.kind === 'success') return saw('any', 'a header with _ and a port was taken');
	if (answer.kind !== 'refusal') return unknown(NOT_TAKEN);
	return isAbout(answer, [], /header|underscore|port/i)
		? saw('as_in_urls', 'a header with _ and a port was refused')
		: unknown('it was refused for another reason');
};

const webhookHeaderLength: Reader = (seen) => {
	const long = writes(seen).find(({ headers }) => (ours(objectOf(headers)) ?? '').length > 100);
	const sent = ours(objectOf(long?.headers));
	const shown = ours(headersOf(long?.after));
	const delivered = [...seen.deliveries].reverse().find(({ headers }) => headers?.[OUR_HEADER]);
	const kept =
		shown !== undefined && sent?.startsWith(shown) ? shown : delivered?.headers?.[OUR_HEADER];
	if (sent === undefined || kept === undefined) return unknown('it could not be read back');
	return saw(kept === sent ? 0 : kept.length, 'characters of a header that were kept');
};

const webhookWriteAnswer: Reader = (seen) => {
	const [first, second] = writes(seen);
	if (!second) return unknown(NOT_TAKEN);
	const [one, two] = [first, second].map(({ write }) => {
		const answer = read(write);
		return answer.kind === 'success' ? objectOf(answer.json) : undefined;
	});
	if (!one || !two) return unknown('a write had no clear answer');
	if (!('url' in one) && !('url' in two) && textOf(one.message)) {
		return saw('message', 'a message only');
	}
	const old = objectOf(seen.all('readWebhook')[0]?.json);
	if (one.url !== first.url) {
		return (one.url ?? '') === (old.url ?? '') && two.url === first.url
			? saw('before', 'what stood there before')
			: misfit('the answer to a write is neither what was sent nor what stood there');
	}
	// What was sent has the header in full; what is stored is shown as it is when it is read.
	const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
	const isSent = same(one.headers, first.headers) && !('headers' in two);
	const isStored =
		same(one.headers, objectOf(first.after?.json).headers) &&
		same(two.headers, objectOf(second.after?.json).headers);
	if (isSent && isStored) return unknown('what is stored and what was sent are the same');
	if (isStored) return saw('stored', 'what is read afterwards');
	return isSent ? saw('sent', 'what was sent') : misfit('the answer to a write is something else');
};

const webhookConfigDelayMs: Reader = (seen) => {
	const [first] = writes(seen);
	if (!first) return unknown(NOT_TAKEN);
	const looks = seen.all('readWebhook').filter(({ sentAt }) => sentAt > first.write.answeredAt);
	const at = looks.findIndex(({ json }) => objectOf(json).url === first.url);
	if (at < 0) return unknown('the change did not show');
	return at === 0
		? saw(0, 'the change showed at the first look')
		: saw(Math.ceil(looks[at].answeredAt - first.write.sentAt), 'ms until the change showed');
};

const webhookEmptyUrl: Reader = (seen) => {
	const emptied = seen.all('setWebhook').find(({ body }) => objectOf(body).url === '');
	if (!emptied) return unknown('the webhook was not emptied');
	const answer = read(emptied);
	if (answer.kind === 'success') return saw('accept', 'an empty url was taken');
	if (answer.kind !== 'refusal') return unknown('it had no clear answer');
	return isAbout(answer, [], /url/i)
		? saw('refuse', 'an empty url was refused')
		: unknown('it was refused for another reason');
};

export const configurationSwitches = {
	webhookUnset,
	webhookHeaders,
	webhookKeepsHeaders,
	webhookHeaderCharacters,
	webhookHeaderLength,
	webhookWriteAnswer,
	webhookConfigDelayMs,
	webhookEmptyUrl,
};
