import { deadUrl, startLoopback, type Loopback } from './loopback';
import { sampleEngine } from './sampleNode';

let server: Loopback;

beforeAll(async () => {
	server = await startLoopback();
});
beforeEach(() => {
	server.received.length = 0;
	server.answers((response) => response.end('{}'));
});
afterAll(async () => await server.close());

const outcomeAt = async (baseUrl: string) => {
	const { engine: other } = sampleEngine({ credentials: { apiKey: ' key ', baseUrl } });
	return await other.testCredential();
};

test('succeeds, with the address and the header of the credential', async () => {
	expect(await outcomeAt(`${server.url}/`)).toEqual({
		status: 'OK',
		message: 'Connection successful!',
	});
	const [{ url, headers }] = server.received;
	expect(url).toBe('/status?secret=none');
	expect(headers['x-key']).toBe('key');
});

test.each([
	[401, 'Unauthorized'],
	[418, 'It is a teapot'],
])('tells of a status of %d', async (status, message) => {
	server.answers((response) => response.writeHead(status).end('{}'));
	expect(await outcomeAt(server.url)).toEqual({ status: 'Error', message });
});

test('tells why there was no answer', async () => {
	expect(await outcomeAt(await deadUrl())).toEqual({ status: 'Error', message: 'ECONNREFUSED' });
});
