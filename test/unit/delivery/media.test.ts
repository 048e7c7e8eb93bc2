import type {
	IDataObject,
	IHttpRequestOptions,
	INodeExecutionData,
	IWebhookFunctions,
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
