import { uploadMedia } from '../../api/media';
import { readMediaFile } from '../../fields/mediaFile';
import type { Operation } from '../../runtime/operation';

/** POST /media (multipart). The ID lives 30 days and may be sent many times. */
export const uploadMediaFile: Operation = {
	resource: 'media',
	operation: 'upload',
	name: 'Upload',
	action: 'Upload a media file',
	description: 'Upload a file once, to send it to WhatsApp groups many times by its media ID',
	calls: ['POST /media'],
	fields: [
		{
			displayName: 'Input Binary Field',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			hint: 'The name of the input field containing the file to upload',
		},
	],
	output: {
		success: 'boolean',
		status: 'string',
		mediaId: 'string',
		mimeType: 'string',
		filename: 'string',
		fileSize: 'number',
	},
	async plan(input) {
		const { mimeType, filename, size, read } = await readMediaFile(input, 'binaryPropertyName');
		return {
			run: async (api) => {
				const { mediaId, body } = await api.holding(
					size,
					async () => await uploadMedia(api, await read(), filename, mimeType),
				);
				const json = { mediaId, mimeType, filename, fileSize: size };
				return [{ json: { success: true, status: 'done', ...json }, raw: body }];
			},
		};
	},
};
