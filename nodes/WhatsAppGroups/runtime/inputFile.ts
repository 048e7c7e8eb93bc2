/** A file of an item's binary data, in whatever state other nodes have left it. */
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { asRecord, asText, isRecord } from '../api/values';
import { InputFailure } from '../failures/failure';

export interface InputFile {
	/** The MIME type that came with it, which need not be right. */
	label?: string;
	filename: string;
	/** In bytes, where it is known without reading. */
	size?: number;
	/** @throws InputFailure when n8n cannot give its bytes */
	read(): Promise<Buffer>;
}

/** Makes the complaint about the parameter that names the file. */
type Refuse = (complaint: string, hint?: string) => InputFailure;

const DATA_URL = /^data:([^,;]*)((?:;[^,;]*)*),/i;
/** What n8n writes into `data` of files that it keeps elsewhere. */
const STORAGE = /^(?:default|filesystem|s3|azure|database)(?:-v\d+)?$/;
const READ_AGAIN = 'Put the node that reads or downloads the file right before this one.';

/**
 * @param index of the item
 * @param binary what stands in one of its binary fields
 * @throws InputFailure when it holds no file
 */
export function inputFile(
	context: IExecuteFunctions,
	index: number,
	binary: unknown,
	refuse: Refuse,
): InputFile {
	if (!isRecord(binary)) throw refuse('holds no file', READ_AGAIN);
	const { id, data, bytes } = binary;
	const extension = asText(binary.fileExtension);
	const filename =
		nameOf(binary.fileName) ?? (extension === undefined ? 'file' : `file.${extension}`);
	const label = asText(binary.mimeType);
	if (id !== undefined && id !== null && id !== '') {
		// As n8n knows files by: where one stands depends on the workflow's settings.
		const stored = { data: '', mimeType: '', ...binary } as IBinaryData;
		const read = async () => {
			try {
				return await context.helpers.getBinaryDataBuffer(index, stored);
			} catch {
				throw refuse('holds a file that n8n cannot read from its storage', READ_AGAIN);
			}
		};
		const size = typeof bytes === 'number' ? bytes : undefined;
		return { filename, ...(label && { label }), size, read };
	}
	const inline = inlineFile(data, refuse);
	const known = label ?? inline.label;
	return {
		filename,
		...(known && { label: known }),
		size: inline.size,
		read: async () => await Promise.resolve(inline.decode()),
	};
}

/** A name without what no name holds; undefined when there is none. */
function nameOf(fileName: unknown): string | undefined {
	const name = asText(fileName)
		?.replace(/\p{Cc}+/gu, ' ')
		.trim();
	return name || undefined;
}

interface Inline {
	label?: string;
	size: number;
	decode(): Buffer;
}

/** Bytes within the item: base64, as n8n has it; a data URL; or a buffer, also one that was JSON meanwhile. */
function inlineFile(data: unknown, refuse: Refuse): Inline {
	if (data instanceof Uint8Array) return ofBuffer(Buffer.from(data));
	const list = asRecord(data).data;
	if (Array.isArray(list) && list.every(isByte)) return ofBuffer(Buffer.from(list));
	if (data === undefined || data === null || data === '') {
		throw refuse('holds a file without content', READ_AGAIN);
	}
	if (typeof data !== 'string')
		throw refuse('holds a file whose content is not base64', READ_AGAIN);
	if (STORAGE.test(data)) {
		throw refuse('holds a file that n8n keeps elsewhere, but not where', READ_AGAIN);
	}
	const url = DATA_URL.exec(data);
	const isBase64 = url === null || /;\s*base64\s*$/i.test(url[2]);
	const content = url === null ? data : data.slice(url[0].length);
	const label = url?.[1].trim();
	if (!isBase64) {
		try {
			return { label, ...ofBuffer(Buffer.from(decodeURIComponent(content))) };
		} catch {
			throw refuse('holds a file whose content is a damaged data URL', READ_AGAIN);
		}
	}
	const size = base64Size(content);
	if (size === undefined) throw refuse('holds a file whose content is not base64', READ_AGAIN);
	return { label, size, decode: () => Buffer.from(content, 'base64') };
}

function ofBuffer(buffer: Buffer): Inline {
	return { size: buffer.length, decode: () => buffer };
}

function isByte(value: unknown): value is number {
	return Number.isInteger(value) && Number(value) >= 0 && Number(value) < 256;
}

/** How many bytes a base64 text holds; undefined when it is none, of which Node would decode something. */
function base64Size(text: string): number | undefined {
	const bare = text.replace(/\s/g, '');
	const digits = bare.replace(/={1,2}$/, '');
	const isBase64 = /^[A-Za-z0-9+/]*$/.test(digits) || /^[A-Za-z0-9_-]*$/.test(digits);
	const isWhole = digits.length % 4 !== 1 && (bare === digits || bare.length % 4 === 0);
	return isBase64 && isWhole ? Math.floor((digits.length * 3) / 4) : undefined;
}
