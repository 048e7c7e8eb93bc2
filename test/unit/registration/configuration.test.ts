import { isDeepStrictEqual } from 'node:util';

import type { Api } from '../../../nodes/WhatsAppGroups/api/client';
import type { WebhookDestination } from '../../../nodes/WhatsAppGroups/api/contract/webhooks';
import { ServiceFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { MAX_ATTEMPTS } from '../../../nodes/WhatsAppGroups/api/retry';
import {
	putDestination,
	readAccountWebhook,
	readDestinations,
	readWebhook,
	removeDestination,
	seenAfter,
	setWebhook,
	unsetWebhook,
} from '../../../nodes/WhatsAppGroups/registration/configuration';
import { broken, FakeService } from '../api/fakeApi';
import { FakeNumber, refused } from './fakeNumber';

const OURS: Required<WebhookDestination> = {
	name: 'ours',
	url: 'https://n8n.test/webhook',
	headers: { 'X-Webhook-Secret': 's' },
};
const THEIRS: Required<WebhookDestination> = {
	name: 'theirs',
	url: 'https://crm.test/hook',
	headers: { 'X-Key': 'k' },
};
const CONFIG = { url: OURS.url, headers: OURS.headers };
const WEBHOOK = '/v1/configs/webhook';
const MULTI = '/multi_webhook';

/** Puts ours, and waits for its secret as well. */
async function putOurs(api: Api): Promise<void> {
	await putDestination(api, OURS, ({ headers }) => isDeepStrictEqual(headers, OURS.headers));
}

const on = (...destinations: WebhookDestination[]) => ({ enabled: true, destinations });
const off = { enabled: false, destinations: [] };

/** By these the service says that it has no such call, or none of this form. */
const NO_SUCH_CALL = [400, 404, 405, 410, 415, 422, 501];

/** A number that refuses this call, each time. */
function refusing(number: FakeNumber, method: string, status: number): void {
	number.instead = (call) => (call.method === method ? refused(status) : undefined);
}

/** What is told of a change of which it is not known whether it was made. */
const unclear = {
	certainty: 'unknown',
	details: {
		message: expect.stringContaining('so the request may have taken effect.') as string,
		hint: 'Try again. If it goes on, look at the number’s webhook in the 360dialog Hub.',
	},
};

/** What is told of a change that never shows. */
function notShown(what: string) {
	return {
		certainty: 'unknown',
		details: {
			code: 'not_shown',
			message: `The service accepted the change, but did not show ${what} within 20 seconds.`,
			hint: 'Try again. If it goes on, look at the number’s webhook in the 360dialog Hub.',
		},
	};
}

describe.each<[string, string, (api: Api) => Promise<unknown>]>([
	['the number', WEBHOOK, readWebhook],
	['the account', '/waba_webhook', readAccountWebhook],
])('the webhook of %s', (_whose, path, read) => {
	test.each<[unknown, unknown]>([
		[CONFIG, CONFIG],
		[
			{ url: `  ${OURS.url} `, headers: {} },
			{ url: OURS.url, headers: {} },
		],
		[{ url: OURS.url }, { url: OURS.url, headers: {} }],
		[
			{ url: OURS.url, headers: { a: 'text', b: 7, c: null, e: '' } },
			// Kept back, or empty: that there is one is known.
			{ url: OURS.url, headers: { a: 'text', b: '7', c: '', e: '' } },
		],
		[{ url: '', headers: {} }, undefined],
		[{ url: '   ' }, undefined],
		[{ url: null }, undefined],
		[
			{ url: OURS.url, headers: null },
			{ url: OURS.url, headers: {} },
		],
		[{ headers: {} }, undefined],
		[{ waba_id: '102290129340398', phone_numbers: [] }, undefined],
		['', undefined],
		['  ', undefined],
		[{}, undefined],
	])('%j is %j', async (body, config) => {
		const service = new FakeService(() => ({ body }));
		expect(await read(service.api)).toStrictEqual(config);
		expect(service.calls).toMatchObject([{ method: 'GET', path }]);
	});

	test.each<[string, unknown]>([
		['null', null],
		['an HTML page', '<html><title>Gateway</title></html>'],
		['a text', 'ok'],
		['JSON text', '"https://n8n.test"'],
		['an empty list', []],
		['a list of one', [CONFIG]],
		['a number', 7],
		['true', true],
		['an object about something else', { data: CONFIG }],
		['another answer of the service', { message: 'Operation started successfully' }],
		['an address that is none', { url: { href: OURS.url } }],
		['an address that is a list', { url: [OURS.url] }],
		['an address that is a flag', { url: true }],
		['an address that is a number', { url: 7 }],
		['headers that are a text', { url: OURS.url, headers: 'X-Key: k' }],
		['headers that are a list', { url: OURS.url, headers: [['X-Key', 'k']] }],
		['headers that are a flag', { url: OURS.url, headers: false }],
		['a header that is a list', { url: OURS.url, headers: { 'X-Key': ['k'] } }],
		['a header that is an object', { url: OURS.url, headers: { 'X-Key': { value: 'k' } } }],
		['a header that is a flag', { url: OURS.url, headers: { 'X-Key': true } }],
		['an address under another name', { webhook_url: OURS.url, headers: {} }],
		['one without TLS under another name', { webhook_url: 'http://n8n.test', headers: {} }],
		['an address beside an empty one', { url: '', headers: {}, webhooks: [CONFIG] }],
		['an address under another name beside the account', { waba_id: '1', callback_url: OURS.url }],
		['an error in words', { error: 'Number is disabled' }],
		['an error of Meta', { error: { code: 131000, message: 'Something went wrong' } }],
		['an error among others', { errors: [{ code: 1000 }], url: '' }],
		['a flag that says no', { success: false }],
		['a status that says no', { status: 'error' }],
		['an error that 360dialog’s own layer tells', { meta: { success: false, http_code: 500 } }],
	])('%s with HTTP 200 is a failure, not none', async (_what, body) => {
		const service = new FakeService(() => ({ body }));
		const failure: unknown = await service.time
			.run(read(service.api))
			.catch((thrown: unknown) => thrown);
		expect(failure).toBeInstanceOf(ServiceFailure);
		expect((failure as ServiceFailure).details.message).not.toMatch(/undefined|object Object/);
	});

	test('is none when it is not found, and an error when it may not be read', async () => {
		expect(await read(new FakeService(() => refused(404)).api)).toBeUndefined();
		await expect(read(new FakeService(() => refused(403)).api)).rejects.toMatchObject({
			details: { httpStatus: 403 },
		});
	});
});

describe('setting the webhook', () => {
	test('is over when it shows', async () => {
		const number = new FakeNumber({ webhook: THEIRS });
		number.showsAfterMs = 3000;
		await number.run(setWebhook(number.api, CONFIG));
		expect(number.changes()).toEqual([[`POST ${WEBHOOK}`, CONFIG]]);
		// Looked at after 0, 250, 750, 1750 and 3750 ms.
		expect(number.asked().slice(1)).toEqual(Array.from({ length: 5 }, () => `GET ${WEBHOOK}`));
		expect(number.service.time.now()).toBe(3750);
	});

	test('fails when it shows with other headers', async () => {
		const number = new FakeNumber();
		number.keeps = () => ({ 'X-Key': 'k' });
		await expect(number.run(setWebhook(number.api, CONFIG))).rejects.toMatchObject(
			notShown(`the webhook ${OURS.url}`),
		);
	});

	test('fails when it does not show within 20 seconds', async () => {
		const number = new FakeNumber();
		number.showsAfterMs = 20_001;
		await expect(number.run(setWebhook(number.api, CONFIG))).rejects.toMatchObject(
			notShown(`the webhook ${OURS.url}`),
		);
		expect(number.service.time.now()).toBe(19_750);
	});

	test('looks once more at the very end of the 20 seconds', async () => {
		// Eleven looks of 425 ms, with pauses of 15,750 ms between the first ten, and one of 2,000 ms.
		const number = new FakeNumber({}, 425);
		number.showsAfterMs = 3_600_000;
		await expect(number.run(setWebhook(number.api, CONFIG))).rejects.toMatchObject({
			details: { code: 'not_shown' },
		});
		expect(number.asked().slice(1)).toHaveLength(11);
	});

	test('is tried again, and says what is not known', async () => {
		const number = new FakeNumber();
		refusing(number, 'POST', 500);
		await expect(number.run(setWebhook(number.api, CONFIG))).rejects.toMatchObject(unclear);
		expect(number.changes()).toHaveLength(MAX_ATTEMPTS);
	});
});

describe('taking the webhook away', () => {
	test('is a webhook without an address', async () => {
		const number = new FakeNumber({ webhook: CONFIG });
		expect(await number.run(unsetWebhook(number.api))).toBe(true);
		expect(number.changes()).toEqual([[`POST ${WEBHOOK}`, { url: '', headers: {} }]]);
	});

	test.each(NO_SUCH_CALL)('is not possible where the service says %d', async (status) => {
		const number = new FakeNumber({ webhook: CONFIG });
		refusing(number, 'POST', status);
		expect(await number.run(unsetWebhook(number.api))).toBe(false);
	});

	test.each([401, 403, 500])('fails where the service says %d', async (status) => {
		const number = new FakeNumber({ webhook: CONFIG });
		refusing(number, 'POST', status);
		await expect(number.run(unsetWebhook(number.api))).rejects.toMatchObject({
			details: { httpStatus: status },
		});
	});

	test.each([true, false])('that was refused after no answer came: done %p', async (isDone) => {
		const number = new FakeNumber({ webhook: CONFIG });
		number.instead = ({ method }) => {
			if (method !== 'POST') return undefined;
			if (number.changes().length > 1) return refused(404);
			if (isDone) number.state.webhook = {};
			throw broken('ECONNRESET');
		};
		expect(await number.run(unsetWebhook(number.api))).toBe(isDone);
	});

	test('says what is not known', async () => {
		const number = new FakeNumber({ webhook: CONFIG });
		refusing(number, 'POST', 500);
		await expect(number.run(unsetWebhook(number.api))).rejects.toMatchObject(unclear);
	});

	test('fails where it cannot be seen afterwards: that is no refusal', async () => {
		const number = new FakeNumber({ webhook: CONFIG });
		refusing(number, 'GET', 403);
		await expect(number.run(unsetWebhook(number.api))).rejects.toMatchObject({
			certainty: 'unknown',
			details: { httpStatus: 403 },
		});
	});

	test('fails when no answer comes', async () => {
		const number = new FakeNumber({ webhook: CONFIG });
		number.instead = () => {
			throw broken('ECONNRESET');
		};
		await expect(number.run(unsetWebhook(number.api))).rejects.toBeInstanceOf(ServiceFailure);
	});
});

describe('reading the extra destinations', () => {
	test.each<[unknown, unknown]>([
		[on(THEIRS, OURS), on(THEIRS, OURS)],
		[
			{ enabled: 'true', destinations: [] },
			{ enabled: true, destinations: [] },
		],
		[{ destinations: [THEIRS] }, { enabled: true, destinations: [THEIRS] }],
		[
			{ enabled: true, destinations: [{ name: 'a', url: 'https://b.test' }] },
			{ enabled: true, destinations: [{ name: 'a', url: 'https://b.test', headers: {} }] },
		],
		[{ enabled: false }, off],
		[{ enabled: true, destinations: null }, on()],
		[{ destinations: [] }, off],
	])('%j', async (body, expected) => {
		const service = new FakeService(() => ({ body }));
		expect(await readDestinations(service.api)).toEqual(expected);
		expect(service.calls).toMatchObject([{ method: 'GET', path: MULTI }]);
	});

	const elements: unknown[] = [
		{ name: 'a' },
		{ url: 'https://b.test' },
		{ name: '', url: 'https://b.test' },
		{ name: 'a', url: '' },
		{ name: {}, url: 'https://b.test' },
		{ name: 'a', url: ['https://b.test'] },
		{ name: 'a', url: 'https://b.test', headers: 'X-Key: k' },
		{ name: 'a', url: 'https://b.test', headers: [] },
		{},
		null,
		'https://b.test',
		7,
		[],
	];
	test.each<[unknown]>([
		...elements.map((element): [unknown] => [on(THEIRS, element as never)]),
		[{}],
		[null],
		[''],
		['<html><title>Gateway</title></html>'],
		[[]],
		[[THEIRS]],
		[7],
		[true],
		[{ enabled: 'perhaps' }],
		[{ enabled: null }],
		[{ enabled: true, destinations: {} }],
		[{ enabled: true, destinations: 'none' }],
		[{ enabled: true, destinations: 0 }],
		[{ message: 'Operation started successfully' }],
		[{ error: 'Number is disabled' }],
		[{ error: { code: 131000, message: 'Something went wrong' }, ...off }],
		[{ errors: [{ code: 1000 }], ...off }],
		[{ success: false, ...off }],
		[{ meta: { success: false, http_code: 500 } }],
	])('%j with HTTP 200 is a failure: what cannot be read may take a slot', async (body) => {
		const service = new FakeService(() => ({ body }));
		await expect(service.time.run(readDestinations(service.api))).rejects.toBeInstanceOf(
			ServiceFailure,
		);
		expect(service.calls.every(({ method }) => method === 'GET')).toBe(true);
	});

	test('there are none when they are not found', async () => {
		expect(await readDestinations(new FakeService(() => refused(404)).api)).toEqual(off);
	});

	test('fails when they may not be read', async () => {
		await expect(readDestinations(new FakeService(() => refused(403)).api)).rejects.toMatchObject({
			details: { httpStatus: 403 },
		});
	});

	test('waits while the service is busy changing them', async () => {
		const service: FakeService = new FakeService(() =>
			service.calls.length < 4 ? refused(409) : { body: on(THEIRS) },
		);
		expect(await service.time.run(readDestinations(service.api))).toEqual(on(THEIRS));
		expect(service.time.now()).toBe(1750);
	});

	test('but not for ever', async () => {
		const service = new FakeService(() => refused(409));
		await expect(service.time.run(readDestinations(service.api))).rejects.toMatchObject(
			notShown('an end of the change that is under way'),
		);
	});
});

describe('putting a destination', () => {
	test.each([
		['the first', off, `POST ${MULTI}`, on(OURS)],
		['one more', on(THEIRS), `PUT ${MULTI}`, { destinations: [OURS] }],
		['one of that name', on(THEIRS, { ...OURS, url: 'https://old.test' }), `PATCH ${MULTI}`, OURS],
	])('%s', async (_which, multi, call, body) => {
		const number = new FakeNumber({ multi: structuredClone(multi) });
		number.showsAfterMs = 3000;
		await number.run(putOurs(number.api));
		expect(number.changes()).toEqual([[call, body]]);
		expect(number.state.multi).toEqual(multi.destinations.length > 0 ? on(THEIRS, OURS) : on(OURS));
		expect(number.service.time.now()).toBe(3750);
	});

	test.each([
		['its name with another address', { ...THEIRS, name: OURS.name }],
		['its address under another name', { ...THEIRS, url: OURS.url }],
		['its name and address with other headers', { ...OURS, headers: THEIRS.headers }],
	])('%s does not count', async (_what, other) => {
		const number = new FakeNumber({ multi: on(other) });
		number.instead = ({ method }) => (method === 'GET' ? undefined : { body: {} });
		await expect(number.run(putOurs(number.api))).rejects.toMatchObject(
			notShown('the destination "ours"'),
		);
	});

	test('is over when the service is no longer busy with it', async () => {
		const number = new FakeNumber({ multi: on(THEIRS) });
		number.instead = ({ method }) =>
			method === 'GET' && number.changes().length > 0 && number.asked().length < 5
				? refused(409)
				: undefined;
		await number.run(putOurs(number.api));
		expect(number.asked()).toEqual([
			`GET ${MULTI}`,
			`PUT ${MULTI}`,
			`GET ${MULTI}`,
			`GET ${MULTI}`,
			`GET ${MULTI}`,
		]);
	});

	test('whose answer was lost is there, when it was not before', async () => {
		const number = new FakeNumber({ multi: on(THEIRS) });
		number.instead = ({ method }) => {
			if (method === 'GET') return undefined;
			number.state.multi.destinations = [THEIRS, OURS];
			throw broken('ECONNRESET');
		};
		await number.run(putOurs(number.api));
		expect(number.changes()).toHaveLength(MAX_ATTEMPTS);
	});

	test('whose answer was lost may be the old one, when it was there before', async () => {
		const number = new FakeNumber({ multi: on(OURS) });
		refusing(number, 'PATCH', 500);
		await expect(number.run(putOurs(number.api))).rejects.toMatchObject(unclear);
	});

	test('that is refused is not waited for', async () => {
		const number = new FakeNumber({ multi: on(THEIRS) });
		refusing(number, 'PUT', 400);
		await expect(number.run(putOurs(number.api))).rejects.toMatchObject({
			details: { httpStatus: 400 },
		});
		expect(number.service.time.now()).toBe(0);
	});
});

describe('what cannot be read is left as it is', () => {
	const unreadable = { enabled: true, destinations: [THEIRS, { name: 'n' }] };

	test.each<[string, (api: Api) => Promise<unknown>]>([
		['putting a destination', putOurs],
		['removing a destination', async (api) => await removeDestination(api, OURS.name, true)],
	])('%s', async (_what, change) => {
		const number = new FakeNumber({ multi: on(OURS) });
		number.instead = ({ method }) => (method === 'GET' ? { body: unreadable } : undefined);
		await expect(number.run(change(number.api))).rejects.toBeInstanceOf(ServiceFailure);
		expect(number.changes()).toEqual([]);
	});

	test.each<[unknown]>([[null], ['<html></html>'], [[]], [7], [{ error: 'No' }], [{ ok: true }]])(
		'a change that is answered with %j is not told as done',
		async (body) => {
			for (const change of [
				async (api: Api) => await setWebhook(api, CONFIG),
				async (api: Api) => await unsetWebhook(api),
			]) {
				const number = new FakeNumber({ webhook: THEIRS });
				number.instead = ({ method }) => (method === 'POST' ? { body } : undefined);
				await expect(number.run<unknown>(change(number.api))).rejects.toBeInstanceOf(
					ServiceFailure,
				);
				expect(number.state.webhook).toEqual(THEIRS);
			}
		},
	);
});

describe('removing a destination', () => {
	const remove = async (number: FakeNumber, staysEnabled: boolean) =>
		await number.run(removeDestination(number.api, OURS.name, staysEnabled));

	test.each([
		['that is gone already', on(THEIRS), false, [], on(THEIRS)],
		['beside another one', on(THEIRS, OURS), false, [['DELETE', { name: 'ours' }]], on(THEIRS)],
		['beside another one, on', on(THEIRS, OURS), true, [['DELETE', { name: 'ours' }]], on(THEIRS)],
		[
			'that is the last one',
			on(OURS),
			false,
			[
				['DELETE', { name: 'ours' }],
				['POST', { enabled: false }],
			],
			off,
		],
		['that is the last one, on', on(OURS), true, [['DELETE', { name: 'ours' }]], on()],
	])('%s', async (_which, multi, staysEnabled, changes, after) => {
		const number = new FakeNumber({ multi: structuredClone(multi) });
		number.showsAfterMs = 3000;
		expect(await remove(number, staysEnabled)).toBe(true);
		expect(number.changes()).toEqual(changes.map(([method, body]) => [`${method} ${MULTI}`, body]));
		expect(number.state.multi).toEqual(after);
		expect(number.service.time.now()).toBe(3750 * changes.length);
	});

	test.each(NO_SUCH_CALL)('beside others, where it cannot be removed (%d)', async (status) => {
		const number = new FakeNumber({ multi: on(THEIRS, OURS) });
		refusing(number, 'DELETE', status);
		expect(await remove(number, false)).toBe(false);
		expect(number.changes().every(([what]) => what === `DELETE ${MULTI}`)).toBe(true);
		expect(number.state.multi).toEqual(on(THEIRS, OURS));
	});

	test('the last, which is there again when the list is switched on again', async () => {
		const number = new FakeNumber({ multi: on(OURS) });
		number.canRemove = false;
		number.keepsListWhileOff = true;
		expect(await remove(number, true)).toBe(false);
		expect(number.state.multi).toEqual(on(OURS));
	});

	test('the last, while others come: it is gone all the same', async () => {
		const number = new FakeNumber({ multi: on(OURS) });
		number.canRemove = false;
		number.instead = ({ method, body }) => {
			if (method !== 'POST' || !(body as { enabled: boolean }).enabled) return undefined;
			number.state.multi = on(THEIRS);
			return { body: on(THEIRS) };
		};
		expect(await remove(number, true)).toBe(true);
		expect(number.state.multi).toEqual(on(THEIRS));
	});

	test.each([
		[false, [false]],
		[true, [false, true]],
	])('the last, where it cannot be removed: they stay on: %p', async (staysEnabled, switches) => {
		const number = new FakeNumber({ multi: on(OURS) });
		number.canRemove = false;
		expect(await remove(number, staysEnabled)).toBe(true);
		expect(number.changes().slice(1)).toEqual(
			switches.map((enabled) => [`POST ${MULTI}`, { enabled }]),
		);
	});

	test.each([
		[1, false, 'the extra destinations to be off'],
		[2, true, 'the extra destinations to be on'],
	])('fails when switching does not show (%d)', async (shows, staysEnabled, what) => {
		const number = new FakeNumber({ multi: on(OURS) });
		let switched = 0;
		number.instead = ({ method, body }) => {
			if (method === 'DELETE') return refused(405);
			if (method !== 'POST') return undefined;
			switched += 1;
			return switched < shows ? undefined : { body };
		};
		await expect(remove(number, staysEnabled)).rejects.toMatchObject(notShown(what));
	});

	test('fails when switching is unclear, and says so', async () => {
		const number = new FakeNumber({ multi: on(OURS) });
		number.instead = ({ method }) =>
			method === 'POST' ? refused(500) : method === 'DELETE' ? refused(405) : undefined;
		await expect(remove(number, false)).rejects.toMatchObject(unclear);
	});

	test('fails when it goes on to show', async () => {
		const number = new FakeNumber({ multi: on(THEIRS, OURS) });
		number.instead = ({ method }) => (method === 'DELETE' ? { body: {} } : undefined);
		await expect(remove(number, false)).rejects.toMatchObject(
			notShown('the removal of the destination "ours"'),
		);
	});

	test.each([401, 403])('fails where the service says %d', async (status) => {
		const number = new FakeNumber({ multi: on(THEIRS, OURS) });
		refusing(number, 'DELETE', status);
		await expect(remove(number, false)).rejects.toMatchObject({ details: { httpStatus: status } });
		expect(number.service.time.now()).toBe(0);
	});

	test('whose answer was lost is gone', async () => {
		const number = new FakeNumber({ multi: on(THEIRS, OURS) });
		number.instead = ({ method }) => {
			if (method !== 'DELETE') return undefined;
			number.state.multi.destinations = [THEIRS];
			throw broken('ECONNRESET');
		};
		expect(await remove(number, false)).toBe(true);
	});

	test('says what is not known', async () => {
		const number = new FakeNumber({ multi: on(THEIRS, OURS) });
		refusing(number, 'DELETE', 500);
		await expect(remove(number, false)).rejects.toMatchObject(unclear);
	});
});

describe('what is seen after a write', () => {
	const written = new ServiceFailure({ code: 400, message: 'Refused.' }, 'notDone');
	const unread = new ServiceFailure({ code: 403, message: 'Not shown.' }, 'notDone');

	test.each([undefined, written])('counts, whatever became of the write (%#)', async (failure) => {
		expect(await seenAfter(failure, Promise.resolve('seen'))).toBe('seen');
	});

	test('is not known where it cannot be read', async () => {
		const look = seenAfter(undefined, Promise.reject(unread));
		await expect(look).rejects.toEqual(new ServiceFailure(unread.details, 'unknown'));
		await expect(look).rejects.toMatchObject({ certainty: 'unknown', details: unread.details });
	});

	test('is the failure of the write, where that failed as well', async () => {
		await expect(seenAfter(written, Promise.reject(unread))).rejects.toBe(written);
	});
});
