import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { FaultRule } from '../../simulator';
import { OPERATIONS, sampleOf, type OperationName, type SampleValues } from '../../support/samples';
import { byName } from '../../support/world';
import { GROUP_ID, NODE, OTHER_ID, useBench, type Failure } from './bench';
import { itemWith, png } from './files';
import { openGroups, templates } from './seeds';

const DOOR = 'door';
const bench = useBench({
	groups: [
		...openGroups.map((seed) => ({ ...seed, joinRequests: ['16505554003'] })),
		{
			id: DOOR,
			subject: 'Behind a door',
			joinApprovalMode: 'approval_required',
			joinRequests: ['16505554001', '16505554002'],
		},
	],
	templates,
	switches: { removalAllBad: 'sync' },
});

const REFUSED_FILE = 'refused.png';

/** One way for an item to be bad. */
interface Bad {
	item: IDataObject | (() => INodeExecutionData);
	/** What the error says: the label of the parameter, or the service's reason. */
	reason: string;
	fault?: FaultRule;
}

interface Row {
	/** What the items say, by expression; the group is theirs anyway. */
	values?: SampleValues;
	/** Beside those of a plain run. */
	more?: INodeParameters;
	good: () => INodeExecutionData[];
	/** Bad input: found before any call. */
	input: Bad;
	/** Refused by the service. */
	refused: Bad;
}

const items = (...fields: IDataObject[]) => fields.map((json) => ({ json }));
const groups = () => items({ group: GROUP_ID }, { group: OTHER_ID });
const noGroup: Bad = { item: { group: '' }, reason: 'Group is empty.' };
const unknownGroup: Bad = { item: { group: 'gone' }, reason: 'The group does not exist' };
const inOneGroup = (fields: IDataObject[]) =>
	fields.map((json) => ({ json: { ...json, group: GROUP_ID } }));
const media = () =>
	[1, 2].map(() => {
		bench.simulator.control.sendMedia(GROUP_ID, '16505551001', { type: 'image' });
		return { json: { id: [...bench.simulator.state.media.keys()].at(-1) } };
	});
const messages = () =>
	inOneGroup(
		[1, 2].map((index) => ({
			id: bench.simulator.control.sendText(GROUP_ID, '16505551001', `Number ${index}`),
		})),
	);
const requests = () =>
	[...(bench.simulator.state.groups.get(DOOR)?.joinRequests.keys() ?? [])].map((id) => ({
		json: { id, group: DOOR },
	}));
const decision: Row = {
	values: { joinRequestIds: '={{ $json.id }}' },
	good: requests,
	input: { item: { group: DOOR, id: ' , ' }, reason: 'Join Request IDs is empty.' },
	refused: { item: { group: DOOR, id: 'gone' }, reason: 'This join request no longer exists' },
};
const pinning: Row = {
	values: { messageId: '={{ $json.id }}' },
	good: messages,
	input: { item: { group: GROUP_ID, id: '' }, reason: 'Message ID is empty.' },
	refused: {
		item: { group: GROUP_ID, id: 'wamid.none' },
		reason: 'A value of this item is not of the expected form.',
	},
};
const mediaFile: Row = {
	values: { mediaId: '={{ $json.id }}' },
	good: media,
	input: { item: { id: null }, reason: 'Media ID is empty' },
	refused: { item: { id: '404' }, reason: 'The service refused a value of this item' },
};
const aboutGroup: Row = { good: groups, input: noGroup, refused: unknownGroup };
const listing = (refused: Bad, more: INodeParameters = {}): Row => ({
	more: { returnAll: false, limit: '={{ $json.limit }}', ...more },
	good: () => items({ limit: 1 }, { limit: 2 }),
	input: { item: { limit: 0 }, reason: 'Limit must be a whole number from 1' },
	refused,
});

/** One that waits takes one item. */
type OfItems = Exclude<OperationName, 'message:sendAndWait'>;
const OF_ITEMS = OPERATIONS.filter((name): name is OfItems => name !== 'message:sendAndWait');

const rows: Record<OfItems, Row> = {
	'group:create': {
		values: { subject: '={{ $json.subject }}' },
		good: () => items({ subject: 'One' }, { subject: 'Three' }),
		input: { item: { subject: ' ' }, reason: 'Subject is empty.' },
		refused: {
			item: { subject: 'Two' },
			reason: 'WhatsApp paused the creation of groups',
			fault: {
				kind: 'error',
				code: 131214,
				where: ({ body }) => (body as { subject?: string }).subject === 'Two',
			},
		},
	},
	'group:delete': aboutGroup,
	'group:get': aboutGroup,
	'group:getAll': listing({
		item: { limit: 7 },
		reason: 'This number may not use groups.',
		fault: { kind: 'error', code: 131215, where: ({ query }) => query.limit === '7' },
	}),
	'group:update': {
		values: { subject: '={{ $json.subject ?? "New" }}' },
		good: groups,
		input: { item: { group: GROUP_ID, subject: '' }, reason: 'Subject is empty.' },
		refused: unknownGroup,
	},
	'invite:getLink': aboutGroup,
	'invite:resetLink': aboutGroup,
	'invite:send': {
		values: {
			people: '={{ $json.to ?? "+16505552001" }}',
			inviteTemplate: 'group_invite',
			templateValues: { body_2: 'Pablo' },
		},
		good: groups,
		input: { item: { group: GROUP_ID, to: '' }, reason: 'Recipients is empty.' },
		refused: unknownGroup,
	},
	'joinRequest:approve': decision,
	'joinRequest:getAll': aboutGroup,
	'joinRequest:reject': decision,
	'media:delete': mediaFile,
	'media:download': mediaFile,
	'media:upload': {
		good: () => [itemWith(png), itemWith(png)],
		input: { item: {}, reason: 'Input Binary Field names no binary field' },
		refused: {
			item: () => itemWith({ ...png, fileName: REFUSED_FILE }),
			reason: 'WhatsApp refused the media.',
			fault: {
				kind: 'error',
				code: 131053,
				where: ({ parts }) => parts?.some(({ filename }) => filename === REFUSED_FILE) ?? false,
			},
		},
	},
	'message:pin': pinning,
	'message:send': {
		values: { text: '={{ $json.text ?? "Hi" }}' },
		good: groups,
		input: { item: { group: GROUP_ID, text: '' }, reason: 'Text is empty.' },
		refused: unknownGroup,
	},
	'message:sendTemplate': {
		values: { template: '={{ $json.template ?? "welcome" }}' },
		good: groups,
		input: { item: { group: GROUP_ID, template: '' }, reason: 'Template is empty.' },
		refused: unknownGroup,
	},
	'message:unpin': pinning,
	'participant:getAll': aboutGroup,
	'participant:remove': {
		values: { people: '={{ $json.who }}' },
		good: () => inOneGroup([{ who: '+16505551001' }, { who: '+16505551002' }]),
		input: { item: { group: GROUP_ID, who: [] }, reason: 'Participants is empty.' },
		refused: {
			item: { group: GROUP_ID, who: '+16505559999' },
			reason: 'This person is not in the group.',
		},
	},
	'template:createInvite': {
		values: { newTemplate: '={{ $json.name }}' },
		more: { libraryTemplate: byName('group_invite_upon_request_1') },
		good: () => items({ name: 'one' }, { name: 'three' }),
		input: { item: { name: 'Two!' }, reason: 'Name may only hold lowercase letters' },
		refused: { item: { name: 'welcome' }, reason: 'The service refused a value of this item' },
	},
	'template:getAll': listing(
		{
			item: { limit: 3 },
			reason: 'The number lacks a permission for this.',
			fault: { kind: 'error', code: 131005, skip: 1 },
		},
		{ options: { batching: { batch: { batchSize: 1, batchInterval: 0 } } } },
	),
};

const parametersOf = (operation: OfItems): INodeParameters => ({
	...sampleOf(operation, { groupId: '={{ $json.group }}', ...rows[operation].values }),
	...rows[operation].more,
});

const pairs = (output: INodeExecutionData[]) => [
	...new Set(output.map(({ pairedItem }) => (pairedItem as { item: number }).item)),
];

describe.each(OF_ITEMS)('three items, the second bad: %s', (operation) => {
	const row = rows[operation];
	const run = async (bad: Bad, onError: INode['onError']) => {
		const second = typeof bad.item === 'function' ? bad.item() : { json: bad.item };
		const [first, third] = row.good();
		bench.simulator.faults.clear();
		if (bad.fault) bench.simulator.faults.add(bad.fault);
		return await bench.run(operation, parametersOf(operation), [first, second, third], {
			node: { onError },
		});
	};
	const bads = ['input', 'refused'] as const;

	test.each(bads)('continue: the others succeed (%s)', async (kind) => {
		const bad = row[kind];
		const result = await run(bad, 'continueRegularOutput');
		expect(result.error).toBeUndefined();
		const output = result.items(NODE);
		expect(pairs(output)).toEqual([0, 1, 2]);
		const failed = output.filter(({ json }) => json.error !== undefined);
		expect(failed.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		const error = failed[0].json.error as IDataObject;
		expect(error.message).toContain(bad.reason);
		expect(error.itemIndex).toBe(1);
		expect(error.code).toEqual(kind === 'input' ? 'invalid_input' : expect.any(Number));
		if (kind === 'refused') expect(error.hint).toMatch(/\w{3}/);
		for (const key of Object.keys(error)) {
			expect([
				'code',
				'title',
				'message',
				'details',
				'hint',
				'httpStatus',
				'traceId',
				'itemIndex',
			]).toContain(key);
		}
	});

	test.each(bads)('continue with the error output: it goes there (%s)', async (kind) => {
		const bad = row[kind];
		const result = await run(bad, 'continueErrorOutput');
		expect(result.error).toBeUndefined();
		expect(pairs(result.items(NODE, 0))).toEqual([0, 2]);
		expect(result.json(NODE, 0).filter(({ error }) => error !== undefined)).toEqual([]);
		const failed = result.items(NODE, 1);
		expect(failed.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(failed[0].json.error).toMatchObject({
			message: expect.stringContaining(bad.reason),
			itemIndex: 1,
		});
	});

	test('stop: bad input stops before any call, and names its label and the item', async () => {
		const before = bench.callNames().length;
		const result = await run(row.input, 'stopWorkflow');
		const error = result.error as unknown as Failure;
		expect(result.status).toBe('error');
		expect(error.name).toBe('NodeOperationError');
		expect(error.description).toMatch(/\bItem 1$/);
		expect(error.message).toContain(row.input.reason);
		expect(error.context.itemIndex).toBe(1);
		expect(error.description).toContain('None of the 3 items was carried out.');
		expect(bench.callNames()).toHaveLength(before);
	});

	test('stop: a refusal stops, and gives the service’s reason and the item', async () => {
		const result = await run(row.refused, 'stopWorkflow');
		const error = result.error as unknown as Failure;
		expect(error.name).toBe('NodeApiError');
		expect(error.description).toMatch(/\bItem 1$/);
		expect(error.message).toContain(row.refused.reason);
		expect(error.context.itemIndex).toBe(1);
		expect(error.httpCode).toMatch(/^[2-5]\d\d$/);
		expect(error.description).toMatch(/of (?:the )?3 items (?:was|were) carried out/);
	});
});

test('one bad item of the old switch Continue On Fail gives an error item too', async () => {
	const { good, input } = rows['message:send'];
	const [first, third] = good();
	const result = await bench.run(
		'message:send',
		parametersOf('message:send'),
		[first, { json: input.item as IDataObject }, third],
		{ node: { continueOnFail: true } },
	);
	expect(result.json(NODE)).toEqual([
		expect.objectContaining({ success: true, groupId: GROUP_ID }),
		{
			success: false,
			status: 'failed',
			error: { code: 'invalid_input', message: 'Text is empty.', itemIndex: 1 },
		},
		expect.objectContaining({ success: true, groupId: OTHER_ID }),
	]);
});
