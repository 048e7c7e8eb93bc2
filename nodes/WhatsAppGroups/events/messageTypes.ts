/** The kinds of incoming messages that the service documents, as the editor lists them. */
export const MESSAGE_TYPES = [
	{ name: 'Audio', value: 'audio' },
	{ name: 'Button', value: 'button' },
	{ name: 'Contacts', value: 'contacts' },
	{ name: 'Deleted', value: 'revoke' },
	{ name: 'Document', value: 'document' },
	{ name: 'Edited', value: 'edit' },
	{ name: 'Image', value: 'image' },
	{ name: 'Location', value: 'location' },
	{ name: 'Reaction', value: 'reaction' },
	{ name: 'Sticker', value: 'sticker' },
	{ name: 'System', value: 'system' },
	{ name: 'Text', value: 'text' },
	{ name: 'Unsupported', value: 'unsupported' },
	{ name: 'Video', value: 'video' },
];
