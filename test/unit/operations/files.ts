/** Files of items, and pictures of any size. */
import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import { jpeg } from '../../simulator/testClient';

export interface FileSeed {
	bytes: Uint8Array;
	mimeType: string;
	/** Default: none, as of nodes that know no name. */
	fileName?: string;
}

/** An item with one file, inline as in n8n's default binary mode. */
export function itemWith(
	file: FileSeed,
	property = 'data',
	json: IDataObject = {},
): INodeExecutionData {
	const { bytes, mimeType, fileName } = file;
	const data: IBinaryData = {
		data: Buffer.from(bytes).toString('base64'),
		mimeType,
		...(fileName !== undefined && { fileName }),
	};
	return { json, binary: { [property]: data } };
}

/** A JPEG of these dimensions, filled up to a size in bytes. */
export function picture(width: number, height: number, size = 0): FileSeed {
	const start = Buffer.from(jpeg(width, height));
	const bytes = Buffer.concat([start, Buffer.alloc(Math.max(0, size - start.length))]);
	return { bytes, mimeType: 'image/jpeg', fileName: 'group.jpg' };
}

/** The beginning of a PNG of 200 × 200 pixels. */
export const png: FileSeed = {
	bytes: Buffer.from('89504e470d0a1a0a0000000d49484452000000c8000000c80802000000223a39c9', 'hex'),
	mimeType: 'image/png',
	fileName: 'group.png',
};

export function textFile(fileName: string, size = 12): FileSeed {
	return { bytes: Buffer.alloc(size, 'text '), mimeType: 'text/plain', fileName };
}
