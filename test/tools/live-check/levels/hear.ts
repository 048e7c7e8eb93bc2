/** Deliveries: at an address of this machine, and from files. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isObject, objectOf, read, textOf, type JsonObject } from '../answers';
import type { Cleanup } from '../cleanup';
import type { Delivery, Seen } from '../seen';
import type { Service } from '../service';
import { poll } from './tryGroup';

/** A mistake in what the user gave, in one sentence. */
export class HearError extends Error {}

export interface Ear {
	port: number;
	/** ms since the last delivery came. */
	quietFor(): number;
	close(): Promise<void>;
}

const LARGEST_DELIVERY = 16 * 1024 * 1024;

/** Takes every POST on this port of this machine, and answers 200 at once. */
export async function listen(seen: Seen, port: number): Promise<Ear> {
	let lastAt = performance.now();
	const server: Server = createServer((request, response) => {
		const at = performance.now();
		void textIn(request).then((text) => {
			lastAt = performance.now();
			response.writeHead(200).end();
			const body = parsed(text);
			if (request.method !== 'POST' || body === undefined) return;
			const headers = request.headers as Record<string, string>;
			seen.deliveries.push({ body, text, headers, at, isWhole: true });
		});
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', () => reject(new HearError(`Port ${port} is taken. Choose another.`)));
		server.listen(port, '127.0.0.1', resolve);
	});
	return {
		port: (server.address() as AddressInfo).port,
		quietFor: () => performance.now() - lastAt,
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

async function textIn(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > LARGEST_DELIVERY) return '';
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/**
 * Deliveries of a file: whole POSTs, or items that the trigger put out with Include Raw, as a JSON list,
 * as one JSON value, or one value per line.
 */
export function readDeliveries(file: string): Delivery[] {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch {
		throw new HearError(`The file "${file}" cannot be read.`);
	}
	const values = valuesIn(text).flatMap((value) => (Array.isArray(value) ? value : [value]));
	const deliveries = values.map(deliveryIn).filter((one) => one !== undefined);
	if (deliveries.length === 0) {
		throw new HearError(
			`The file "${file}" holds no deliveries. It takes what the service posted, or what the trigger put out with Include Raw, as JSON.`,
		);
	}
	return deliveries;
}

function valuesIn(text: string): unknown[] {
	const whole = parsed(text);
	if (whole !== undefined) return [whole];
	return text
		.split('\n')
		.map(parsed)
		.filter((value) => value !== undefined);
}

function deliveryIn(value: unknown): Delivery | undefined {
	if (!isObject(value)) return undefined;
	const item = isObject(value.json) ? value.json : value;
	if (Array.isArray(item.entry)) return { body: item, text: JSON.stringify(item), isWhole: true };
	if (Array.isArray(objectOf(item.body).entry)) {
		const headers = headersIn(item.headers);
		return {
			body: item.body,
			text: JSON.stringify(item.body),
			isWhole: true,
			...(headers && { headers }),
		};
	}
	return isObject(item.raw) ? rebuilt(item.raw) : undefined;
}

function headersIn(value: unknown): Record<string, string> | undefined {
	if (!isObject(value)) return undefined;
	return Object.fromEntries(
		Object.entries(value).map(([name, header]) => [name.toLowerCase(), String(header)]),
	);
}

/** The trigger's raw is an element of one of the lists; around it is put what such elements come in. */
function rebuilt(raw: JsonObject): Delivery {
	const key = textOf(raw.status)
		? 'statuses'
		: textOf(raw.from ?? raw.from_user_id)
			? 'messages'
			: 'groups';
	const field = key === 'groups' ? 'group_update' : 'messages';
	const body = { entry: [{ changes: [{ field, value: { [key]: [raw] } }] }] };
	return { body, text: JSON.stringify(body), isWhole: false };
}

/** Waits until what was done has been told: until it has been quiet for a while. */
export async function waitForDeliveries(service: Service, ear: Ear): Promise<void> {
	const { deliveries } = service.patience;
	const quiet = deliveries / 2;
	const began = performance.now();
	await poll(service, deliveries * 3, async () =>
		performance.now() - began > quiet && ear.quietFor() > quiet ? true : undefined,
	);
}

/** The header's name is ours, and its value is nothing that a service changes. */
const HEADER = 'X-Live-Check';
const LONG = 300;

interface Stored {
	url?: string;
	headers?: Record<string, string>;
}

/** A value of which a part or all is not shown. */
const MASKED = [
	/^[*•●.x-]+$/i,
	/[*•●▪#]{2,}|…|\.{3}/,
	/[<[({_]\W*(redacted|hidden|masked|secret|protected|encrypted)/i,
	/^(redacted|hidden|masked|secret|protected|encrypted)$/i,
];

/** The present configuration, when it can be given back as it is. */
function storedIn(json: unknown): Stored | string {
	const { url, headers } = objectOf(json);
	if (url === undefined || url === '' || url === null) return {};
	if (typeof url !== 'string') return 'its address cannot be read';
	if (headers === undefined || headers === null) return 'the service does not show its headers';
	if (!isObject(headers)) return 'its headers cannot be read';
	if (Object.keys(headers).length === 0) return 'it has no headers, or the service hides them';
	const values = Object.values(headers);
	if (!values.every((value) => typeof value === 'string')) return 'its headers cannot be read';
	if (values.some((value) => MASKED.some((sign) => sign.test(value)))) {
		return 'the service masks its headers';
	}
	return { url, headers: headers as Record<string, string> };
}

/**
 * Makes an address the number's webhook until the end, and looks what a header may hold.
 *
 * @returns why it was not done, in a few words; nothing when it was
 */
export async function takeWebhook(
	service: Service,
	cleanup: Cleanup,
	address: string,
): Promise<string | undefined> {
	const present = read(await service.call('readWebhook'));
	const isUnset = present.kind === 'refusal' && service.seen.last('readWebhook')?.status === 404;
	if (present.kind !== 'success' && !isUnset) return 'the present webhook cannot be read';
	const before = isUnset || present.kind !== 'success' ? {} : storedIn(present.json);
	if (typeof before === 'string') return `the present webhook could not be given back: ${before}`;
	let isTaken = false;
	cleanup.add({
		mayBeLeft: () => (isTaken ? leftWebhook(address, before) : undefined),
		run: async () => {
			const isBack = await giveBack(service, address, before);
			if (isBack) isTaken = false;
			return isBack ? undefined : leftWebhook(address, before);
		},
	});
	isTaken = true;
	const first = { url: address, headers: { [HEADER]: randomBytes(8).toString('hex') } };
	if ((await write(service, first)).kind === 'refusal') {
		isTaken = false;
		return 'the service refused the address';
	}
	if (!(await shows(service, address))) return 'the change did not show';
	await write(service, { url: address });
	await service.wait(service.patience.look);
	await service.call('readWebhook');
	await write(service, { url: address, headers: { [HEADER]: 'with_underscore:8080' } });
	await write(service, { url: address, headers: { [HEADER]: 'long'.repeat(LONG / 4) } });
	await service.wait(service.patience.look);
	await service.call('readWebhook');
	return undefined;
}

async function write(service: Service, body: Stored) {
	return read(await service.call('setWebhook', { body }));
}

/** Whether the number's events go to this address now; nothing for undefined. */
async function shows(service: Service, address: string | undefined): Promise<boolean> {
	const found = await poll(service, service.patience.webhook, async () => {
		if (service.left('readWebhook') === 0) return false;
		const answer = read(await service.call('readWebhook'));
		const isUnset = answer.kind === 'refusal' && address === undefined;
		const url = answer.kind === 'success' ? textOf(objectOf(answer.json).url) : null;
		return url === address || isUnset ? true : undefined;
	});
	return found === true;
}

async function giveBack(service: Service, address: string, before: Stored): Promise<boolean> {
	await write(service, before.url === undefined ? { url: '' } : before);
	if (!(await shows(service, before.url))) {
		await write(service, before.url === undefined ? { url: '' } : before);
		if (!(await shows(service, before.url))) return false;
	}
	const last = objectOf(service.seen.last('readWebhook')?.json);
	const headers = objectOf(last.headers);
	return (
		before.url === undefined ||
		before.url === address ||
		Object.entries(before.headers ?? {}).every(([name, value]) => headers[name] === value)
	);
}

function leftWebhook(address: string, { url }: Stored): string {
	const before = url === undefined ? 'It had none before.' : `Before, they went to ${url}.`;
	return `The number's events may still go to ${address}. ${before} Set the webhook in the 360dialog Hub.`;
}

/** Names of headers with which our own address was registered, as deliveries carry them. */
export const OUR_HEADER = HEADER.toLowerCase();
