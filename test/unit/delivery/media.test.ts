import {
	NodeOperationError,
	UserError,
	type IDataObject,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { attachMedia } from '../../../nodes/WhatsAppGroups/delivery/media';
import { Moment } from '../../support/moment';
import { freshUrl } from '../../support/world';

/** The sender waits 5 s, and n8n needs some of it. */
const BUDGET_MS = 3500;

interface Answer {
	statusCode: number;
	body: unknown;
	headers?: Record<string, string>;
}

/** n8n as far as a download needs it; the files are by path. */
function stubContext(answer: (path: string) => Answer | Promise<Answer>) {
	const requests: IHttpRequestOptions[] = [];
	const baseUrl = freshUrl('https://service.test:443');
	const context = {
		getCredentials: jest.fn(
			async () => await Promise.resolve({ apiKey: 'key-of-the-number', baseUrl }),
		),
		getNode: () => ({ name: 'WhatsApp Groups Trigger' }),
		getWorkflow: () => ({ id: 'workflow' }),
		logger: { info: () => {} },
		helpers: {
			httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) => {
				requests.push(options);
				const { pathname } = new URL(options.url);
				return { headers: {}, ...(await answer(pathname)) };
			},
			prepareBinaryData: async (bytes: Buffer, fileName?: string, mimeType?: string) =>
				await Promise.resolve({ data: bytes.toString(), fileName, mimeType }),
		},
	};
	return { context: context as unknown as IWebhookFunctions, requests, ...context };
}

const item = (json: IDataObject): INodeExecutionData => ({ json });
const found = (path: string): Answer =>
	path.startsWith('/files/')
		? { statusCode: 200, body: Buffer.from(`bytes of ${path}`) }
		: {
				statusCode: 200,
				body: { url: `https://files.test/files${path}`, mime_type: 'image/jpeg' },
			};

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('items with a media ID get their file, and others nothing', async () => {
	const { context, requests } = stubContext(found);
	const items = [
		item({ mediaId: '1', filename: 'one.jpg' }),
		item({ text: 'Hello' }),
		item({ mediaId: '' }),
		item({ mediaId: '2' }),
	];
	await attachMedia(context, items);
	expect(items).toEqual([
		{
			json: { mediaId: '1', filename: 'one.jpg' },
			binary: {
				data: { data: 'bytes of /files/1', fileName: 'one.jpg', mimeType: 'image/jpeg' },
			},
		},
		{ json: { text: 'Hello' } },
		{ json: { mediaId: '' } },
		{
			json: { mediaId: '2' },
			binary: { data: { data: 'bytes of /files/2', mimeType: 'image/jpeg' } },
		},
	]);
	expect(requests.map(({ url }) => new URL(url).pathname).sort()).toEqual([
		'/1',
		'/2',
		'/files/1',
		'/files/2',
	]);
});

test('without media nothing is opened', async () => {
	const { context, getCredentials } = stubContext(found);
	await attachMedia(context, [item({ text: 'Hello' }), item({})]);
	expect(getCredentials).not.toHaveBeenCalled();
});

test('a file that is refused leaves its item with the reason, and the others with their files', async () => {
	const { context } = stubContext((path) =>
		path === '/1'
			? { statusCode: 400, body: { error: { code: 100, message: 'Expired' } } }
			: found(path),
	);
	const items = [item({ mediaId: '1', caption: 'Look' }), item({ mediaId: '2' })];
	await attachMedia(context, items);
	expect(items[0]).toMatchObject({
		json: {
			caption: 'Look',
			error: {
				code: 100,
				message:
					'The service refused a value of this item: one is missing, or not of the expected form.',
				details: 'Expired',
			},
		},
	});
	expect(items[0]).not.toHaveProperty('binary');
	expect(items[1].json).not.toHaveProperty('error');
	expect(items[1]).toHaveProperty('binary');
});

describe('a credential that cannot be used', () => {
	const node = { name: 'WhatsApp Groups Trigger' } as INode;

	test.each<[string, () => Promise<object>, object]>([
		[
			'a Base URL that is no web address',
			async () => await Promise.resolve({ apiKey: 'key', baseUrl: 'waba-v2.360dialog.io' }),
			{
				code: 'node_error',
				message:
					'The Base URL in the credential is not a web address. Enter for example https://waba-v2.360dialog.io.',
			},
		],
		[
			'one that is not chosen',
			async () =>
				await Promise.reject(
					new NodeOperationError(node, 'Node does not have any credentials set'),
				),
			{ code: 'node_error', message: 'Node does not have any credentials set' },
		],
		[
			'one that cannot be decrypted',
			async () => await Promise.reject(new UserError('Credentials could not be decrypted')),
			{ code: 'node_error', message: 'Credentials could not be decrypted' },
		],
		[
			'one whose store fails',
			async () => await Promise.reject(new Error('The vault is away')),
			{ code: 'unexpected', details: 'The vault is away' },
		],
	])(
		'%s: each item with media has the reason, and keeps its fields',
		async (_what, read, error) => {
			const { context, getCredentials, requests } = stubContext(found);
			getCredentials.mockImplementation(read as never);
			const items = [
				item({ mediaId: '1', caption: 'Look' }),
				item({ text: 'Hello' }),
				item({ mediaId: '2' }),
			];
			await attachMedia(context, items);
			const failed = expect.objectContaining(error) as object;
			expect(items).toEqual([
				{ json: { mediaId: '1', caption: 'Look', error: failed } },
				{ json: { text: 'Hello' } },
				{ json: { mediaId: '2', error: failed } },
			]);
			expect(requests).toEqual([]);
		},
	);

	test('one that takes too long to be read is not waited for', async () => {
		const { context, getCredentials } = stubContext(found);
		getCredentials.mockImplementation(async () => await new Promise(() => {}));
		const items = [item({ mediaId: '1' }), item({ text: 'Hello' })];
		const work = attachMedia(context, items);
		await jest.advanceTimersByTimeAsync(BUDGET_MS);
		await work;
		expect(items).toEqual([
			{
				json: { mediaId: '1', error: expect.objectContaining({ code: 'media_timeout' }) as object },
			},
			{ json: { text: 'Hello' } },
		]);
	});
});

test('no pause that the service asks for is waited for', async () => {
	const { context, requests } = stubContext(() => ({
		statusCode: 429,
		body: { error: { code: 130429, message: 'Too many' } },
		headers: { 'retry-after': '1' },
	}));
	const items = [item({ mediaId: '1' })];
	await attachMedia(context, items);
	expect(items[0].json.error).toMatchObject({ code: 130429 });
	expect(requests.map(({ timeout }) => timeout)).toEqual([BUDGET_MS]);
});

test('a file that takes too long is left, and does not come later', async () => {
	const end = new Moment();
	const { context } = stubContext(async (path) => {
		if (path === '/files/1') await end.hasCome;
		return found(path);
	});
	const items = [item({ mediaId: '1' }), item({ mediaId: '2' })];
	let isOver = false;
	const work = attachMedia(context, items).then(() => (isOver = true));
	await jest.advanceTimersByTimeAsync(BUDGET_MS - 1);
	expect(isOver).toBe(false);
	await jest.advanceTimersByTimeAsync(1);
	await work;
	expect(items[0].json.error).toEqual({
		code: 'media_timeout',
		message:
			'The file could not be downloaded in time: 360dialog waits only 5 seconds for the trigger’s answer.',
		hint: 'Download it in the workflow with Media: Download.',
	});
	expect(items[1]).toHaveProperty('binary');
	end.come();
	await jest.advanceTimersByTimeAsync(1);
	expect(items[0]).not.toHaveProperty('binary');
});
