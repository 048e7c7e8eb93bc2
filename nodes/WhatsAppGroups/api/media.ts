/** POST /media, GET /{media_id}, the download behind its url, DELETE /{media_id} (contract 2.5). */
import type { Api } from './client';
import type { MediaInfoResponse, UploadMediaResponse } from './contract/media';
import { ServiceFailure } from './errorBody';
import { asRecord, asText } from './values';

/** Files are larger than messages: one attempt may take this long, in ms, at least. */
const MEDIA_TIMEOUT_MS = 300_000;

export interface UploadedMedia {
	mediaId: string;
	body: UploadMediaResponse;
}

/** Uploads a file. The id lives 30 days. */
export async function uploadMedia(
	api: Api,
	content: Buffer,
	filename: string,
	mimeType: string,
): Promise<UploadedMedia> {
	const { body, status } = await api.call<UploadMediaResponse>({
		method: 'POST',
		path: ['media'],
		form: [
			{ name: 'messaging_product', content: 'whatsapp' },
			{ name: 'file', content, filename, contentType: mimeType },
		],
		kind: 'once',
		howToFindOut: 'An upload that nothing refers to does no harm: it can be done again.',
		timeoutMs: Math.max(MEDIA_TIMEOUT_MS, api.timeoutMs),
	});
	const mediaId = asText(asRecord(body).id);
	if (mediaId === undefined) {
		throw new ServiceFailure(
			{
				code: 'no_media_id',
				message: 'The service answered the upload without a media ID',
				hint: 'Upload the file again.',
				httpStatus: status,
			},
			'notDone',
		);
	}
	return { mediaId, body };
}

/** GET /{media_id}. Failing reads of media are counted against the number: never poll a bad id. */
export async function readMediaInfo(api: Api, mediaId: string): Promise<MediaInfoResponse> {
	const { body } = await api.call<MediaInfoResponse>({
		method: 'GET',
		path: [mediaId],
		kind: 'read',
	});
	return body;
}

export interface DownloadedMedia {
	bytes: Buffer;
	mimeType: string;
	info: MediaInfoResponse;
}

/** Downloads a file. A url that has expired (404, after five minutes) is asked for anew, once. */
export async function downloadMedia(api: Api, mediaId: string): Promise<DownloadedMedia> {
	let info = await readMediaInfo(api, mediaId);
	let answer = await fetchFile(api, info);
	if (answer instanceof ServiceFailure && answer.details.httpStatus === 404) {
		info = await readMediaInfo(api, mediaId);
		answer = await fetchFile(api, info);
	}
	if (answer instanceof ServiceFailure) throw answer;
	const header = asText(answer.headers['content-type']);
	return {
		bytes: answer.body,
		mimeType: asText(info.mime_type) ?? header ?? 'application/octet-stream',
		info,
	};
}

async function fetchFile(api: Api, info: MediaInfoResponse) {
	const rawPath = attachmentPath(asText(info.url));
	if (rawPath === undefined) {
		return new ServiceFailure(
			{
				code: 'no_media_url',
				message: 'The service gave no usable address for the file',
				hint: 'Check the media ID. Media of incoming messages can be read for 7 days, uploads for 30.',
			},
			'notDone',
		);
	}
	return await api.tryCall<Buffer>({
		method: 'GET',
		path: [],
		rawPath,
		binary: true,
		kind: 'read',
		timeoutMs: Math.max(MEDIA_TIMEOUT_MS, api.timeoutMs),
	});
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
