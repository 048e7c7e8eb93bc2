import { setImmediate as nextTurn } from 'node:timers/promises';

import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { request } from 'undici';

import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { SeenEvents } from '../../../nodes/WhatsAppGroups/delivery/duplicates';
import { invitationMark } from '../../../nodes/WhatsAppGroups/api/invitationMark';
import type { WebhookPayload } from '../../../nodes/WhatsAppGroups/api/contract/deliveries';
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator';
import { Moment } from '../../support/moment';
import { byId } from '../../support/world';
import { TriggerHost, type TriggerHostOptions } from '../../support/triggerHost';

const ANA = '16505551001';
const BEN = '16505551002';
const ALL_EVENTS = [
	'messageReceived',
	'messageSent',
	'messageDelivered',
	'messageRead',
	'messageFailed',
	'participantJoined',
	'participantLeft',
	'participantRemoved',
	'joinRequestCreated',
	'joinRequestRevoked',
	'groupCreated',
	'groupDeleted',
	'settingsUpdated',
	'groupSuspended',
	'groupReinstated',
	'apiError',
	'other',
];

let simulator: Simulator;
let host: TriggerHost;
let workflows = 0;

/** A simulator, and an active trigger that it delivers to. */
async function start(
	parameters: INodeParameters = {},
	options: SimulatorOptions = {},
	hostOptions: Partial<TriggerHostOptions> = {},
): Promise<void> {
	simulator = await startSimulator({
		allowLoopbackWebhooks: true,
		people: [
			{ waId: ANA, name: 'Ana' },
			{ waId: BEN, name: 'Ben' },
		],
		delivery: { retryBaseMs: 5, retryMaxMs: 50 },
		...options,
	});
	host = await TriggerHost.start({
		trigger: new WhatsAppGroupsTrigger(),
		credentialType: new WhatsAppGroupsApi(),
		credentials: {
			apiKey: simulator.apiKey,
			baseUrl: simulator.url,
			platformSecret: 'sim-platform-secret',
		},
		parameters,
		// The trigger remembers events per workflow, and the simulator's ids begin anew in each test.
		workflowId: `workflow-${(workflows += 1)}`,
		...hostOptions,
	});
	await host.activate();
}

afterEach(async () => {
	await host.close();
	await simulator.close();
});

function secret(): string {
	return simulator.state.webhook.headers?.['X-Webhook-Secret'] ?? '';
}

async function post(
	body: string | Buffer,
	headers: Record<string, string> = {},
	signal?: AbortSignal,
	session?: 'test',
) {
	const response = await request(host.urlOf(session), {
		method: 'POST',
		signal,
		headers: { 'content-type': 'application/json', 'x-webhook-secret': secret(), ...headers },
		body,
	});
	return { status: response.statusCode, body: await response.body.text() };
}

/** An answer of ours. */
function said(status: number, message: string) {
	const listener = status === 401 ? { listener: 'n8n-nodes-whatsapp-groups' } : {};
	return { status, body: JSON.stringify({ message, ...listener }) };
}

function payload(...texts: string[]): WebhookPayload {
	return {
		object: 'whatsapp_business_account',
		entry: [
			{
				id: '102290129340398',
				changes: [
					{
						field: 'messages',
						value: {
							messaging_product: 'whatsapp',
							metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
							messages: texts.map((text) => ({
								from: ANA,
								group_id: 'GROUP',
								id: `wamid.${text}`,
								timestamp: '1744344496',
								type: 'text',
								text: { body: text },
							})),
						},
					},
				],
			},
		],
	};
}

function eventsOf(...names: string[]): IDataObject[] {
	return host.events().filter(({ event }) => names.includes(String(event)));
}

test('from activation to deactivation: people join, write, read and leave', async () => {
	await start({ events: ALL_EVENTS }, { switches: { webhookEmptyUrl: 'accept' } });
	const { control } = simulator;
	const group = control.addGroup({ subject: 'Kitchen' });
	const link = control.inviteLink(group.id);
	control.join(link, ANA);
	control.join(link, BEN);
	control.sendText(group.id, ANA, 'Hello');
	await simulator.idle();
	const sent = await request(`${simulator.url}/messages`, {
		method: 'POST',
		headers: { 'D360-API-KEY': simulator.apiKey, 'content-type': 'application/json' },
		body: JSON.stringify({
			messaging_product: 'whatsapp',
			recipient_type: 'group',
			to: group.id,
			type: 'text',
			text: { body: 'Welcome' },
		}),
	});
	await sent.body.dump();
	await simulator.idle();
	control.leave(group.id, BEN);
	await simulator.idle();

	expect(eventsOf('participantJoined').map(({ waId }) => waId)).toEqual([ANA, BEN]);
	expect(eventsOf('messageReceived')).toEqual([
		expect.objectContaining({ groupId: group.id, text: 'Hello', waId: ANA, name: 'Ana' }),
	]);
	expect(eventsOf('messageSent')).toHaveLength(1);
	expect(
		eventsOf('messageRead')
			.map(({ waId }) => waId)
			.sort(),
	).toEqual([ANA, BEN]);
	expect(eventsOf('participantLeft').map(({ waId }) => waId)).toEqual([BEN]);

	await host.deactivate();
	const before = host.executions.length;
	control.sendText(group.id, ANA, 'Anybody there?');
	await simulator.idle();
	expect(host.executions).toHaveLength(before);
});

test('a delivery of events that nobody asked for starts no execution', async () => {
	await start({ events: ['participantJoined'] });
	const answer = await post(JSON.stringify(payload('a', 'b')));
	expect(answer).toEqual(said(200, 'Nothing in it for this workflow'));
	expect(host.executions).toEqual([]);
});

/** A choice of groups, as the editor stores it. */
function groups(...values: string[]) {
	return { group: values.map((value) => ({ groupId: byId(value) })) };
}

/** A message of three groups each, and an error of none. */
function ofGroups(): string {
	const body = payload('1', '2', '3');
	const { value } = body.entry[0].changes[0];
	['A', 'B', 'C'].forEach((id, index) =>
		Object.assign(value.messages?.[index] ?? {}, { group_id: id }),
	);
	Object.assign(value, { errors: [{ code: 130501, title: 'Unsupported' }] });
	return JSON.stringify(body);
}

describe('groups', () => {
	test.each<[string, INodeParameters, string[]]>([
		['all without a choice', {}, ['1', '2', '3', 'apiError']],
		['all where no row is filled in', { groups: { group: [{}] } }, ['1', '2', '3', 'apiError']],
		['chosen ones', { groups: groups('A', 'C') }, ['1', '3']],
		['of which there is none', { groups: groups('D') }, []],
		['several of one expression', { groups: groups('={{ ["B", "C"] }}') }, ['2', '3']],
		['all but some', { options: { leaveOutGroups: groups('A', 'C') } }, ['2', 'apiError']],
		[
			'chosen ones but one',
			{ groups: groups('A', 'B'), options: { leaveOutGroups: groups('B') } },
			['1'],
		],
	])('%s', async (_, parameters, expected) => {
		await start(parameters);
		expect((await post(ofGroups())).status).toBe(200);
		expect(host.events().map(({ text, event }) => text ?? event)).toEqual(expected);
	});
});

describe('parameters that could be read at the activation, and cannot be any more', () => {
	const RIGHT: INodeParameters = { events: ['messageReceived'], groups: groups('GROUP') };
	test.each<[string, INodeParameters]>([
		['events that there are not', { events: '={{ "rubbish" }}' }],
		['no events', { events: '={{ [] }}' }],
		['events by an expression that fails', { events: '={{ $("Nobody").item.json.x }}' }],
		['a group that is none', { groups: groups('={{ {} }}') }],
		['no group', { groups: groups('={{ null }}') }],
		['no group to leave out', { options: { leaveOutGroups: groups('={{ "" }}') } }],
		['message types that there are not', { options: { messageTypes: '={{ "rubbish" }}' } }],
		[
			'message types by an expression that fails',
			{ options: { messageTypes: '={{ $("Nobody").item.json.x }}' } },
		],
		['a switch that is neither on nor off', { options: { requireSignature: '={{ "maybe" }}' } }],
		[
			'another option whose expression fails',
			{ options: { includeRaw: '={{ $("Nobody").item.json.x }}' } },
		],
	])('%s: the delivery is asked for again, and is not lost', async (_, wrong) => {
		const parameters = { ...RIGHT };
		await start(parameters);
		Object.assign(parameters, wrong);
		const message = 'The trigger’s parameters cannot be read: see n8n’s log';
		expect(await post(JSON.stringify(payload('1')))).toEqual(said(503, message));
		expect(host.warnings).toEqual([
			expect.stringMatching(
				/^WhatsApp Groups Trigger: a delivery was refused\. [A-Z][\w ]+: .+\.$/s,
			),
		]);
		expect(host.executions).toEqual([]);
		// Who does not know the secret learns nothing of it.
		expect((await post('{}', { 'x-webhook-secret': '' })).status).toBe(401);
		delete parameters.options;
		Object.assign(parameters, RIGHT);
		expect((await post(JSON.stringify(payload('1')))).status).toBe(200);
		expect(host.events().map(({ text }) => text)).toEqual(['1']);
	});
});

test.each<[string, unknown]>([
	['a text', '={{ "Message Received, participantJoined" }}'],
	['a list', '={{ ["participantJoined", "messageReceived"] }}'],
	['JSON', '={{ JSON.stringify(["messageReceived"]) }}'],
])('events by an expression that gives %s are heard', async (_, events) => {
	await start({ events } as INodeParameters);
	expect((await post(JSON.stringify(payload('1')))).status).toBe(200);
	expect(eventsOf('messageReceived')).toHaveLength(1);
});

test('events by an expression that gives none of ours are refused at the activation, and nothing is registered', async () => {
	await expect(start({ events: '={{ "message" }}' })).rejects.toThrow(
		/^Events: "message" is not in the list/,
	);
	expect(simulator.log.requests).toEqual([]);
});

describe('IDs beyond 2^53 that come as numbers', () => {
	/** The delivery as a sender writes it that knows IDs as numbers. */
	const asNumbers = (text: string) => text.replace(/"(\d{17,})"/g, '$1');
	const GROUP = '120363404694233821';

	function withIds(...ids: string[]): string {
		const body = payload(...ids);
		for (const [index, message] of (body.entry[0].changes[0].value.messages ?? []).entries()) {
			Object.assign(message, { group_id: GROUP, id: ids[index], from: '12036340469423382' });
		}
		return asNumbers(JSON.stringify(body));
	}

	test('are told to the last digit, and chosen by it', async () => {
		await start({ groups: groups(GROUP), options: { includeRaw: true } });
		const text = withIds('120363404694233823');
		expect(JSON.stringify(JSON.parse(text))).not.toContain(GROUP);
		expect((await post(text)).status).toBe(200);
		expect(host.events()).toEqual([
			expect.objectContaining({
				groupId: GROUP,
				messageId: '120363404694233823',
				waId: '12036340469423382',
				raw: expect.objectContaining({ group_id: GROUP, timestamp: '1744344496' }),
			}),
		]);
	});

	test('are another’s group when one digit differs', async () => {
		await start({ groups: groups('120363404694233820') });
		expect(await post(withIds('120363404694233823'))).toEqual(
			said(200, 'Nothing in it for this workflow'),
		);
	});

	test('make two events of two messages, and one of the same, however it is spelled', async () => {
		await start();
		await post(withIds('120363404694233821', '120363404694233822', '120363404694233821'));
		expect(host.events().map(({ messageId }) => messageId)).toEqual([
			'120363404694233821',
			'120363404694233822',
		]);
		const again = payload('x');
		const [message] = again.entry[0].changes[0].value.messages ?? [];
		Object.assign(message, { group_id: GROUP, id: '120363404694233822' });
		expect(await post(JSON.stringify(again))).toEqual(said(200, 'All of it was handled before'));
	});
});

test('an invitation that this node wrote, from sending to reading, and nothing of other messages', async () => {
	const names = ['Sent', 'Delivered', 'Read', 'Failed'];
	await start({ events: [...ALL_EVENTS, ...names.map((name) => `invitation${name}`)] });
	const group = simulator.control.addGroup({ subject: 'Invited to' });
	simulator.control.addTemplate({
		name: 'welcome',
		components: [{ type: 'BODY', text: 'Come in' }],
	});
	simulator.control.addPerson({ waId: BEN, onWhatsApp: false });
	const send = async (waId: string, more: object) => {
		const { statusCode, body } = await request(`${simulator.url}/messages`, {
			method: 'POST',
			headers: { 'D360-API-KEY': simulator.apiKey, 'content-type': 'application/json' },
			body: JSON.stringify({
				messaging_product: 'whatsapp',
				recipient_type: 'individual',
				to: `+${waId}`,
				type: 'template',
				template: { name: 'welcome', language: { code: 'en_US' } },
				...more,
			}),
		});
		expect(statusCode).toBe(200);
		await body.dump();
		await simulator.idle();
	};
	simulator.control.sendDirect(ANA, 'Hello');
	for (const waId of [ANA, BEN]) {
		await send(waId, {});
		await send(waId, { biz_opaque_callback_data: 'order 7' });
	}
	expect(simulator.deliveries.length).toBeGreaterThan(0);
	expect(host.executions).toEqual([]);
	for (const waId of [ANA, BEN]) {
		await send(waId, { biz_opaque_callback_data: invitationMark(group.id) });
	}
	const events = host.events();
	expect(events.map(({ event, waId }) => [event, waId])).toEqual([
		['invitationSent', ANA],
		['invitationDelivered', ANA],
		['invitationRead', ANA],
		['invitationFailed', BEN],
	]);
	expect(events[3].error).toMatchObject({ code: 131026 });
	for (const event of events) {
		expect(event).toMatchObject({ groupId: group.id });
		expect(event).not.toHaveProperty('trackingData');
	}
});

test('one-to-one messages of the same number are not ours', async () => {
	await start({ events: ALL_EVENTS });
	simulator.control.sendDirect(ANA, 'Just for you');
	await simulator.idle();
	expect(simulator.deliveries.length).toBeGreaterThan(0);
	expect(host.executions).toEqual([]);
});

test.each([
	['no secret', { 'x-webhook-secret': '' }],
	['a wrong secret', { 'x-webhook-secret': 'A'.repeat(43) }],
])('%s gets a 401, and no execution', async (_name, headers) => {
	await start();
	const answer = await post(JSON.stringify(payload('forged')), headers);
	expect(answer).toEqual(said(401, 'The secret header is missing or wrong'));
	expect(host.executions).toEqual([]);
});

describe('what n8n has kept of the registration is not what it was', () => {
	const looks = () =>
		simulator.log.requests.filter(
			({ method, path }) => method === 'GET' && path === '/v1/configs/webhook',
		).length;

	test.each([
		['thrown away', () => ({})],
		[
			'rolled back',
			(kept: IDataObject) => {
				const [[node, state]] = Object.entries(kept) as Array<[string, IDataObject]>;
				const registration = { ...(state.registration as IDataObject), secretHash: 'old' };
				return { [node]: { ...state, registration } };
			},
		],
	])('%s: the service is asked, once', async (_name, change) => {
		await start();
		host.staticData.production = change(host.staticData.production);
		const before = looks();
		for (const text of ['1', '2', '3']) {
			expect((await post(JSON.stringify(payload(text)))).status).toBe(200);
			host.staticData.production = change(host.staticData.production);
		}
		expect(host.events().map(({ text }) => text)).toEqual(['1', '2', '3']);
		expect(looks()).toBe(before + 1);
		const forged = await post(JSON.stringify(payload('4')), { 'x-webhook-secret': 'a guess' });
		expect(forged).toEqual(said(401, 'The secret header is missing or wrong'));
		expect(looks()).toBe(before + 1);
	});

	test('and the service cannot be asked: the sender tries again', async () => {
		await start();
		host.staticData.production = {};
		simulator.faults.add({ kind: 'answer', status: 404, path: '/multi_webhook', times: 0 });
		simulator.faults.add({ kind: 'answer', status: 500, path: '/v1/configs/webhook', times: 0 });
		expect((await post(JSON.stringify(payload('1')))).status).toBe(503);
		expect(host.executions).toEqual([]);
		expect(await post(JSON.stringify(payload('1')), { 'x-webhook-secret': '' })).toEqual(
			said(401, 'The secret header is missing or wrong'),
		);
	});

	test('what a deactivated workflow leaves at the service is no secret', async () => {
		await start();
		host.staticData.production = {};
		simulator.state.webhook.headers = { 'X-Webhook-Secret': 'released' };
		expect(await post(JSON.stringify(payload('1')))).toEqual(
			said(401, 'The secret header is missing or wrong'),
		);
	});
});

test.each(['hex', 'prefixed'] as const)(
	'a signature is checked when required (%s)',
	async (signature) => {
		await start({ options: { requireSignature: true } }, { switches: { signature } });
		const group = simulator.control.addGroup({ subject: 'Signed', members: [ANA] });
		simulator.control.sendText(group.id, ANA, 'Signed');
		await simulator.idle();
		expect(eventsOf('messageReceived')).toHaveLength(1);
		const forged = await post(JSON.stringify(payload('forged')), {
			'x-360dialog-signature': '0'.repeat(64),
		});
		expect(forged).toEqual(said(401, 'The signature is missing or wrong'));
		expect(eventsOf('messageReceived')).toHaveLength(1);
	},
);

test.each([
	['an empty body', '', 'application/json'],
	['no object', '[]', 'application/json'],
	['a number', '7', 'application/json'],
	['text', 'ping', 'text/plain'],
	['a test ping', '{"test":true}', 'application/json'],
])('%s is answered with 200 and starts nothing', async (_name, body, contentType) => {
	await start({ events: ALL_EVENTS });
	const answer = await post(body, { 'content-type': contentType });
	expect(answer.status).toBe(200);
	expect(host.executions).toEqual([]);
});

test.each(['text/plain', 'application/octet-stream', 'application/x-www-form-urlencoded'])(
	'a delivery that is labelled %s is not lost',
	async (label) => {
		await start();
		const answer = await post(JSON.stringify(payload('1')), { 'content-type': label });
		expect(answer.status).toBe(200);
		expect(host.events()).toMatchObject([{ event: 'messageReceived', groupId: 'GROUP' }]);
	},
);

test('all events of one POST are one execution, in order, each once', async () => {
	await start();
	await post(JSON.stringify(payload('1', '2', '1', '3')));
	expect(host.executions).toHaveLength(1);
	expect(host.events().map(({ text }) => text)).toEqual(['1', '2', '3']);
	const again = await post(JSON.stringify(payload('3', '4')));
	expect(again.status).toBe(200);
	expect(host.events().map(({ text }) => text)).toEqual(['1', '2', '3', '4']);
	const once = await post(JSON.stringify(payload('1', '4')));
	expect(once).toEqual(said(200, 'All of it was handled before'));
	expect(host.executions).toHaveLength(2);
});

test('errors out of band are never duplicates: they carry no time', async () => {
	await start({ events: ['apiError'] });
	const body = payload();
	Object.assign(body.entry[0].changes[0].value, {
		errors: [{ code: 130501, title: 'Unsupported', message: 'Unsupported message type' }],
	});
	for (let count = 1; count <= 3; count += 1) {
		expect((await post(JSON.stringify(body))).status).toBe(200);
		expect(eventsOf('apiError')).toHaveLength(count);
	}
});

test('errors out of band do not wait for one another', async () => {
	const arrival = new Moment();
	const end = new Moment();
	let begun = 0;
	const onExecution = async () => {
		begun += 1;
		if (begun > 1) return;
		arrival.come();
		await end.hasCome;
	};
	await start({ events: ['apiError'] }, {}, { onExecution });
	const body = payload();
	Object.assign(body.entry[0].changes[0].value, { errors: [{ code: 130501 }] });
	const first = post(JSON.stringify(body));
	await arrival.hasCome;
	expect((await post(JSON.stringify(body))).status).toBe(200);
	end.come();
	expect((await first).status).toBe(200);
	expect(eventsOf('apiError')).toHaveLength(2);
});

test('with Ignore Duplicates off everything is handed over', async () => {
	await start({ options: { ignoreDuplicates: false } });
	await post(JSON.stringify(payload('1')));
	await post(JSON.stringify(payload('1')));
	expect(host.executions).toHaveLength(2);
});

test('an event whose hand-over failed is not taken for seen', async () => {
	let failures = 1;
	await start(
		{},
		{},
		{
			onExecution: () => {
				if (failures-- > 0) throw new Error('The database is away');
			},
		},
	);
	expect((await post(JSON.stringify(payload('1')))).status).toBe(500);
	expect((await post(JSON.stringify(payload('1')))).status).toBe(200);
	expect(host.executions).toHaveLength(1);
});

test('a duplicate of an event in flight is refused, so that it is sent again', async () => {
	const arrival = new Moment();
	const end = new Moment();
	await start(
		{},
		{},
		{
			onExecution: async () => {
				arrival.come();
				await end.hasCome;
			},
		},
	);
	const first = post(JSON.stringify(payload('1')));
	await arrival.hasCome;
	expect(await post(JSON.stringify(payload('1', '2')))).toEqual(
		said(503, 'Events of it are being handled: send it again'),
	);
	end.come();
	expect((await first).status).toBe(200);
	expect((await post(JSON.stringify(payload('1', '2')))).status).toBe(200);
	expect(host.events().map(({ text }) => text)).toEqual(['1', '2']);
});

describe('an event whose sender has hung up while n8n is busy with it', () => {
	afterEach(() => jest.restoreAllMocks());

	/** A sender that gives up on its first event, while n8n has not made up its mind. */
	async function hangUp(verdict: () => void): Promise<{ decide(): void }> {
		const arrival = new Moment();
		const end = new Moment();
		let isFirst = true;
		await start(
			{},
			{},
			{
				onExecution: async () => {
					if (!isFirst) return;
					isFirst = false;
					arrival.come();
					await end.hasCome;
					verdict();
				},
			},
		);
		const sender = new AbortController();
		const first = post(JSON.stringify(payload('1')), {}, sender.signal);
		await arrival.hasCome;
		sender.abort();
		await expect(first).rejects.toThrow();
		// However long n8n takes: the event is its, and is not handed over again.
		for (let repeat = 0; repeat < 5; repeat += 1) {
			expect(await post(JSON.stringify(payload('1')))).toEqual(
				said(503, 'Events of it are being handled: send it again'),
			);
		}
		return { decide: () => end.come() };
	}

	async function settled() {
		let again = await post(JSON.stringify(payload('1')));
		while (again.status === 503) again = await post(JSON.stringify(payload('1')));
		return again;
	}

	test('is handled once when n8n takes it after all', async () => {
		const { decide } = await hangUp(() => {});
		decide();
		expect(await settled()).toEqual(said(200, 'All of it was handled before'));
		expect(host.events().map(({ text }) => text)).toEqual(['1']);
	});

	test('is handled when it comes again after n8n has refused it', async () => {
		const { decide } = await hangUp(() => {
			throw new Error('The database is away');
		});
		decide();
		expect((await settled()).status).toBe(200);
		expect(host.events().map(({ text }) => text)).toEqual(['1']);
	});

	test('is n8n’s once it has been silent for ten minutes from then on', async () => {
		const MINUTE = 60_000;
		const { now } = performance;
		let ahead = 0;
		jest.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + ahead);
		const { hangUp: known } = SeenEvents.prototype;
		const noticed = new Moment();
		jest.spyOn(SeenEvents.prototype, 'hangUp').mockImplementation(function (
			this: SeenEvents,
			ticket,
		) {
			ahead = 9 * MINUTE;
			known.call(this, ticket);
			noticed.come();
		});
		const { decide } = await hangUp(() => {});
		await noticed.hasCome;
		ahead = 18 * MINUTE;
		expect((await post(JSON.stringify(payload('1')))).status).toBe(503);
		ahead = 20 * MINUTE;
		expect(await post(JSON.stringify(payload('1')))).toEqual(
			said(200, 'All of it was handled before'),
		);
		decide();
	});
});

describe('what was handled is known after a restart of n8n', () => {
	const HALF_A_MINUTE = 30_000;

	afterEach(() => jest.restoreAllMocks());

	test('from its static data, which is written twice a minute at most', async () => {
		let now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		await start();
		const seen = () => (Object.values(host.staticData.production)[0] as IDataObject).seen;
		await post(JSON.stringify(payload('1')));
		expect(seen()).toBe('');
		now += HALF_A_MINUTE - 1;
		await post(JSON.stringify(payload('2')));
		expect(seen()).toBe('');
		now += 1;
		await post(JSON.stringify(payload('3')));
		const tail = String(seen());
		expect(tail).toHaveLength(20);
		now += HALF_A_MINUTE - 1;
		await post(JSON.stringify(payload('4')));
		expect(seen()).toBe(tail);

		const staticData = host.staticData.production;
		await host.close();
		host = await TriggerHost.start({
			trigger: new WhatsAppGroupsTrigger(),
			credentialType: new WhatsAppGroupsApi(),
			credentials: { apiKey: simulator.apiKey, baseUrl: simulator.url },
			// As in a new process, nothing is remembered of a workflow of this id.
			workflowId: `workflow-${(workflows += 1)}`,
			staticData,
		});
		await host.activate();
		expect((await post(JSON.stringify(payload('1', '2', '3')))).status).toBe(200);
		expect(host.events().map(({ text }) => text)).toEqual(['3']);
	});
});

test('nothing lost, nothing twice: 2,000 events, duplicated, reordered, with hand-overs that fail', async () => {
	let seed = 7;
	const chance = () => {
		seed = (seed * 1103515245 + 12345) % 2147483648;
		return seed / 2147483648;
	};
	await start(
		{},
		{
			switches: {
				webhookDuplicates: true,
				webhookReorder: true,
				webhookBatching: true,
				deliveryConcurrency: 8,
			},
		},
		{
			onExecution: async () => {
				await nextTurn();
				if (chance() < 0.3) throw new Error('The database is away');
			},
		},
	);
	const group = simulator.control.addGroup({ subject: 'Flood', members: [ANA, BEN] });
	const expected: string[] = [];
	for (let index = 0; index < 2000; index += 1) {
		expected.push(simulator.control.sendText(group.id, index % 2 ? ANA : BEN, `text ${index}`));
		if (index % 50 === 49) await nextTurn();
	}
	await simulator.idle(60_000);
	const handedOver = host.events().map(({ messageId }) => String(messageId));
	expect(handedOver).toHaveLength(2000);
	expect(new Set(handedOver)).toEqual(new Set(expected));
	expect(simulator.deliveries.some(({ status }) => status === 500)).toBe(true);
}, 90_000);

test('media comes as binary data with name and type when asked for', async () => {
	await start({ options: { downloadMedia: true } });
	const group = simulator.control.addGroup({ subject: 'Pictures', members: [ANA] });
	simulator.control.sendMedia(group.id, ANA, {
		type: 'document',
		bytes: Buffer.from('%PDF-1.7'),
		filename: 'menu.pdf',
		caption: 'The menu',
	});
	await simulator.idle();
	const [[item]] = host.executions;
	expect(item.json).toMatchObject({
		event: 'messageReceived',
		caption: 'The menu',
		filename: 'menu.pdf',
	});
	expect(item.binary?.data).toMatchObject({ fileName: 'menu.pdf', mimeType: 'application/pdf' });
	expect(Buffer.from(item.binary?.data.data ?? '', 'base64').toString()).toBe('%PDF-1.7');
});

test('media stays where it is unless asked for', async () => {
	await start();
	const group = simulator.control.addGroup({ subject: 'Pictures', members: [ANA] });
	simulator.control.sendMedia(group.id, ANA, { type: 'image', caption: 'Look' });
	await simulator.idle();
	const [[item]] = host.executions;
	expect(item.json.caption).toBe('Look');
	expect(item.json).not.toHaveProperty('error');
	expect(item).not.toHaveProperty('binary');
	const paths = simulator.log.requests.map(({ path }) => path);
	expect(paths.filter((path) => path.includes(String(item.json.mediaId)))).toEqual([]);
});

test('a file’s name leads nowhere', async () => {
	await start({ options: { downloadMedia: true } });
	const group = simulator.control.addGroup({ subject: 'Files', members: [ANA] });
	simulator.control.sendMedia(group.id, ANA, {
		type: 'document',
		bytes: Buffer.from('%PDF-1.7'),
		filename: '../../../etc/menu.pdf',
	});
	await simulator.idle();
	const [[item]] = host.executions;
	expect(item.binary?.data.fileName).toBe('menu.pdf');
});

test('a file that cannot be had leaves the event with an error', async () => {
	await start({ options: { downloadMedia: true } });
	simulator.faults.add({ kind: 'answer', status: 404, path: '/whatsapp_business/*', times: 0 });
	const group = simulator.control.addGroup({ subject: 'Pictures', members: [ANA] });
	simulator.control.sendMedia(group.id, ANA, { type: 'image', caption: 'Look' });
	await simulator.idle();
	const [[item]] = host.executions;
	expect(item.json).toMatchObject({ caption: 'Look', error: { httpStatus: 404 } });
	expect(item.binary).toBeUndefined();
});

test('a test session gets its events while production gets all of them throughout', async () => {
	await start({}, { switches: { multiWebhookDelayMs: 0 } });
	const group = simulator.control.addGroup({ subject: 'Both', members: [ANA] });
	simulator.control.sendText(group.id, ANA, 'before');
	await simulator.idle();
	await host.activate('test');
	simulator.control.sendText(group.id, ANA, 'during');
	await simulator.idle();
	await host.deactivate('test');
	simulator.control.sendText(group.id, ANA, 'after');
	await simulator.idle();
	const texts = host.events().map(({ text }) => text);
	expect(texts.sort()).toEqual(['after', 'before', 'during', 'during']);
});

test('an event that is sent again by hand is heard in each test session', async () => {
	await start({}, { switches: { webhookEmptyUrl: 'accept' } });
	await host.deactivate();
	for (let session = 1; session <= 2; session += 1) {
		await host.activate('test');
		await post(JSON.stringify(payload('again')), {}, undefined, 'test');
		await host.deactivate('test');
		expect(host.executions).toHaveLength(session);
	}
});

test('the API’s own form is there when asked for', async () => {
	await start({ options: { includeRaw: true } });
	await post(JSON.stringify(payload('1')));
	const [event] = host.events();
	expect(event.raw).toEqual(payload('1').entry[0].changes[0].value.messages?.[0]);
});
