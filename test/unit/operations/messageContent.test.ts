/** The content of a message, as its parameters say, without the call that sends it. */
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Api } from '../../../nodes/WhatsAppGroups/api/client';
import { InputFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { planContent } from '../../../nodes/WhatsAppGroups/operations/message/shared/content';
import { ItemInput } from '../../../nodes/WhatsAppGroups/runtime/input';

/** No call is made for what is there already. */
const NO_API = {} as Api;

async function content(parameters: IDataObject, json: IDataObject = {}) {
	const context = {
		getNodeParameter: (name: string, _index: number, fallback?: unknown) =>
			parameters[name] ?? fallback,
		getInputData: () => [{ json }],
	} as unknown as IExecuteFunctions;
	const labels = new Map([['mediaUrl', 'Media URL']]);
	const prepare = await planContent(new ItemInput(context, 0, labels));
	return await prepare(NO_API);
}

const byId = { mediaSource: 'id', mediaId: '4711' };
const byLink = { messageType: 'document', mediaSource: 'link' };

test.each([
	['image', { caption: 'Look' }],
	['video', { caption: 'Look' }],
	['document', { caption: 'Look', filename: 'plan.pdf' }],
	['audio', {}],
	['sticker', {}],
])('%s has the options that there are for it', async (messageType, more) => {
	const options = { caption: 'Look', filename: 'plan.pdf' };
	expect(await content({ ...byId, messageType, options })).toEqual({
		content: { type: messageType, [messageType]: { id: '4711', ...more } },
		mediaId: '4711',
	});
});

test('options that there are not for a type are not looked at', async () => {
	const options = { caption: ['Look'], filename: ['plan.pdf'] };
	const { content: audio } = await content({ ...byId, messageType: 'audio', options });
	expect(audio).toEqual({ type: 'audio', audio: { id: '4711' } });
	const named = { filename: ['plan.pdf'] };
	const { content: image } = await content({ ...byId, messageType: 'image', options: named });
	expect(image).toEqual({ type: 'image', image: { id: '4711' } });
});

test.each<[IDataObject, string | undefined]>([
	[{ mediaId: '4711', filename: 'Invoice 7.pdf' }, 'Invoice 7.pdf'],
	[{ mediaId: 4711, filename: 'Invoice 7.pdf' }, 'Invoice 7.pdf'],
	[{ mediaId: '4712', filename: 'Invoice 8.pdf' }, undefined],
	[{ filename: 'Invoice 8.pdf' }, undefined],
	[{ mediaId: '4711' }, undefined],
])('beside %j a document is named %p', async (json, filename) => {
	const { content: sent } = await content({ ...byId, messageType: 'document' }, json);
	expect(sent.document).toEqual({ id: '4711', ...(filename !== undefined && { filename }) });
});

test.each([
	['https://x.example/files/Invoice%207.pdf?token=a/b.doc', 'Invoice 7.pdf'],
	['HTTP://x.example/50%.pdf#page=2', '50%.pdf'],
	['https://x.example/a.pdf/list.csv', 'list.csv'],
	['https://x.example/a.pdf/', undefined],
	['https://x.example/download.php?id=7', undefined],
	['https://x.example.pdf', undefined],
	['https://x.example/', undefined],
	['https://x.example/picture.png', undefined],
])('a document by the link %s is named %p', async (mediaUrl, filename) => {
	const { content: sent } = await content({ ...byLink, mediaUrl });
	expect(sent.document).toEqual({ link: mediaUrl, ...(filename !== undefined && { filename }) });
});

test.each([
	'ftp://x.example/a.pdf',
	'see https://x.example/a.pdf',
	'https://x.example/a b',
	'https://',
])('the link %s is refused', async (mediaUrl) => {
	const failure = await content({ ...byLink, mediaUrl }).catch((thrown: unknown) => thrown);
	expect(failure).toBeInstanceOf(InputFailure);
	expect((failure as InputFailure).details).toEqual({
		code: 'invalid_input',
		message: 'Media URL is not a web address.',
		hint: 'It must begin with https://.',
	});
});
