/** Where sources about the service disagree, users see the same output whichever of them is right. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { startReceiver, type Switches } from '../../simulator';
import { byId, byName } from '../../support/world';
import { GROUP_ID, GROUP_PATH, itemsOf, NODE, useBench } from './bench';
import { itemWith, picture } from './files';

const HIDDEN = 'US.13491208655302741918';
const bench = useBench({
	groups: [
		{
			id: GROUP_ID,
			subject: 'Project kick-off',
			description: 'The start.',
			members: [
				{ waId: '16505551001', userId: HIDDEN, username: '@ana' },
				'16505551002',
				'16505551003',
			],
			joinRequests: [{ waId: '16505554001', userId: 'US.400', username: '@dora' }],
			windowOpen: true,
			createdAt: 1_755_548_877,
		},
	],
	templates: [
		{
			id: '501',
			name: 'welcome',
			components: [{ type: 'BODY', text: 'Welcome!' }],
		},
	],
});
const group = { groupId: byId(GROUP_ID) };
const members = () => [...(bench.simulator.state.groups.get(GROUP_ID)?.members.keys() ?? [])];

describe('what a creation answers (D1)', () => {
	const answers = ['request_id', 'id', 'both', 'group_id', 'link'] as const;
	const create = async (parameters: INodeParameters = {}) =>
		await bench.output('group:create', { subject: 'New', ...parameters });

	test.each(answers)('%s: the group and its link are found', async (createResponse) => {
		bench.simulator.setSwitches({ createResponse });
		const [json] = await create();
		const made = [...bench.simulator.state.groups.values()].at(-1);
		expect(json).toEqual({
			success: true,
			status: 'done',
			groupId: made?.id,
			subject: 'New',
			joinApprovalMode: 'auto_approve',
			inviteLink: `https://chat.whatsapp.com/${made?.inviteCode}`,
			...(/request_id|both/.test(createResponse) && {
				requestId: expect.stringMatching(/^\d{15}$/),
			}),
			...(createResponse === 'request_id' && { createdAt: expect.stringMatching(/Z$/) }),
		});
		expect(bench.simulator.log.count('POST', '/groups')).toBe(1);
	});

	test.each([
		['request_id', { status: 'accepted', requestId: expect.any(String) }],
		['id', { status: 'accepted', groupId: expect.any(String) }],
		['group_id', { status: 'accepted', groupId: expect.any(String) }],
		['both', { status: 'accepted', groupId: expect.any(String), requestId: expect.any(String) }],
		['link', { status: 'done', groupId: expect.any(String), inviteLink: expect.any(String) }],
	] as const)('%s, without waiting', async (createResponse, expected) => {
		bench.simulator.setSwitches({ createResponse });
		expect(await create({ waitForInviteLink: false })).toEqual([
			{ success: true, subject: 'New', joinApprovalMode: 'auto_approve', ...expected },
		]);
		expect(bench.callNames()).toEqual(['POST /groups']);
	});

	test.each(answers)('%s, and the group exists only later', async (createResponse) => {
		bench.simulator.setSwitches({ createResponse, creationDelayMs: 400 });
		const [json] = await create();
		const made = [...bench.simulator.state.groups.values()].at(-1);
		expect(json).toMatchObject({
			status: 'done',
			groupId: made?.id,
			inviteLink: `https://chat.whatsapp.com/${made?.inviteCode}`,
		});
		expect(bench.simulator.log.count('POST', '/groups')).toBe(1);
		expect(bench.callNames().length).toBeGreaterThan(createResponse === 'link' ? 0 : 3);
	});

	test('times of the list as text', async () => {
		bench.simulator.setSwitches({ scalarStyle: 'strings' });
		const [json] = await create();
		expect(json).toMatchObject({ status: 'done', createdAt: expect.stringMatching(/Z$/) });
	});
});

describe('what update, delete and remove answer (D3)', () => {
	const bodies = ['success', 'empty', 'request_id', 'success_text', 'none'] as const;
	const requestId = (body: string) =>
		body === 'request_id' ? { requestId: expect.stringMatching(/^\d{15}$/) } : {};

	test.each(bodies)('%s, to an update', async (mutateResponse) => {
		bench.simulator.setSwitches({ mutateResponse });
		const parameters = { ...group, updateFields: { subject: 'New', picture: 'data' } };
		const items = [itemWith(picture(200, 200))];
		expect(await bench.output('group:update', parameters, items)).toEqual([
			{
				success: true,
				status: 'accepted',
				groupId: GROUP_ID,
				subject: 'New',
				picture: 'group.jpg',
				...requestId(mutateResponse),
				settings: ['subject', 'picture'].map((setting) => ({
					setting,
					success: true,
					status: 'accepted',
					...requestId(mutateResponse),
				})),
			},
		]);
	});

	test.each(bodies)('%s, to a deletion', async (mutateResponse) => {
		bench.simulator.setSwitches({ mutateResponse });
		expect(await bench.output('group:delete', group)).toEqual([
			{ success: true, status: 'accepted', groupId: GROUP_ID, ...requestId(mutateResponse) },
		]);
	});

	test.each(bodies)('%s, to a removal', async (mutateResponse) => {
		bench.simulator.setSwitches({ mutateResponse });
		const participants = '+16505551002, +16505551003';
		const json = await bench.output('participant:remove', { ...group, participants });
		expect(json).toEqual(
			['16505551002', '16505551003'].map((waId) => ({
				success: true,
				status: 'accepted',
				groupId: GROUP_ID,
				participant: `+${waId}`,
				waId,
				...requestId(mutateResponse),
			})),
		);
		expect(members()).toEqual(['16505551001']);
	});

	test.each([
		{ success: false },
		{ success: 'false' },
		{ success: 0 },
		{ success: null },
		{ status: 'error' },
		{ meta: { success: false } },
		{ error: 'No' },
		{ error: { code: 131041, message: 'Gone' } },
		{ errors: [{ code: 131041, title: 'Gone' }] },
		{ hello: 'world' },
		[],
		'OK',
		'null',
		'"a text"',
	])('%j is no success (F1, F8)', async (body) => {
		const contentType = 'application/json';
		bench.simulator.faults.add({ kind: 'answer', status: 200, body, contentType, times: 0 });
		const cases = [
			['group:update', { ...group, updateFields: { subject: 'New' } }],
			['group:delete', group],
			['participant:remove', { ...group, participants: '+16505551002' }],
			['media:delete', { mediaId: '1' }],
		] as const;
		const errors = await Promise.all(
			cases.map(async ([operation, parameters]) => await bench.failure(operation, parameters)),
		);
		for (const error of errors) {
			expect(error.message).toMatch(/^[A-Z0-9].*\.$/);
			expect(error.message).not.toMatch(/Cannot read|undefined|\[object/);
			expect(error.description).toContain('HTTP 200');
		}
	});
});

describe('the body of a partial success (D3)', () => {
	test.each(['detailed', 'errors', 'error'] as const)(
		'%s: who was removed and who was not',
		async (partialResponse) => {
			bench.simulator.setSwitches({ partialResponse });
			// Not in the group, so not removable; the two others are.
			const participants = '+16505551002, +16505559999, +16505551003';
			const options = { ignorePartialFailure: true };
			const json = await bench.output('participant:remove', { ...group, participants, options });
			expect(members()).toEqual(['16505551001']);
			expect(json.map(({ waId }) => waId)).toEqual(['16505551002', '16505559999', '16505551003']);
			// Without the service saying who it was, the group shows who is still in it: nobody of them.
			const failed = partialResponse === 'detailed';
			expect(json.map(({ success }) => success)).toEqual([true, !failed, true]);
		},
	);

	test('some were removed and who is left cannot be read: nobody is told that it was not done', async () => {
		bench.simulator.setSwitches({ partialResponse: 'error' });
		bench.simulator.faults.add({ kind: 'error', code: 4, retryAfter: 3600, method: 'GET' });
		const participants = '+16505551002, +16505559999';
		const result = await bench.run('participant:remove', { ...group, participants }, undefined, {
			node: { onError: 'continueRegularOutput' },
		});
		const json = result.json(NODE);
		expect(members()).not.toContain('16505551002');
		expect(json).toEqual(
			['16505551002', '16505559999'].map((waId) =>
				expect.objectContaining({
					success: false,
					status: 'unknown',
					waId,
					error: expect.objectContaining({
						code: 'not_named',
						message: expect.stringContaining('Who is still in the group could not be read'),
						hint: expect.stringContaining('Get Many'),
					}),
				}),
			),
		);
	});

	test.each(['errors', 'error'] as const)(
		'%s: who is still in the group afterwards has failed, with a reason and advice',
		async (partialResponse) => {
			const body =
				partialResponse === 'errors'
					? { errors: [{ code: 131201, title: 'Request partially succeeded' }] }
					: { error: { code: 131201, message: '(#131201) Request partially succeeded' } };
			const contentType = 'application/json';
			bench.simulator.faults.add({ kind: 'answer', status: 206, body, contentType });
			const participants = `+16505551002, +16505559999`;
			const options = { ignorePartialFailure: true };
			const json = await bench.output('participant:remove', { ...group, participants, options });
			expect(bench.calls()[1]).toEqual({
				call: `GET ${GROUP_PATH}`,
				query: { fields: 'participants,total_participant_count' },
			});
			expect(json).toEqual([
				{
					success: false,
					status: 'failed',
					groupId: GROUP_ID,
					participant: '+16505551002',
					waId: '16505551002',
					error: expect.objectContaining({
						code: 131201,
						message: expect.stringMatching(/\w+ \w+/),
						hint: expect.stringMatching(/\w+ \w+/),
						httpStatus: 206,
						itemIndex: 0,
					}),
				},
				expect.objectContaining({ success: true, waId: '16505559999' }),
			]);
		},
	);

	test.each(['approve', 'reject'])('a graph error with HTTP 206 to %s', async (operation) => {
		const body = { error: { code: 131201, message: '(#131201) Request partially succeeded' } };
		const contentType = 'application/json';
		bench.simulator.faults.add({ kind: 'answer', status: 206, body, contentType });
		const parameters = { ...group, joinRequestIds: 'one, two' };
		const result = await bench.run(`joinRequest:${operation}`, parameters, undefined, {
			node: { onError: 'continueRegularOutput' },
		});
		expect(result.json(NODE)).toEqual(
			['one', 'two'].map((joinRequestId) => ({
				success: false,
				// That some were handled says nothing of either.
				status: 'unknown',
				groupId: GROUP_ID,
				joinRequestId,
				error: expect.objectContaining({
					code: 131201,
					message: expect.stringMatching(/\w+ \w+/),
					hint: expect.stringMatching(/\w+ \w+/),
				}),
			})),
		);
	});

	test.each([
		{ approved_join_requests: ['one', 'two'], failed_join_requests: [], errors: [] },
		{ approved_join_requests: ['one', 'two'] },
	])('empty lists of failures are none: %j', async (body) => {
		const contentType = 'application/json';
		bench.simulator.faults.add({ kind: 'answer', status: 200, body, contentType });
		const parameters = { ...group, joinRequestIds: 'one, two' };
		const json = await bench.output('joinRequest:approve', parameters);
		expect(json.map(({ success }) => success)).toEqual([true, true]);
	});
});

describe('numbers and flags as text (D11)', () => {
	test.each([
		['group:get', group],
		['group:getAll', {}],
		['joinRequest:getAll', group],
		['participant:getAll', group],
	])('%s gives the same', async (operation, parameters) => {
		const typed = await bench.output(operation, parameters);
		bench.simulator.setSwitches({ scalarStyle: 'strings' });
		expect(await bench.output(operation, parameters)).toEqual(typed);
		const [raw] = await bench.output(operation, { ...parameters, options: { simplify: false } });
		if (operation !== 'participant:getAll') expect(JSON.stringify(raw)).toMatch(/":"\d{10}"/);
	});

	test('group:get gives each type that the vocabulary has', async () => {
		bench.simulator.setSwitches({ scalarStyle: 'strings' });
		const [json] = await bench.output('group:get', group);
		expect(json).toMatchObject({
			suspended: false,
			participantCount: 3,
			createdAt: '2025-08-18T20:27:57.000Z',
		});
	});

	test('media:download gives the same', async () => {
		bench.simulator.control.sendMedia(GROUP_ID, '16505551001', { type: 'image' });
		const [mediaId] = [...bench.simulator.state.media.keys()];
		const typed = await bench.output('media:download', { mediaId });
		bench.simulator.setSwitches({ scalarStyle: 'strings' });
		expect(await bench.output('media:download', { mediaId })).toEqual(typed);
	});
});

describe('people without a number (contract 3.9)', () => {
	const ana: Record<Switches['bsuid'], IDataObject> = {
		off: { waId: '16505551001' },
		kept: { waId: '16505551001', userId: HIDDEN, username: '@ana' },
		omitted: { userId: HIDDEN, username: '@ana' },
		empty: { userId: HIDDEN, username: '@ana' },
	};
	const modes = Object.keys(ana) as Array<Switches['bsuid']>;

	test.each(modes)('%s: are told by what is known of them', async (bsuid) => {
		bench.simulator.setSwitches({ bsuid });
		const people = await bench.output('participant:getAll', group);
		expect(people).toHaveLength(3);
		expect(people[0]).toEqual({ groupId: GROUP_ID, ...ana[bsuid] });
		const [info] = await bench.output('group:get', group);
		expect(info.participantCount).toBe(3);
		expect((info.participants as IDataObject[])[0]).toEqual(ana[bsuid]);
		const [request] = await bench.output('joinRequest:getAll', group);
		expect(request).toEqual({
			groupId: GROUP_ID,
			joinRequestId: expect.any(String),
			createdAt: expect.any(String),
			...(bsuid === 'off' || bsuid === 'kept' ? { waId: '16505554001' } : {}),
			...(bsuid === 'off' ? {} : { userId: 'US.400', username: '@dora' }),
		});
	});

	test.each(['kept', 'omitted', 'empty'] as const)('%s: are removed by user ID', async (bsuid) => {
		bench.simulator.setSwitches({ bsuid });
		const [first] = await bench.output('participant:getAll', group);
		const parameters = { ...group, participants: '={{ $json.userId }}' };
		const json = await bench.output('participant:remove', parameters, itemsOf(first));
		expect(json).toEqual([
			{
				success: true,
				status: 'accepted',
				groupId: GROUP_ID,
				participant: HIDDEN,
				userId: HIDDEN,
			},
		]);
		expect(bench.calls().at(-1)?.body).toEqual({
			messaging_product: 'whatsapp',
			participants: [{ user: HIDDEN }],
		});
		expect(members()).toEqual(['16505551002', '16505551003']);
	});

	test('omitted: the people of Get Many can be given to Remove as they are', async () => {
		bench.simulator.setSwitches({ bsuid: 'omitted' });
		const people = await bench.output('participant:getAll', group);
		const json = await bench.output(
			'participant:remove',
			{ ...group, participants: '={{ $json.people }}' },
			itemsOf({ people }),
		);
		expect(json.map(({ success, userId }) => [success, userId])).toEqual(
			people.map(({ userId }) => [true, userId]),
		);
		expect(members()).toEqual([]);
	});

	test('a hidden person who is still in the group after a partial removal has failed', async () => {
		bench.simulator.setSwitches({ bsuid: 'omitted' });
		const body = { errors: [{ code: 131201, title: 'Request partially succeeded' }] };
		const contentType = 'application/json';
		bench.simulator.faults.add({ kind: 'answer', status: 206, body, contentType });
		const participants = `US.404, ${HIDDEN}`;
		const options = { ignorePartialFailure: true };
		const json = await bench.output('participant:remove', { ...group, participants, options });
		expect(json.map(({ userId, success }) => [userId, success])).toEqual([
			['US.404', true],
			[HIDDEN, false],
		]);
	});

	test('who of hidden people could not be removed is told by user ID', async () => {
		const participants = `US.404, ${HIDDEN}`;
		const options = { ignorePartialFailure: true };
		const json = await bench.output('participant:remove', { ...group, participants, options });
		expect(json).toEqual([
			expect.objectContaining({ success: false, participant: 'US.404', userId: 'US.404' }),
			{
				success: true,
				status: 'done',
				groupId: GROUP_ID,
				participant: HIDDEN,
				userId: HIDDEN,
			},
		]);
	});
});

describe('the lists of templates (contract 5.1)', () => {
	test('both generations give the same', async () => {
		bench.simulator.setSwitches({ templatesEndpoint: 'legacy' });
		const legacy = await bench.output('template:getAll', {});
		expect(legacy).toEqual([
			{
				templateId: '501',
				name: 'welcome',
				language: 'en_US',
				templateStatus: 'APPROVED',
				category: 'UTILITY',
				components: [{ type: 'BODY', text: 'Welcome!' }],
			},
		]);
		bench.simulator.setSwitches({ templatesEndpoint: 'new' });
		expect(await bench.output('template:getAll', {})).toEqual(legacy);
	});

	test.each(['string', 'meta', 'html', 'empty', 'graph'] as const)(
		'the older endpoint is missing in whatever words (%s)',
		async (notFoundShape) => {
			bench.simulator.setSwitches({ templatesEndpoint: 'new', notFoundShape });
			const parameters = { ...group, template: byName('welcome') };
			const [json] = await bench.output('message:sendTemplate', parameters);
			expect(json.success).toBe(true);
			const created = await bench.output('template:createInvite', {
				name: 'mine',
				libraryTemplate: byName('group_invite_upon_request_1'),
			});
			expect(created).toHaveLength(1);
		},
	);
});

describe('the name of the picture’s part (D5)', () => {
	const setPicture = async () =>
		await bench.output('group:update', { ...group, updateFields: { picture: 'data' } }, [
			itemWith(picture(200, 200)),
		]);
	const partNames = () => bench.calls().map(({ parts }) => parts?.[1]?.name);
	const output = [
		{
			success: true,
			status: 'accepted',
			groupId: GROUP_ID,
			picture: 'group.jpg',
			settings: [{ setting: 'picture', success: true, status: 'accepted' }],
		},
	];

	test('file', async () => {
		bench.simulator.setSwitches({ pictureField: 'file' });
		expect(await setPicture()).toEqual(output);
		expect(partNames()).toEqual(['file']);
	});

	test.each(['graph', 'string', 'meta', 'legacy'] as const)(
		'profile_picture_file, when the first name is refused (%s)',
		async (errorShape) => {
			bench.simulator.setSwitches({ pictureField: 'profile_picture_file', errorShape });
			expect(await setPicture()).toEqual(output);
			expect(partNames()).toEqual(['file', 'profile_picture_file']);
			expect(bench.simulator.state.groups.get(GROUP_ID)?.pictureSha256).toBeDefined();
		},
	);

	test.each([131209, 131210, 131207, 131041])(
		'a refusal for another reason (%i) is not tried by the other name',
		async (code) => {
			bench.simulator.faults.add({ kind: 'error', code });
			await expect(setPicture()).rejects.toThrow(/^\w.*\.$/);
			expect(partNames()).toEqual(['file']);
		},
	);
});

describe('webhooks before, after or long after the answer', () => {
	test.each(['before', 'after', 'delayed'] as const)('%s', async (webhookTiming) => {
		const receiver = await startReceiver();
		try {
			bench.simulator.setWebhook({ url: receiver.url });
			bench.simulator.setSwitches({ webhookTiming });
			const [created] = await bench.output('group:create', { subject: 'New' });
			expect(created).toMatchObject({ status: 'done', inviteLink: expect.any(String) });
			const [updated] = await bench.output('group:update', {
				...group,
				updateFields: { subject: 'Renamed' },
			});
			expect(updated).toMatchObject({ status: 'accepted', groupId: GROUP_ID, subject: 'Renamed' });
			const [removed] = await bench.output('participant:remove', {
				...group,
				participants: '+16505551002',
			});
			expect(removed).toMatchObject({ status: 'accepted', waId: '16505551002' });
			const [deleted] = await bench.output('group:delete', group);
			expect(deleted).toEqual({ success: true, status: 'accepted', groupId: GROUP_ID });
			await bench.simulator.idle();
			expect(receiver.received).toHaveLength(4);
		} finally {
			await receiver.close();
		}
	});
});

describe('an address that the service does not know (D2)', () => {
	test.each(['string', 'meta', 'html', 'empty'] as const)(
		'%s: says what was tried',
		async (notFoundShape) => {
			bench.simulator.setSwitches({ notFoundShape });
			const engine = bench.world.engineWith({ baseUrl: `${bench.simulator.url}/v2/` });
			const result = await engine.runNode({ resource: 'group', operation: 'get', ...group });
			const { message, description } = result.error ?? {};
			expect(message).toMatch(/^The service does not know this address\. .*base url.*\.$/i);
			// What the service says in words of its own may be of an ID, too.
			const isForeign = notFoundShape === 'html' || notFoundShape === 'empty';
			expect(description).toContain(
				isForeign ? 'Tried GET /groups/' : 'The service’s words: Not found',
			);
			expect(description).toContain('HTTP 404');
			expect(description).toMatch(/\bItem 0$/);
		},
	);
});
