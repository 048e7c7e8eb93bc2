import type { INodeParameters } from 'n8n-workflow';

import { invitationMark } from '../../../nodes/WhatsAppGroups/api/invitationMark';
import { senderOf, withSender } from '../../../nodes/WhatsAppGroups/api/sender';
import { byId, byName, mapped } from '../../support/world';
import { GROUP_ID, GROUP_PATH, itemsOf, NODE, useBench } from './bench';
import { LINK, openGroups, templates } from './seeds';

const bench = useBench({
	groups: openGroups,
	templates,
	people: [{ waId: '16505552001', name: 'Ana', windowOpen: true }],
});
const group = { groupId: byId(GROUP_ID) };
/** By it the trigger knows the statuses of invitations: of the group, sent by the engine’s workflow. */
const MARK = withSender(senderOf('workflow'), invitationMark(GROUP_ID));

/** Bodies of the sent messages, in the order of their recipients. */
const sent = () =>
	bench.simulator.log
		.find('POST', '/messages')
		.map(({ body }) => body as { to: string })
		.sort((a, b) => a.to.localeCompare(b.to));

describe('invite:getLink', () => {
	test('reads the link', async () => {
		const result = await bench.run('invite:getLink', group);
		expect(result.items(NODE)).toEqual([
			{ json: { groupId: GROUP_ID, inviteLink: LINK }, pairedItem: { item: 0 } },
		]);
		expect(bench.calls()).toEqual([{ call: `GET ${GROUP_PATH}/invite_link` }]);
	});

	test('simplify off gives the service’s own body', async () => {
		const parameters = { ...group, options: { simplify: false } };
		expect(await bench.output('invite:getLink', parameters)).toEqual([
			{ messaging_product: 'whatsapp', invite_link: LINK },
		]);
	});

	test('an answer without a link is an error', async () => {
		bench.simulator.faults.add({
			kind: 'answer',
			status: 200,
			body: { messaging_product: 'whatsapp' },
			contentType: 'application/json',
			times: 0,
		});
		const error = await bench.failure('invite:getLink', group);
		expect(error.message).toMatch(/its answer is not an invite link\./);
		expect(error.description).toContain('{"messaging_product":"whatsapp"}');
	});
});

describe('invite:resetLink', () => {
	test('makes a new link, which is in the output', async () => {
		const result = await bench.run('invite:resetLink', group);
		const current = bench.simulator.control.inviteLink(GROUP_ID);
		expect(current).not.toBe(LINK);
		expect(result.items(NODE)).toEqual([
			{
				json: { success: true, status: 'done', groupId: GROUP_ID, inviteLink: current },
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.calls()).toEqual([
			{ call: `POST ${GROUP_PATH}/invite_link`, body: { messaging_product: 'whatsapp' } },
		]);
	});

	test('simplify off gives the service’s own body', async () => {
		const parameters = { ...group, options: { simplify: false } };
		expect(await bench.output('invite:resetLink', parameters)).toEqual([
			{
				messaging_product: 'whatsapp',
				invite_link: bench.simulator.control.inviteLink(GROUP_ID),
			},
		]);
	});
});

describe('invite:send by template', () => {
	const send = 'invite:send';
	const byTemplate = (parameters: INodeParameters = {}): INodeParameters => ({
		...group,
		recipients: '+1 650-555-2001',
		template: byName('group_invite'),
		templateParameters: mapped({ body_2: 'Pablo' }),
		...parameters,
	});
	const message = (name: string, parameters: object[]) => ({
		messaging_product: 'whatsapp',
		recipient_type: 'individual',
		to: '+16505552001',
		type: 'template',
		template: {
			name,
			language: { code: 'en_US' },
			components: [{ type: 'body', parameters }],
		},
		biz_opaque_callback_data: MARK,
	});

	test('puts the group’s ID into the first variable', async () => {
		const result = await bench.run(send, byTemplate());
		expect(result.items(NODE)).toEqual([
			{
				json: {
					success: true,
					status: 'accepted',
					groupId: GROUP_ID,
					recipient: '+1 650-555-2001',
					waId: '16505552001',
					messageId: bench.simulator.log.sentMessages[0].wamid,
					messageStatus: 'accepted',
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.calls()).toEqual([
			{ call: 'GET /v1/configs/templates', query: { limit: '100', offset: '0' } },
			{
				call: `GET ${GROUP_PATH}`,
				query: { fields: 'participants,total_participant_count' },
			},
			{
				call: 'POST /messages',
				body: message('group_invite', [
					{ type: 'group_id', group_id: GROUP_ID },
					{ type: 'text', text: 'Pablo' },
				]),
			},
		]);
		// What the person reads shows that the service took the ID for this group.
		expect(bench.simulator.state.people.get('16505552001')?.inbox[0].inviteLinks).toEqual([LINK]);
	});

	test('puts it into the variable that is asked for, by its name', async () => {
		const parameters = byTemplate({
			template: byName('named_invite|en_US'),
			options: { inviteVariable: 'link' },
			templateParameters: mapped({ body_name: 'Pablo' }),
		});
		await bench.output(send, parameters);
		expect(sent()).toEqual([
			message('named_invite', [
				{ type: 'text', text: 'Pablo', parameter_name: 'name' },
				{ type: 'group_id', group_id: GROUP_ID, parameter_name: 'link' },
			]),
		]);
	});

	test('finds the variable by its name', async () => {
		const parameters = byTemplate({
			template: byName('named_invite'),
			templateParameters: mapped({ body_name: 'Pablo' }),
		});
		await bench.output(send, parameters);
		expect(JSON.stringify(sent())).toContain(
			JSON.stringify({ type: 'group_id', group_id: GROUP_ID, parameter_name: 'link' }),
		);
	});

	test('reads the template once, and invites nobody where a value of any item is refused', async () => {
		const parameters = byTemplate({ templateParameters: mapped({ body_2: '={{ $json.name }}' }) });
		const items = itemsOf({ name: 'Ana' }, { name: 'Ben' }, { name: 'Cem\nDora' });
		const error = await bench.failure(send, parameters, items);
		expect(error.message).toContain('Body {{2}} holds a line break');
		expect(bench.callNames()).toEqual(['GET /v1/configs/templates']);
	});

	test('a template that cannot be read invites nobody', async () => {
		bench.simulator.faults.add({ kind: 'error', code: 131005, path: '/v1/*', times: 0 });
		await bench.failure(send, byTemplate());
		expect(sent()).toEqual([]);
	});

	test('the list holds the templates that can invite, and says where it is not certain', async () => {
		const { results } = await bench.world.engine.listSearch('searchInviteTemplates', {
			resource: 'invite',
			operation: 'send',
		});
		const names = results.map(({ name }) => name);
		expect(names).toEqual(
			expect.arrayContaining([
				'group_invite (en_US)',
				'named_invite (en_US)',
				'invite_with_link (en_US) – may not be an invite',
			]),
		);
		for (const name of ['welcome', 'clip', 'meeting_place'])
			expect(names.filter((one) => one.startsWith(name))).toEqual([]);
	});

	test('puts the link as text into a template of one’s own', async () => {
		const parameters = byTemplate({
			template: byName('invite_with_link'),
			options: { inviteVariable: '2' },
			templateParameters: mapped({ body_1: 'Fans' }),
		});
		await bench.output(send, parameters);
		expect(bench.callNames()).toEqual([
			'GET /v1/configs/templates',
			`GET ${GROUP_PATH}`,
			`GET ${GROUP_PATH}/invite_link`,
			'POST /messages',
		]);
		expect(sent()).toEqual([
			message('invite_with_link', [
				{ type: 'text', text: 'Fans' },
				{ type: 'text', text: LINK },
			]),
		]);
	});

	test('template values can come from the item’s own fields', async () => {
		const parameters = byTemplate({
			templateParameters: { mappingMode: 'autoMapInputData', value: null },
		});
		await bench.output(send, parameters, itemsOf({ body_2: 'Ana' }));
		expect(JSON.stringify(sent())).toContain('"text":"Ana"');
	});

	test.each([
		['text with commas and lines', '+16505552001, 16505552002;\n(+1) 650.555.2003'],
		['an array', '={{ ["+16505552001", 16505552002, { waId: "16505552003" }] }}'],
		['JSON text', '["+16505552001", 16505552002, {"phone":"+1 650 555 2003"}]'],
		['the same person twice', '+16505552001, 0016505552001, 16505552002, 16505552003'],
	])('invites each person of a list once: %s', async (_kind, recipients) => {
		const json = await bench.output(send, byTemplate({ recipients }));
		expect(json.map(({ waId, success }) => [waId, success])).toEqual([
			['16505552001', true],
			['16505552002', true],
			['16505552003', true],
		]);
		expect(sent().map(({ to }) => to)).toEqual(['+16505552001', '+16505552002', '+16505552003']);
		expect(new Set(json.map(({ messageId }) => messageId)).size).toBe(3);
	});

	test('people who are in the group already are left out', async () => {
		const recipients = '+16505551001, +16505552001';
		expect(await bench.output(send, byTemplate({ recipients }))).toEqual([
			{
				success: true,
				status: 'unchanged',
				groupId: GROUP_ID,
				recipient: '+16505551001',
				waId: '16505551001',
			},
			expect.objectContaining({ waId: '16505552001', status: 'accepted' }),
		]);
		expect(sent().map(({ to }) => to)).toEqual(['+16505552001']);
	});

	test('nobody left to invite costs no link', async () => {
		await bench.output(send, byTemplate({ recipients: '+16505551001' }));
		expect(bench.callNames()).toEqual(['GET /v1/configs/templates', `GET ${GROUP_PATH}`]);
	});

	test('with Skip People Already in the Group off they are invited too', async () => {
		const parameters = byTemplate({
			recipients: '+16505551001',
			options: { skipParticipants: false },
		});
		const [json] = await bench.output(send, parameters);
		expect(json).toMatchObject({ status: 'accepted', waId: '16505551001' });
	});

	describe('people with hidden numbers', () => {
		const HIDDEN = 'US.13491208655302741918';
		beforeEach(() => {
			bench.simulator.control.addPerson({
				waId: '16505552001',
				userId: HIDDEN,
				hideNumber: true,
			});
		});

		test('are invited by `recipient` (D31)', async () => {
			const recipients = `${HIDDEN}, +16505552002`;
			const json = await bench.output(send, byTemplate({ recipients }));
			expect(json).toEqual([
				expect.objectContaining({
					success: true,
					status: 'accepted',
					recipient: HIDDEN,
					userId: HIDDEN,
				}),
				expect.objectContaining({ status: 'accepted', waId: '16505552002' }),
			]);
			const bodies = bench.simulator.log.sentMessages.map(({ body }) => body);
			expect(bodies[0]).toMatchObject({ recipient: HIDDEN, recipient_type: 'individual' });
			expect(bodies[0]).not.toHaveProperty('to');
			expect(bodies[1]).toMatchObject({ to: '+16505552002' });
		});

		test('and the refusal of the service says that their number is needed', async () => {
			bench.simulator.setSwitches({ hiddenRecipient: 'refuse' });
			const error = await bench.failure(send, byTemplate({ recipients: HIDDEN }));
			expect(error.message).toMatch(/\w+ \w+.*\./);
			expect(bench.simulator.log.sentMessages).toEqual([]);
		});

		test('who is in the group by that ID is left out', async () => {
			bench.simulator.setSwitches({ bsuid: 'omitted' });
			const person = bench.simulator.state.people.get('16505552001');
			const members = bench.simulator.state.groups.get(GROUP_ID)?.members;
			if (person) members?.set(person.waId, person);
			const json = await bench.output(send, byTemplate({ recipients: HIDDEN }));
			expect(json.map(({ status }) => status)).toEqual(['unchanged']);
			expect(sent()).toEqual([]);
		});

		test('may be anybody: who is invited by number is invited, with a warning', async () => {
			bench.simulator.setSwitches({ bsuid: 'omitted' });
			const person = bench.simulator.state.people.get('16505552001');
			const members = bench.simulator.state.groups.get(GROUP_ID)?.members;
			if (person) members?.set(person.waId, person);
			const [json] = await bench.output(send, byTemplate({ recipients: '+16505552003' }));
			expect(json).toMatchObject({
				status: 'accepted',
				warning: expect.stringContaining('may be in it already'),
			});
		});
	});

	test.each([
		['+55 31 98888-7777', '553188887777'],
		['553188887777', '5531988887777'],
		['+52 1 55 1234 5678', '525512345678'],
		['+54 9 11 2345-6789', '541123456789'],
	])('%s is in the group as %s: no invitation (F24)', async (recipients, waId) => {
		const members = bench.simulator.state.groups.get(GROUP_ID)?.members;
		members?.set(waId, bench.simulator.control.addPerson({ waId }));
		const [json] = await bench.output(send, byTemplate({ recipients }));
		expect(json).toMatchObject({ status: 'unchanged', recipient: recipients });
		expect(sent()).toEqual([]);
	});

	test('bad input of anybody is refused before any call, all of it named and masked', async () => {
		const recipients = '+16505552001, 0151 23456703, 4915123456703.0x';
		const error = await bench.failure(send, byTemplate({ recipients }));
		expect(error.message).toContain('"015…703" has no country code.');
		expect(error.message).toContain('"491….0x" is not a phone number.');
		expect(error.message).toContain(
			'2 of 3 recipients cannot be read. Nothing was sent for this item.',
		);
		expect(`${error.message} ${error.description}`).not.toMatch(/5552001|23456703|123456703/);
		expect(bench.callNames()).toEqual([]);
	});

	test('a refusal fails the node after everybody was tried, and each is told of', async () => {
		bench.simulator.faults.add({ kind: 'error', code: 131026, to: '+16505552001', times: 0 });
		const recipients = '+16505552001, +16505552002, +16505551001';
		const error = await bench.failure(send, byTemplate({ recipients }));
		expect(error.message).toMatch(
			/^1 of 3 recipients failed\. The first: The message could not be delivered/,
		);
		expect(error.description).toMatch(
			/Each of them: \+16…001: The message could not be delivered.*; \+16…002: accepted; \+16…001: unchanged/,
		);
		expect(`${error.message} ${error.description}`).not.toMatch(/\d{7}/);
		expect(bench.simulator.log.sentMessages.map(({ to }) => to)).toEqual(['+16505552002']);
	});

	test('simplify off gives the service’s own bodies', async () => {
		const parameters = byTemplate({
			recipients: '+16505552001, +16505552002',
			options: { simplify: false },
		});
		const json = await bench.output(send, parameters);
		expect(json).toHaveLength(2);
		for (const one of json) {
			expect(one).toMatchObject({
				messaging_product: 'whatsapp',
				contacts: [{ input: expect.any(String) }],
				messages: [{ id: expect.stringMatching(/^wamid\./), message_status: 'accepted' }],
			});
		}
	});

	test('two generations of the templates’ endpoint', async () => {
		bench.simulator.setSwitches({ templatesEndpoint: 'new' });
		await bench.output(send, byTemplate());
		expect(bench.callNames()).toEqual([
			'GET /v1/configs/templates',
			'GET /message_templates',
			// Here no total says that there are no more languages of it.
			'GET /message_templates',
			`GET ${GROUP_PATH}`,
			'POST /messages',
		]);
	});

	test.each([
		[{ template: byName('welcome') }, '"welcome" has no variable in its body'],
		[{ options: { inviteVariable: '7' } }, 'Invite Variable: "group_invite" has no variable "7"'],
		[{ templateParameters: mapped({}) }, 'Template Parameters: Body {{2}} is empty'],
		[
			{ template: byName('invite_with_link') },
			'it is not certain which variable of "invite_with_link" takes the invitation: {{1}}, {{2}}. Set the option Invite Variable.',
		],
	])('says what is wrong with the template: %j', async (parameters, text) => {
		const error = await bench.failure(send, byTemplate(parameters));
		expect(error.message).toContain(text);
		expect(error.message).toMatch(/\.$/);
		expect(sent()).toEqual([]);
	});
});

describe('invite:send by text', () => {
	const byText = (text: string): INodeParameters => ({
		...group,
		recipients: '+16505552001',
		inviteMethod: 'text',
		text,
	});

	test.each([
		['Come in: {inviteLink} or {inviteLink}', `Come in: ${LINK} or ${LINK}`],
		['Come in! ', `Come in!\n${LINK}`],
	])('"%s" carries the link', async (text, body) => {
		const [json] = await bench.output('invite:send', byText(text));
		expect(json).toMatchObject({ success: true, waId: '16505552001', status: 'accepted' });
		expect(bench.callNames()).toEqual([
			`GET ${GROUP_PATH}`,
			`GET ${GROUP_PATH}/invite_link`,
			'POST /messages',
		]);
		expect(sent()).toEqual([
			{
				messaging_product: 'whatsapp',
				recipient_type: 'individual',
				to: '+16505552001',
				type: 'text',
				text: { body, preview_url: true },
				biz_opaque_callback_data: MARK,
			},
		]);
	});
});
