import { mediaKindOf, MEDIA_RULES } from '../../api/limits';
import { uploadMedia } from '../../api/media';
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
	plan(input) {
		const file = input.file('binaryPropertyName');
		const kind = mediaKindOf(file.mimeType);
		if (!kind) {
			const allowed = Object.values(MEDIA_RULES).flatMap((rule) => rule.mimeTypes);
			throw input.wrong(
				'binaryPropertyName',
				`holds a file of the type ${file.mimeType}, which WhatsApp does not take`,
				`Allowed are: ${allowed.join(', ')}.`,
			);
		}
		input.checkSize('binaryPropertyName', file.size, MEDIA_RULES[kind].maxBytes);
		return {
			run: async (api) => {
				const bytes = await file.read();
				input.checkSize('binaryPropertyName', bytes.length, MEDIA_RULES[kind].maxBytes);
				const { mediaId, body } = await uploadMedia(api, bytes, file.filename, file.mimeType);
				const { mimeType, filename } = file;
				const json = { mediaId, mimeType, filename, fileSize: bytes.length };
				return [{ json: { success: true, status: 'done', ...json }, raw: body }];
			},
		};
	},
};
