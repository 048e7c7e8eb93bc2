/**
 * A story as an agent plays it: it looks for the group, writes, invites, approves and removes, with lists as
 * the JSON text that models write. Each answer says what became of it, or what to do next; nobody is written
 * to who was not named.
 */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { operations } from '../../../nodes/WhatsAppGroups/operations';
import { byId, byName, mapped } from '../../support/world';
import { GROUP_ID, useBench, withOperation } from '../operations/bench';
import { openGroups, templates } from '../operations/seeds';
import { callTool } from './toolCalls';

const DOOR = 'door';
const bench = useBench({
	groups: [
		...openGroups,
		{
			id: DOOR,
			subject: 'Behind a door',
			joinApprovalMode: 'approval_required',
			members: ['16505553001'],
			joinRequests: ['16505554001', '16505554002'],
		},
	],
	templates,
});

/** What the model fills in, by name. */
const fromModel = (name: string) => `={{ $fromAI(${JSON.stringify(name)}) }}`;

/** What the model hears of one call with these arguments. */
async function ask(
	operation: string,
	parameters: INodeParameters,
	toolArguments: IDataObject,
): Promise<string> {
	const tool = withOperation(operation, parameters);
	const [{ answer, failure }] = await callTool(bench, tool, (one) => [one.invoke(toolArguments)]);
	return String(answer ?? failure);
}

const writtenTo = () =>
	bench.simulator.log
		.find('POST', '/messages')
		.map(({ body }) => (body as { to: string }).to)
		.sort();

const group = { groupId: byId(fromModel('group')) };
const inviting = {
	...group,
	recipients: fromModel('people'),
	inviteMethod: fromModel('how'),
	template: byName('group_invite'),
	templateParameters: mapped({ body_2: 'Pablo' }),
};

describe('five operations', () => {
	test('the groups are listed with what the next calls need', async () => {
		const answer = await ask('group:getAll', { returnAll: true }, {});
		for (const { id, subject } of openGroups) {
			expect(answer).toContain(JSON.stringify(id));
			expect(answer).toContain(JSON.stringify(subject));
		}
	});

	test('a message is sent to the one group', async () => {
		const sending = { ...group, messageType: fromModel('kind'), text: fromModel('text') };
		const given = { group: GROUP_ID, kind: 'Text', text: 'Hello' };
		expect(await ask('message:send', sending, given)).toContain('"status":"accepted"');
		expect(writtenTo()).toEqual([GROUP_ID]);
	});

	test.each([
		['JSON text', '["+16505552001", "+1 650 555 2002"]'],
		['commas', '+16505552001, +16505552002'],
		['objects', '[{"phone":"+16505552001"},{"waId":"16505552002"}]'],
	])('people are invited, named in %s, and nobody else', async (_name, people) => {
		const given = { group: GROUP_ID, people, how: 'template' };
		const answer = await ask('invite:send', inviting, given);
		expect(answer.match(/"status":"accepted"/g)).toHaveLength(2);
		expect(writtenTo()).toEqual(['+16505552001', '+16505552002']);
	});

	test('join requests are approved by the IDs that another call gave', async () => {
		const listed = await ask('joinRequest:getAll', { ...group, returnAll: true }, { group: DOOR });
		const ids = [...listed.matchAll(/"joinRequestId":"([^"]+)"/g)].map(([, id]) => id);
		expect(ids).toHaveLength(2);
		const approving = { ...group, joinRequestIds: fromModel('ids') };
		const given = { group: DOOR, ids: JSON.stringify(ids) };
		const answer = await ask('joinRequest:approve', approving, given);
		expect(answer.match(/"status":"done"/g)).toHaveLength(2);
	});

	test('a person is removed', async () => {
		const removing = { ...group, participants: fromModel('people') };
		const given = { group: GROUP_ID, people: '["16505551001"]' };
		expect(await ask('participant:remove', removing, given)).toContain('"success":true');
		expect(writtenTo()).toEqual([]);
	});
});

describe('what fails tells the model what to do next', () => {
	test.each<[string, string, INodeParameters, IDataObject, RegExp]>([
		[
			'a number without its country code',
			'invite:send',
			inviting,
			{ group: GROUP_ID, people: '["0151 23456703", "+16505552001"]', how: 'text' },
			/has no country code\. .*Nothing was sent.* Enter the number with plus sign/s,
		],
		[
			'more people than seats',
			'invite:send',
			inviting,
			{
				group: GROUP_ID,
				people: JSON.stringify(Array.from({ length: 7 }, (_, one) => `+1650555200${one}`)),
				how: 'template',
			},
			/only 6 seats are free.*Nobody was invited\. Invite fewer people/s,
		],
		[
			'a kind that is none',
			'message:send',
			{ ...group, messageType: fromModel('kind') },
			{ group: GROUP_ID, kind: 'poll' },
			/Message Type must be one of text, image, .*but is "poll"/,
		],
		[
			'an empty text',
			'message:send',
			{ ...group, text: fromModel('text') },
			{ group: GROUP_ID, text: '' },
			/Text is empty/,
		],
		[
			'a group that does not exist',
			'message:send',
			{ ...group, text: 'Hello' },
			{ group: 'gone' },
			/The group does not exist.*Check the group ID/,
		],
	])('%s', async (_name, operation, parameters, given, words) => {
		expect(await ask(operation, parameters, given)).toMatch(words);
		expect(writtenTo().filter((to) => to !== 'gone')).toEqual([]);
	});
});

describe('what the operations say of themselves', () => {
	const of = (name: string) =>
		operations.find((one) => `${one.resource}:${one.operation}` === name)?.description;

	test.each([
		['message:send', /24 hours.*template/],
		['message:sendTemplate', /24 hours/],
		['invite:send', /costs money.*cannot be taken back.*8 people/],
		['participant:remove', /for good.*never rejoin/],
		['group:delete', /permanently/],
		['group:create', /cannot be added: invite/],
		['template:createInvite', /approval.*24 hours/i],
		['joinRequest:approve', /IDs of their join requests/],
	])('%s says what a model has to know', (name, words) => {
		expect(of(name)).toMatch(words);
	});

	test('each is a sentence or more, and names WhatsApp or what it is about', () => {
		for (const { description } of operations) expect(description).toMatch(/^[A-Z].{30,300}$/);
	});
});
