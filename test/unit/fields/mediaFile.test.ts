/** Files of all sizes and states are in `operations/media.test.ts`; here is what decides about them. */
import type { IExecuteFunctions } from 'n8n-workflow';

import type { MediaMessageType } from '../../../nodes/WhatsAppGroups/api/contract/messages';
import { MAX_STATIC_STICKER_BYTES } from '../../../nodes/WhatsAppGroups/api/limits';
import { readMediaFile } from '../../../nodes/WhatsAppGroups/fields/mediaFile';
import { InputFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { ItemInput } from '../../../nodes/WhatsAppGroups/runtime/input';
import { jpegFile, pdfFile, pngFile, webp } from '../../support/sampleFiles';

async function readAs(type: MediaMessageType | undefined, data: Buffer, fileName = 'it') {
	const context = {
		getNodeParameter: (name: string, _index: number, fallback?: unknown) =>
			name === 'file' ? 'data' : fallback,
		getInputData: () => [{ json: {}, binary: { data: { data, fileName } } }],
	} as unknown as IExecuteFunctions;
	const labels = new Map([['file', 'Input Field']]);
	return await readMediaFile(new ItemInput(context, 0, labels), 'file', type);
}

/** What is complained about, and what to do. */
async function complaint(type: MediaMessageType | undefined, data: Buffer) {
	const thrown: unknown = await readAs(type, data).catch((error: unknown) => error);
	if (!(thrown instanceof InputFailure)) throw new Error('Nothing was refused');
	const { message, hint } = thrown.details;
	return [message, hint];
}

test.each([
	['image' as const, jpegFile, 'image/jpeg', 'it.jpg'],
	['document' as const, pdfFile, 'application/pdf', 'it.pdf'],
	[undefined, jpegFile, 'image/jpeg', 'it.jpg'],
	[undefined, pdfFile, 'application/pdf', 'it.pdf'],
])(
	'as %s: a file of the right kind is taken, and named',
	async (type, data, mimeType, filename) => {
		const { read, ...facts } = await readAs(type, data);
		expect(facts).toEqual({ mimeType, filename, size: data.length });
		expect(await read()).toEqual(data);
	},
);

test.each([
	[
		'sticker' as const,
		jpegFile,
		'Input Field holds a file of the type image/jpeg, which cannot be sent as sticker.',
		'Set Message Type to Image, or convert the file. Allowed are: image/webp.',
	],
	[
		'image' as const,
		pdfFile,
		'Input Field holds a file of the type application/pdf, which cannot be sent as image.',
		'Set Message Type to Document, or convert the file. Allowed are: image/jpeg, image/png.',
	],
])('as %s: a file of another kind is refused', async (type, data, message, hint) => {
	expect(await complaint(type, data)).toEqual([message, hint]);
});

describe('a sticker', () => {
	const most = MAX_STATIC_STICKER_BYTES;

	test.each([
		['that does not move, just small enough', webp({ size: most })],
		['that moves, and is larger', webp({ animated: true, size: most + 2 })],
	])('%s, is taken', async (_name, data) => {
		expect(await readAs('sticker', data)).toMatchObject({ size: data.length });
	});

	test('that does not move, and is larger, is refused', async () => {
		expect(await complaint('sticker', webp({ size: most + 2 }))).toEqual([
			'Input Field is too large: 100.1 kB, and at most 100 kB are allowed for a sticker that does not move.',
			undefined,
		]);
	});

	test('is what its limit is for: a picture may be larger', async () => {
		const data = pngFile({ size: most + 2 });
		expect(await readAs('image', data)).toMatchObject({ size: data.length });
	});
});
