import { downloadMedia } from '../../api/media';
import { withoutUndefined } from '../../api/values';
import type { Operation } from '../../runtime/operation';
import { mediaIdField } from './shared/fields';

/** GET /{media_id}, then the file behind its url, whose host is replaced by the credential's. */
export const downloadMediaFile: Operation = {
	resource: 'media',
	operation: 'download',
	name: 'Download',
	action: 'Download a media file',
	description: 'Download a file that somebody sent to a WhatsApp group, or that was uploaded',
	calls: ['GET /{media_id}', 'GET /whatsapp_business/attachments/'],
	fields: [
		mediaIdField,
		{
			displayName: 'Put Output File in Field',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			hint: 'The name of the output binary field to put the file in',
		},
	],
	options: [
		{
			displayName: 'File Name',
			name: 'filename',
			type: 'string',
			default: '',
			placeholder: 'e.g. picture.jpg',
			description: 'The name of the file in the output',
		},
	],
	output: {
		mediaId: 'string',
		mimeType: 'string',
		filename: 'string',
		fileSize: 'number',
		sha256: 'string',
	},
	plan(input) {
		const mediaId = input.text('mediaId');
		const property = input.text('binaryPropertyName');
		const wantedName = input.optionText('filename');
		return {
			run: async (api, session) => {
				const { bytes, mimeType, sha256, info } = await downloadMedia(api, mediaId);
				const binary = await session.toBinary(bytes, wantedName, mimeType);
				const json = withoutUndefined({
					mediaId,
					mimeType,
					filename: wantedName,
					fileSize: bytes.length,
					sha256,
				});
				return [{ json, raw: info, binary: { [property]: binary } }];
			},
		};
	},
};
