import type { INodeParameters } from 'n8n-workflow';

import { byId, byName, mapped } from '../../support/world';
import { GROUP_ID, GROUP_PATH, itemsOf, NODE, useBench } from './bench';
import { LINK, openGroups, templates } from './seeds';

const bench = useBench({
	groups: openGroups,
	templates,
	people: [{ waId: '16505552001', name: 'Ana', windowOpen: true }],
});
const group = { groupId: byId(GROUP_ID) };

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
		});
		const error = await bench.failure('invite:getLink', group);
		expect(error.message).toBe('The service answered without an invite link [item 0]');
	});
});

describe('invite:resetLink', () => {
	test('makes a new link, which is in the output', async () => {
		const result = await bench.run('invite:resetLink', group);
		const current = bench.simulator.control.inviteLink(GROUP_ID);
		expect(current).not.toBe(LINK);
		expect(result.items(NODE)).toEqual([
			{ json: { groupId: GROUP_ID, inviteLink: current }, pairedItem: { item: 0 } },
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
	});

	test('puts the group’s ID into the first variable', async () => {
		const result = await bench.run(send, byTemplate());
		expect(result.items(NODE)).toEqual([
			{
				json: {
					success: true,
					groupId: GROUP_ID,
					recipient: '+1 650-555-2001',
					waId: '16505552001',
					messageId: bench.simulator.log.sentMessages[0].wamid,
					status: 'accepted',
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.calls()).toEqual([
			{
				call: `GET ${GROUP_PATH}`,
				query: { fields: 'participants,total_participant_count' },
			},
			{ call: 'GET /v1/configs/templates', query: { limit: '100', offset: '0' } },
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
			inviteVariable: 'link',
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

	test('puts the link as text into a template of one’s own', async () => {
		const parameters = byTemplate({
			template: byName('invite_with_link'),
			inviteVariableType: 'link',
			inviteVariable: '2',
			templateParameters: mapped({ body_1: 'Fans' }),
		});
		await bench.output(send, parameters);
		expect(bench.callNames()).toEqual([
			`GET ${GROUP_PATH}`,
			'GET /v1/configs/templates',
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
		['text with commas and lines', '+16505552001, 16505552002;\n(1) 650.555/2003'],
		['an array', '={{ ["+16505552001", 16505552002, { waId: "16505552003" }] }}'],
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
				groupId: GROUP_ID,
				recipient: '+16505551001',
				waId: '16505551001',
				status: 'alreadyInGroup',
			},
			expect.objectContaining({ waId: '16505552001', status: 'accepted' }),
		]);
		expect(sent().map(({ to }) => to)).toEqual(['+16505552001']);
	});

	test('nobody left to invite costs neither templates nor a link', async () => {
		await bench.output(send, byTemplate({ recipients: '+16505551001' }));
		expect(bench.callNames()).toEqual([`GET ${GROUP_PATH}`]);
	});

	test('with Skip People Already in the Group off they are invited too', async () => {
		const parameters = byTemplate({
			recipients: '+16505551001',
			options: { skipParticipants: false },
		});
		const [json] = await bench.output(send, parameters);
		expect(json).toMatchObject({ status: 'accepted', waId: '16505551001' });
	});

	test('warns each when more are invited than seats are free', async () => {
		const numbers = Array.from({ length: 7 }, (_, index) => `+1650555300${index}`);
		const json = await bench.output(send, byTemplate({ recipients: numbers.join('\n') }));
		expect(json).toHaveLength(7);
		for (const one of json) {
			expect(one.warning).toBe(
				'7 people are invited, but only 6 seats are free: a group holds 8. Who comes later cannot join.',
			);
		}
		const six = await bench.output(send, byTemplate({ recipients: numbers.slice(1).join() }));
		expect(six[0]).not.toHaveProperty('warning');
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
		expect(bench.callNames().slice(1)).toEqual([
			'GET /v1/configs/templates',
			'GET /message_templates',
			'POST /messages',
		]);
	});

	test.each([
		[{ template: byName('welcome') }, '"welcome" has no variable in its body'],
		[{ inviteVariable: '7' }, 'Invite Variable: "group_invite" has no variable "7"'],
		[{ templateParameters: mapped({}) }, 'Template Parameters: Body {{2}} is empty'],
	])('says what is wrong with the template: %j', async (parameters, text) => {
		const error = await bench.failure(send, byTemplate(parameters));
		expect(error.message).toContain(text);
		expect(error.message).toContain('[item 0]');
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
			},
		]);
	});
});
