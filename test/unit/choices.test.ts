/**
 * A choice may come by expression. What hangs below it is then hidden or not, which n8n cannot know before
 * it runs: it asks for every `required` field below, and refuses to run. So none is, and we ask ourselves.
 */
import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { WhatsAppGroups } from '../../nodes/WhatsAppGroups/WhatsAppGroups.node';
import { WhatsAppGroupsTrigger } from '../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { isoFile, oggFile, pdfFile, webp } from '../support/sampleFiles';
import { OPERATIONS, sampleOf, type OperationName } from '../support/samples';
import { byId, byName, mapped } from '../support/world';
import { GROUP_ID, useBench, withOperation } from './operations/bench';
import { itemWith, png } from './operations/files';
import { openGroups, templates } from './operations/seeds';

const action = new WhatsAppGroups().description;
const trigger = new WhatsAppGroupsTrigger().description;

const VALUES_OF_INVITE = mapped({ body_2: 'Pablo' });
/** What a plain run of each operation is about. */
const VALUES = {
	messageId: 'wamid.1',
	mediaId: '1',
	joinRequestIds: '1',
	people: '+16505552001',
	template: 'welcome',
	inviteTemplate: 'group_invite',
};

/** The fields within a field, as those of a collection. */
function inside({ options = [] }: INodeProperties): INodeProperties[] {
	return options.flatMap((option) =>
		'values' in option ? option.values : 'type' in option ? [option] : [],
	);
}

/** The conditions of a field that an expression can decide: those on what takes one. */
function choicesAbove({ displayOptions = {} }: INodeProperties, fixed: Set<string>): string[] {
	return Object.keys({ ...displayOptions.show, ...displayOptions.hide })
		.map((name) => name.replace(/^\//, ''))
		.filter((name) => !fixed.has(name));
}

/** Every field that n8n would ask for below a choice, by the way to it. */
function askedBelowChoices({ properties }: Pick<INodeTypeDescription, 'properties'>): string[] {
	const fixed = new Set(properties.filter((one) => one.noDataExpression).map(({ name }) => name));
	const walk = (fields: readonly INodeProperties[], way: string, isBelow: boolean): string[] =>
		fields.flatMap((field) => {
			const name = `${way}${field.name}`;
			const below = isBelow || choicesAbove(field, fixed).length > 0;
			return [
				...(below && field.required === true ? [name] : []),
				...walk(inside(field), `${name}.`, below),
			];
		});
	return walk(properties, '', false);
}

test.each([action, trigger])('$name: nothing is required below a choice', (description) => {
	expect(askedBelowChoices(description)).toEqual([]);
});

test('the walk finds one at any depth', () => {
	const field = (name: string, more: Partial<INodeProperties>): INodeProperties => ({
		displayName: name,
		name,
		type: 'string',
		default: '',
		...more,
	});
	const show = { show: { kind: ['a'] } };
	const properties = [
		field('operation', { noDataExpression: true }),
		field('fine', { required: true, displayOptions: { show: { operation: ['x'] } } }),
		field('direct', { required: true, displayOptions: show }),
		field('hidden', { required: true, displayOptions: { hide: { '/kind': ['a'] } } }),
		field('rows', {
			type: 'fixedCollection',
			displayOptions: show,
			options: [{ displayName: 'Row', name: 'row', values: [field('cell', { required: true })] }],
		}),
	];
	expect(askedBelowChoices({ properties })).toEqual(['direct', 'hidden', 'rows.cell']);
});

/** The parameters of an operation that others hang on and that take an expression. */
function choicesOf(name: OperationName): string[] {
	const [resource, operation] = name.split(':');
	const own = action.properties.filter(
		({ displayOptions }) =>
			displayOptions?.show?.resource?.includes(resource) &&
			displayOptions.show.operation?.includes(operation),
	);
	const fixed = new Set(['resource', 'operation']);
	const nested = own.flatMap(inside);
	return [...new Set([...own, ...nested].flatMap((field) => choicesAbove(field, fixed)))].filter(
		(choice) => own.some((field) => field.name === choice),
	);
}

describe.each(OPERATIONS)('%s', (name) => {
	const plain = withOperation(name, sampleOf(name, { groupId: GROUP_ID, ...VALUES }));
	/** As n8n checks a node before it runs: with the defaults of what is not set. */
	const issuesOf = (parameters: INodeParameters) => {
		const node = { id: '1', name: 'Node', type: 'x', typeVersion: 1, position: [0, 0], parameters };
		const { properties } = action;
		const filled = NodeHelpers.getNodeParameters(
			properties,
			parameters,
			true,
			false,
			node as INode,
			action,
		);
		const whole = { ...node, parameters: filled ?? {} } as INode;
		return NodeHelpers.getNodeParametersIssues(properties, whole, action)?.parameters;
	};

	test('n8n runs it, whichever of its choices come by expression', () => {
		expect(issuesOf(plain)).toBeUndefined();
		for (const choice of choicesOf(name)) {
			expect(issuesOf({ ...plain, [choice]: '={{ $json.choice }}' })).toBeUndefined();
		}
		const all = Object.fromEntries(choicesOf(name).map((one) => [one, '={{ $json.choice }}']));
		expect(issuesOf({ ...plain, ...all })).toBeUndefined();
	});
});

test('there are choices to check', () => {
	expect(choicesOf('message:send')).toEqual(['messageType', 'mediaSource']);
	expect(choicesOf('invite:send')).toContain('inviteMethod');
});

describe('in the engine', () => {
	const bench = useBench({ groups: openGroups, templates });
	const group = { groupId: byId(GROUP_ID) };
	const sent = () => bench.simulator.log.sentMessages.map(({ body }) => body);

	test('one node sends whatever kind each item says', async () => {
		const kinds = {
			text: itemWith(png, 'data', { kind: 'text' }),
			Image: itemWith(png, 'data', { kind: 'Image' }),
			VIDEO: itemWith({ bytes: isoFile(), mimeType: 'video/mp4' }, 'data', { kind: 'VIDEO' }),
			audio: itemWith({ bytes: oggFile(), mimeType: '' }, 'data', { kind: 'audio' }),
			document: itemWith({ bytes: pdfFile, mimeType: '' }, 'data', { kind: 'document' }),
			sticker: itemWith({ bytes: webp(), mimeType: '' }, 'data', { kind: 'sticker' }),
		};
		const parameters = {
			...group,
			messageType: '={{ $json.kind }}',
			mediaSource: '={{ "binary" }}',
			binaryPropertyName: 'data',
			text: 'Hello',
		};
		await bench.output('message:send', parameters, Object.values(kinds));
		expect(sent().map(({ type }) => type)).toEqual(
			Object.keys(kinds).map((kind) => kind.toLowerCase()),
		);
	});

	test.each([
		['text', {}, 'Text is empty.'],
		['image', { mediaSource: '={{ "id" }}' }, 'Media ID is empty.'],
		['image', { mediaSource: '={{ "link" }}' }, 'Media URL is empty.'],
		['image', { binaryPropertyName: '' }, 'Input Binary Field is empty.'],
		[
			'poll',
			{},
			'Message Type must be one of text, image, video, audio, document, sticker, but is "poll".',
		],
	])('a message of kind %s with %j: %s', async (kind, more, message) => {
		const parameters = { ...group, messageType: `={{ ${JSON.stringify(kind)} }}`, ...more };
		const failure = await bench.failure('message:send', parameters);
		expect(failure.message.startsWith(message)).toBe(true);
		expect(bench.callNames()).toEqual([]);
	});

	test('people are invited by text or template, as each item says', async () => {
		const parameters = {
			...group,
			recipients: '={{ $json.phone }}',
			inviteMethod: '={{ $json.how }}',
			template: byName('={{ $json.how === "text" ? "" : "group_invite" }}'),
			templateParameters: VALUES_OF_INVITE,
		};
		const items = [
			{ json: { how: 'text', phone: '+16505552001' } },
			{ json: { how: 'Template', phone: '+16505552002' } },
		];
		await bench.output('invite:send', parameters, items);
		expect(sent().map(({ type }) => type)).toEqual(['text', 'template']);
	});

	test('without a template, by expression, it is said which field is empty', async () => {
		const parameters = { ...group, recipients: '+16505552001', inviteMethod: '={{ "template" }}' };
		const failure = await bench.failure('invite:send', parameters);
		expect(failure.message).toMatch(/^Template is empty/);
		expect(bench.callNames()).toEqual([]);
	});
});
