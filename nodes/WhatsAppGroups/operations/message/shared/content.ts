/** What a free-form message to a group holds, from the node's parameters. */
import type { INodeProperties } from 'n8n-workflow';

import type { Api } from '../../../api/client';
import {
	MEDIA_MESSAGE_TYPES,
	type MediaMessageType,
	type MediaObject,
	type SendMessageRequest,
} from '../../../api/contract/messages';
import { bareMimeType, MAX_CAPTION, MAX_TEXT, MEDIA_RULES } from '../../../api/limits';
import { uploadMedia } from '../../../api/media';
import type { InputFile, ItemInput } from '../../../runtime/input';

const onlyMedia = { messageType: [...MEDIA_MESSAGE_TYPES] };

export const contentFields: INodeProperties[] = [
	{
		displayName: 'Message Type',
		name: 'messageType',
		type: 'options',
		options: [
			{ name: 'Audio', value: 'audio' },
			{ name: 'Document', value: 'document' },
			{ name: 'Image', value: 'image' },
			{ name: 'Sticker', value: 'sticker' },
			{ name: 'Text', value: 'text' },
			{ name: 'Video', value: 'video' },
		],
		default: 'text',
		description: 'What kind of message to send',
	},
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		description: 'The text of the message, up to 4,096 characters',
		displayOptions: { show: { messageType: ['text'] } },
	},
	{
		displayName: 'Media Source',
		name: 'mediaSource',
		type: 'options',
		options: [
			{
				name: 'Binary Data',
				value: 'binary',
				description: 'A file of the input item, which is uploaded first',
			},
			{ name: 'Link', value: 'link', description: 'A public address that WhatsApp downloads' },
			{ name: 'Media ID', value: 'id', description: 'A file that was uploaded before' },
		],
		default: 'binary',
		description: 'Where the file comes from',
		displayOptions: { show: onlyMedia },
	},
	{
		displayName: 'Input Binary Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the input field containing the file to send',
		displayOptions: { show: { ...onlyMedia, mediaSource: ['binary'] } },
	},
	{
		displayName: 'Media ID',
		name: 'mediaId',
		type: 'string',
		default: '',
		required: true,
		description: 'The ID that Media: Upload returned',
		displayOptions: { show: { ...onlyMedia, mediaSource: ['id'] } },
	},
	{
		displayName: 'Media URL',
		name: 'mediaUrl',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://www.example.com/picture.jpg',
		description:
			'A link that opens without a login. WhatsApp keeps what it downloads for 10 minutes.',
		displayOptions: { show: { ...onlyMedia, mediaSource: ['link'] } },
	},
];

export const contentOptions: INodeProperties[] = [
	{
		displayName: 'Caption',
		name: 'caption',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		description: 'The text below an image, a video or a document, up to 1,024 characters',
		displayOptions: { show: { '/messageType': ['image', 'video', 'document'] } },
	},
	{
		displayName: 'File Name',
		name: 'filename',
		type: 'string',
		default: '',
		placeholder: 'e.g. invoice.pdf',
		description: 'The name under which people see a document. By default that of the binary data.',
		displayOptions: { show: { '/messageType': ['document'] } },
	},
	{
		displayName: 'Preview URL',
		name: 'previewUrl',
		type: 'boolean',
		default: true,
		description: 'Whether to show a preview of the first link in the text',
		displayOptions: { show: { '/messageType': ['text'] } },
	},
];

type Content = Pick<SendMessageRequest, 'type' | 'text' | MediaMessageType>;

/** Makes the content, uploading the file first where it is one of the item. */
export type PrepareContent = (api: Api) => Promise<{ content: Content; mediaId?: string }>;

/** Reads and checks the content's parameters. */
export function planContent(input: ItemInput): PrepareContent {
	const type = input.choice('messageType', ['text', ...MEDIA_MESSAGE_TYPES]);
	return type === 'text' ? planText(input) : planMedia(input, type);
}

function planText(input: ItemInput): PrepareContent {
	const body = input.body('text', MAX_TEXT);
	const preview = input.optionFlag('previewUrl', false);
	const content: Content = {
		type: 'text',
		text: { body, ...(preview && { preview_url: true }) },
	};
	return async () => await Promise.resolve({ content });
}

function planMedia(input: ItemInput, type: MediaMessageType): PrepareContent {
	const hasCaption = type === 'image' || type === 'video' || type === 'document';
	const caption = hasCaption ? input.optionText('caption', MAX_CAPTION) : undefined;
	const wantedName = type === 'document' ? input.optionText('filename') : undefined;
	const wrap = (media: MediaObject, filename = wantedName): Content => ({
		type,
		[type]: { ...media, ...(caption && { caption }), ...(filename && { filename }) },
	});
	switch (input.choice('mediaSource', ['binary', 'id', 'link'])) {
		case 'id': {
			const id = input.text('mediaId');
			return async () => await Promise.resolve({ content: wrap({ id }), mediaId: id });
		}
		case 'link': {
			const link = input.text('mediaUrl');
			if (!/^https?:\/\/[^\s]+$/i.test(link)) {
				throw input.wrong('mediaUrl', 'is not a web address', 'It must begin with https://.');
			}
			return async () => await Promise.resolve({ content: wrap({ link }) });
		}
		case 'binary': {
			const file = input.file('binaryPropertyName');
			checkMedia(input, 'binaryPropertyName', file, type);
			return async (api) => {
				const bytes = await file.read();
				input.checkSize('binaryPropertyName', bytes.length, MEDIA_RULES[type].maxBytes);
				const { mediaId } = await uploadMedia(api, bytes, file.filename, file.mimeType);
				const filename = type === 'document' ? (wantedName ?? file.filename) : undefined;
				return { content: wrap({ id: mediaId }, filename), mediaId };
			};
		}
	}
}

/** Refuses a file that this kind of message cannot be. */
export function checkMedia(
	input: ItemInput,
	parameter: string,
	file: InputFile,
	type: MediaMessageType,
): void {
	const { mimeTypes, maxBytes } = MEDIA_RULES[type];
	if (!mimeTypes.includes(bareMimeType(file.mimeType))) {
		throw input.wrong(
			parameter,
			`holds a file of the type ${file.mimeType}, which cannot be sent as ${type}`,
			`Allowed are: ${mimeTypes.join(', ')}.`,
		);
	}
	input.checkSize(parameter, file.size, maxBytes);
}
