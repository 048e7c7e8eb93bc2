/** POST /media, GET /{media_id}, the download behind its url, DELETE /{media_id} (contract 2.5). */
import { createHash } from 'node:crypto';

import { CODES, type OwnCode } from '../failures/codes';
import { ServiceFailure } from '../failures/failure';
import { fileContent, record } from './answer';
import { pathFailure } from './callFailure';
import type { Api } from './client';
import type { MediaInfoResponse, UploadMediaResponse } from './contract/media';
import type { Wire } from './contract/wire';
import { readErrorBody, type ServiceError } from './errorBody';
import { looksLikeText } from './files/plainText';
import { bareMimeType } from './limits';
import { asId, asNumber, asText, withoutUndefined } from './values';

/** Files are larger than messages: one attempt may take this long, in ms, at least. */
const MEDIA_TIMEOUT_MS = 300_000;

export interface UploadedMedia {
	mediaId: string;
	body: unknown;
}

/** Uploads a file. The id lives 30 days. */
export async function uploadMedia(
	api: Api,
	content: Buffer,
	filename: string,
	mimeType: string,
): Promise<UploadedMedia> {
	const { value, body } = await api.call({
		method: 'POST',
		path: ['media'],
		form: [
			{ name: 'messaging_product', content: 'whatsapp' },
			{ name: 'file', content, filename, contentType: mimeType },
		],
		kind: 'once',
		howToFindOut: 'Upload it again: an upload that nothing refers to does no harm.',
		timeoutMs: Math.max(MEDIA_TIMEOUT_MS, api.timeoutMs),
		expects: record<UploadMediaResponse>('a media ID', ({ id }) => asId(id) !== undefined),
	});
	return { mediaId: asId(value.id) ?? '', body };
}

/** What stands at the beginning of the service's paths, by the contract: no ID is one. */
const ENDPOINTS = new Set([
	'groups',
	'health_status',
	'media',
	'message_template_library',
	'message_templates',
	'messages',
	'multi_webhook',
	'upload',
	'uploads',
	'waba_webhook',
	'whatsapp_business',
	'whatsapp_business_profile',
]);
const VERSION = /^v\d+$/i;

/**
 * The path of a file. Its ID stands where other calls have their names: that of one would be another call,
 * such as the one that takes the webhooks away.
 *
 * @throws ServiceFailure for the name of another call
 */
export function mediaPath(mediaId: string): string[] {
	const isEndpoint = ENDPOINTS.has(mediaId.toLowerCase()) || VERSION.test(mediaId);
	if (isEndpoint) throw pathFailure(mediaId);
	return [mediaId];
}

export interface MediaInfo {
	wire: Wire<MediaInfoResponse>;
	body: unknown;
}

/** GET /{media_id}. Failing reads of media are counted against the number: never poll a bad id. */
export async function readMediaInfo(api: Api, mediaId: string): Promise<MediaInfo> {
	const { value, body } = await api.call({
		method: 'GET',
		path: mediaPath(mediaId),
		kind: 'read',
		expects: record<MediaInfoResponse>(
			'this file’s address',
			({ id, url }) =>
				asText(url) !== undefined && (asId(id) === undefined || asId(id) === mediaId),
		),
	});
	return { wire: value, body };
}

export interface DownloadedMedia {
	bytes: Buffer;
	mimeType: string;
	sha256?: string;
	info: unknown;
}

/**
 * Downloads a file. A url that has expired (404, after five minutes) is asked for anew, once.
 *
 * @throws ServiceFailure when what arrived is not the file
 */
export async function downloadMedia(api: Api, mediaId: string): Promise<DownloadedMedia> {
	let info = await readMediaInfo(api, mediaId);
	let answer = await tryFetchFile(api, info.wire);
	if (answer instanceof ServiceFailure && answer.details.httpStatus === 404) {
		info = await readMediaInfo(api, mediaId);
		answer = await tryFetchFile(api, info.wire);
	}
	if (answer instanceof ServiceFailure) throw answer;
	const header = asText(answer.headers['content-type']);
	checkFile(api, answer.value, info.wire, header);
	return {
		bytes: answer.value,
		mimeType: asText(info.wire.mime_type) ?? header ?? 'application/octet-stream',
		sha256: asText(info.wire.sha256),
		info: info.body,
	};
}

/** The file's bytes, or the service's failure. */
async function tryFetchFile(api: Api, info: Wire<MediaInfoResponse>) {
	const rawPath = attachmentPath(asText(info.url));
	if (rawPath === undefined) return notTheFile('no_media_url', CODES.no_media_url.what);
	return await api.tryCall({
		method: 'GET',
		path: [],
		rawPath,
		binary: true,
		kind: 'read',
		expects: fileContent,
		timeoutMs: Math.max(MEDIA_TIMEOUT_MS, api.timeoutMs),
	});
}

/** What arrived must be the file: its length, its checksum, and no error in its place. */
function checkFile(api: Api, bytes: Buffer, info: Wire<MediaInfoResponse>, header = ''): void {
	const size = asNumber(info.file_size);
	const wanted = asText(info.sha256) ?? '';
	const isKnown = isChecksum(wanted);
	if (isKnown && hasChecksum(bytes, wanted) && (size ?? bytes.length) === bytes.length) return;
	const type = bareMimeType(asText(info.mime_type) ?? '');
	const error = type === 'application/json' ? undefined : errorIn(bytes);
	if (error) throw damaged('it is an error', api.explain(error).details);
	// No file that WhatsApp takes begins with a tag, unless it is text.
	const isPage = startOf(bytes).startsWith('<');
	if (isPage && !type.startsWith('text/')) throw damaged('it is a web page');
	// Where nothing else tells, a text in the place of a picture is an error in some other form.
	const isTold = size !== undefined || isKnown;
	if (!isTold && PICTURE_OR_SOUND.test(type) && isText(bytes, header)) {
		throw damaged(`it is a text, and not of the type ${type}`);
	}
	if (size !== undefined && size !== bytes.length) {
		throw damaged(`it has ${bytes.length} bytes instead of ${size}`);
	}
	if (bytes.length === 0) throw damaged('it is empty');
	if (isKnown) throw damaged('its checksum is different');
}

const PICTURE_OR_SOUND = /^(?:image|audio|video)\//;
const TEXT_LABEL = /^(?:text\/|application\/json|application\/problem\+json)/i;

/** JSON, or what is labelled a text and looks like one. */
function isText(bytes: Buffer, label: string): boolean {
	return jsonIn(bytes) !== undefined || (TEXT_LABEL.test(label) && looksLikeText(bytes));
}

const HEX_SHA256 = /^[0-9a-f]{64}$/i;
const BASE64_SHA256 = /^[A-Za-z0-9+/_-]{43}=?$/;

/** Hex was seen live, base64 is in the samples of webhooks. Anything else cannot be compared. */
function isChecksum(text: string): boolean {
	return HEX_SHA256.test(text) || BASE64_SHA256.test(text);
}

function hasChecksum(bytes: Buffer, wanted: string): boolean {
	const digest = createHash('sha256').update(bytes).digest();
	const expected = Buffer.from(wanted, HEX_SHA256.test(wanted) ? 'hex' : 'base64');
	return digest.equals(expected);
}

/** Errors of the service are short. */
const LONGEST_ERROR_BYTES = 65_536;

function errorIn(bytes: Buffer): ServiceError | undefined {
	return readErrorBody(jsonIn(bytes));
}

/** The JSON that the bytes are, where they are that and short enough for an error. */
function jsonIn(bytes: Buffer): unknown {
	if (bytes.length > LONGEST_ERROR_BYTES) return undefined;
	try {
		return JSON.parse(bytes.toString('utf8').trim()) as unknown;
	} catch {
		return undefined;
	}
}

/** The first characters that are no blanks and no byte order mark, which `trim` takes for one. */
function startOf(bytes: Buffer): string {
	return bytes.subarray(0, 512).toString('utf8').trimStart();
}

function damaged(why: string, details?: string): ServiceFailure {
	return notTheFile('damaged_file', `What the service sent is not the file: ${why}.`, details);
}

function notTheFile(code: OwnCode, message: string, details?: string): ServiceFailure {
	const told = withoutUndefined({ code, message, details, hint: CODES[code].todo });
	return new ServiceFailure(told, 'notDone');
}

/**
 * Path and query of a media url. Only they are used: the host is replaced by the credential's, which
 * is the only one that ever sees the API key. Some clients leave JSON or HTML escapes in the url.
 */
export function attachmentPath(url: string | undefined): string | undefined {
	const match = /^https?:\/\/[^/?#]+(\/[^#\s]*)/i.exec(
		(url ?? '').replace(/\\\//g, '/').replace(/&amp;/g, '&'),
	);
	return match?.[1];
}
