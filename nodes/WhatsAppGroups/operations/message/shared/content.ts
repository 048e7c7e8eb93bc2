/** What a free-form message to a group holds, from the node's parameters. */
import type { INodeProperties } from 'n8n-workflow';

import type { Api } from '../../../api/client';
import {
	MEDIA_MESSAGE_TYPES,
	type MediaMessageType,
	type MediaObject,
	type SendMessageRequest,
} from '../../../api/contract/messages';
import { withoutDoubt } from '../../../api/callFailure';
import { claimOfName } from '../../../api/files/mimeTypes';
import { MAX_CAPTION, MAX_TEXT, mediaKindOf } from '../../../api/limits';
import { uploadMedia } from '../../../api/media';
import { asId, asText } from '../../../api/values';
import { CODES, isOwnCode } from '../../../failures/codes';
import { ServiceFailure } from '../../../failures/failure';
import { readMediaFile } from '../../../fields/mediaFile';
import type { ItemInput } from '../../../runtime/input';

const onlyMedia = { messageType: [...MEDIA_MESSAGE_TYPES] };

/**
 * None is `required`: below a choice that comes by expression n8n would ask for all of them, and refuse to
 * run. `planContent` asks for those that the message needs.
 */
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
			{
				name: 'Link',
				value: 'link',
				description: 'A public address from which WhatsApp downloads the file',
			},
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
		hint: 'The name of the input field containing the file to send',
		displayOptions: { show: { ...onlyMedia, mediaSource: ['binary'] } },
	},
	{
		displayName: 'Media ID',
		name: 'mediaId',
		type: 'string',
		default: '',
		description: 'The ID that Media: Upload returned',
		displayOptions: { show: { ...onlyMedia, mediaSource: ['id'] } },
	},
	{
		displayName: 'Media URL',
		name: 'mediaUrl',
		type: 'string',
		default: '',
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
		description:
			'The name under which people see a document. By default the name of the binary data or of the upload, or the one in the link.',
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

/** Reads and checks the content's parameters, and the file that is to be sent. */
export async function planContent(input: ItemInput): Promise<PrepareContent> {
	const type = input.choice('messageType', ['text', ...MEDIA_MESSAGE_TYPES]);
	return type === 'text' ? planText(input) : await planMedia(input, type);
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

async function planMedia(input: ItemInput, type: MediaMessageType): Promise<PrepareContent> {
	const hasCaption = type === 'image' || type === 'video' || type === 'document';
	const caption = hasCaption ? input.optionText('caption', MAX_CAPTION) : undefined;
	const wantedName = type === 'document' ? input.optionText('filename') : undefined;
	const wrap = (media: MediaObject, ownName?: string): Content => {
		const filename = type === 'document' ? (wantedName ?? ownName) : undefined;
		return {
			type,
			[type]: { ...media, ...(caption && { caption }), ...(filename && { filename }) },
		};
	};
	switch (input.choice('mediaSource', ['binary', 'id', 'link'])) {
		case 'id': {
			const id = input.text('mediaId');
			const content = wrap({ id }, nameOfUpload(input, id));
			return async () => await Promise.resolve({ content, mediaId: id });
		}
		case 'link': {
			const link = input.text('mediaUrl');
			if (!/^https?:\/\/[^\s]+$/i.test(link)) {
				throw input.wrong('mediaUrl', 'is not a web address', 'It must begin with https://.');
			}
			const content = wrap({ link }, nameInLink(link));
			return async () => await Promise.resolve({ content });
		}
		case 'binary': {
			const { mimeType, filename, size, read } = await readMediaFile(
				input,
				'binaryPropertyName',
				type,
			);
			return async (api) => {
				// Apart from the message's call, for it changes nothing that anybody sees.
				const uploads = api.within(api.bounds);
				const upload = async () => await uploadMedia(uploads, await read(), filename, mimeType);
				const { mediaId } = await uploads.holding(size, upload).catch(withoutMessage);
				return { content: wrap({ id: mediaId }, filename), mediaId };
			};
		}
	}
}

/** Whatever became of an upload: the message that was to refer to it was certainly not sent. */
function withoutMessage(thrown: unknown): never {
	if (!(thrown instanceof ServiceFailure) || thrown.certainty === 'notDone') throw thrown;
	const { details, isOfAnother } = thrown;
	const reason = isOwnCode(details.code) ? CODES[details.code].what : withoutDoubt(details.message);
	throw new ServiceFailure(
		{
			...details,
			message: `The upload of the file got no clear answer, and no message was sent. ${reason}`,
			hint: 'Run this item again: an upload that no message refers to does no harm.',
		},
		'notDone',
		isOfAnother,
	);
}

/** People see a document without a name as "Untitled". An item that tells of its upload has the name. */
function nameOfUpload({ json }: ItemInput, mediaId: string): string | undefined {
	return asId(json.mediaId) === mediaId ? asText(json.filename) : undefined;
}

/** The last part of a link's path, where it is the name of a document. */
function nameInLink(link: string): string | undefined {
	const [address] = link.split(/[?#]/);
	const [last = ''] = address.split('/').slice(3).slice(-1);
	const name = withoutEscapes(last);
	const type = claimOfName(name);
	return type !== undefined && mediaKindOf(type) === 'document' ? name : undefined;
}

/** "a b.pdf" of "a%20b.pdf". What only looks like escapes stays as it is. */
function withoutEscapes(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
