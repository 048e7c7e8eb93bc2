/** The API key goes to the credential's host and to no other, wherever the service points. */
import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { withOperation } from '../../unit/operations/bench';
import { startLoopback, type Loopback } from '../../support/loopback';
import { OPERATIONS } from '../../support/samples';
import { TriggerHost } from '../../support/triggerHost';
import { answerTo, answerWith, engineAt, KEY, runWith } from './everyOperation';

let service: Loopback;
/** Another host, which may hear of nothing. */
let stranger: Loopback;

beforeAll(async () => {
	service = await startLoopback();
	stranger = await startLoopback();
});
beforeEach(() => {
	service.received.length = 0;
	stranger.received.length = 0;
});
afterEach(() => expect(stranger.received).toEqual([]));
afterAll(async () => {
	await service.close();
	await stranger.close();
});

function serviceRedirects(status: number): void {
	service.answers((response) => {
		response.writeHead(status, { Location: `${stranger.url}/groups` }).end();
	});
}

const REDIRECTS = [301, 302, 303, 307, 308];

test.each(OPERATIONS)('%s does not follow a redirect, and says so', async (name) => {
	for (const status of REDIRECTS) {
		service.received.length = 0;
		serviceRedirects(status);
		const { error } = await runWith(engineAt(service.url), name, 'x');
		expect(error?.message).toContain(`The service answered with a redirect (HTTP ${status})`);
		expect(service.received).toHaveLength(1);
	}
});

test.each(REDIRECTS)('the credential’s test does not follow a redirect (%d)', async (status) => {
	serviceRedirects(status);
	const outcome = await engineAt(service.url).testCredential();
	expect(outcome).toEqual({
		status: 'Error',
		message: expect.stringContaining('The Base URL redirects to another address'),
	});
	expect(service.received).toHaveLength(1);
});

test('the lists of the editor do not follow a redirect', async () => {
	serviceRedirects(302);
	for (const method of [
		'searchGroups',
		'searchTemplates',
		'searchInviteTemplates',
		'searchLibrary',
	]) {
		const parameters = withOperation('template:createInvite', { language: 'en_US' });
		const listing = engineAt(service.url).listSearch(method, parameters);
		await expect(listing).rejects.toThrow('redirect');
	}
	expect(service.received).toHaveLength(4);
});

test('a registration does not follow a redirect', async () => {
	serviceRedirects(307);
	const host = await TriggerHost.start({
		trigger: new WhatsAppGroupsTrigger(),
		credentialType: new WhatsAppGroupsApi(),
		credentials: { apiKey: KEY, baseUrl: service.url },
	});
	try {
		await expect(host.activate()).rejects.toThrow('redirect');
		expect(service.received).toHaveLength(1);
	} finally {
		await host.close();
	}
});

test('a file whose address names another host is asked for at the credential’s', async () => {
	const fileUrl = `${stranger.url}/whatsapp_business/attachments/?mid=1`;
	service.answers((response, request) => answerWith(response, answerTo(request, { fileUrl })));
	const { error } = await runWith(engineAt(`${service.url}/proxy`), 'media:download', 'file');
	expect(error).toBeUndefined();
	expect(service.received.map(({ url }) => url)).toEqual([
		'/proxy/file',
		'/proxy/whatsapp_business/attachments/?mid=1',
	]);
	expect(service.received.map(({ headers }) => headers['d360-api-key'])).toEqual([KEY, KEY]);
});

test('a file that redirects is not followed', async () => {
	const fileUrl = `${service.url}/attachments/1`;
	service.answers((response, request) => {
		if (request.url?.includes('attachments')) {
			response.writeHead(302, { Location: `${stranger.url}/file` }).end();
			return;
		}
		answerWith(response, answerTo(request, { fileUrl }));
	});
	const { error } = await runWith(engineAt(service.url), 'media:download', 'file');
	expect(error?.message).toContain('redirect');
	expect(service.received).toHaveLength(2);
});

test('a next page whose address names another host is asked for at the credential’s', async () => {
	service.answers((response, { url }) => {
		const isFirst = !url?.includes('after=');
		const body = {
			data: { groups: [{ id: isFirst ? 'one' : 'two', subject: 'Group' }] },
			paging: isFirst ? { cursors: { after: 'two' }, next: `${stranger.url}/groups` } : {},
		};
		response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
	});
	const parameters = withOperation('group:getAll', { returnAll: true });
	const result = await engineAt(service.url).runNode(parameters);
	expect(result.json('Node').map(({ groupId }) => groupId)).toEqual(['one', 'two']);
	const cursors = service.received.map(({ url }) => new URL(url, service.url).searchParams);
	expect(cursors.map((query) => query.get('after'))).toEqual([null, 'two']);
});
