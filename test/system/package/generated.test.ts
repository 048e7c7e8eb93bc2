/** What is generated from the operations is committed: it must be what they say now, and true. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import Ajv from 'ajv';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { operations } from '../../../nodes/WhatsAppGroups/operations';
import { EVENTS } from '../../../nodes/WhatsAppGroups/events/catalogue';
import { documents, schemaFiles, withGenerated } from '../../../scripts/generated';
import { GROUP_ID, useBench } from '../../unit/operations/bench';
import { itemWith, png } from '../../unit/operations/files';
import { openGroups, templates } from '../../unit/operations/seeds';
import { byId, byName, mapped } from '../../support/world';
import { filesBelow, PROJECT } from './packed';

const HOW = 'run "npm run docs"';
const schemaFolder = 'nodes/WhatsAppGroups/__schema__';

describe(`the committed files are the generated ones (if not: ${HOW})`, () => {
	test('a schema for every operation and for the trigger, and no other', () => {
		expect(schemaFiles().size).toBe(operations.length + 1);
		const committed = filesBelow(path.join(PROJECT, schemaFolder)).map((name) => [
			`${schemaFolder}/${name}`,
			readFileSync(path.join(PROJECT, schemaFolder, name), 'utf8'),
		]);
		expect(Object.fromEntries(committed)).toEqual(Object.fromEntries(schemaFiles()));
	});

	const read = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8');

	test.each([...documents(read)])('%s', (file, content) => {
		expect(read(file)).toBe(content);
	});

	test('the reference tells of each operation, by its names in the editor', () => {
		const reference = documents(read).get('docs/operations.md') ?? '';
		for (const { name, description, fields, output } of operations) {
			expect(reference).toContain(`: ${name}\n\n${description}`);
			for (const { displayName } of fields) expect(reference).toContain(`| **${displayName}**`);
			for (const field of Object.keys(output)) expect(reference).toContain(`\`${field}`);
		}
	});

	test('the comparison sees a stale document, and one without markers', () => {
		const marked = (text: string) => `a\n<!-- generated: x -->\n\n${text}\n\n<!-- end: x -->\nb\n`;
		expect(withGenerated(marked('old'), 'x', 'new')).toBe(marked('new'));
		expect(() => withGenerated('a', 'x', 'new')).toThrow('The markers of "x" are missing');
		expect(() => withGenerated('<!-- generated: x -->', 'x', 'new')).toThrow('missing');
	});
});

const DOOR = 'door';
const bench = useBench({
	groups: [
		...openGroups,
		{
			id: DOOR,
			subject: 'Behind a door',
			joinApprovalMode: 'approval_required',
			joinRequests: ['16505554001', '16505554002'],
		},
	],
	templates,
});

/** Lists of the service's own objects, of which the schema names what matters. */
const OPEN = new Set(['components']);

/** The schema that the editor shows; a field that it does not name is a mistake, too. */
function strictSchema(name: string): object {
	const file = path.join(PROJECT, schemaFolder, `${name}.json`);
	const close = (schema: IDataObject): IDataObject => ({
		...schema,
		...(schema.type === 'object' && {
			additionalProperties: false,
			properties: Object.fromEntries(
				Object.entries(schema.properties as Record<string, IDataObject>).map(([key, value]) => [
					key,
					OPEN.has(key) ? value : close(value),
				]),
			),
		}),
		...(schema.type === 'array' && { items: close(schema.items as IDataObject) }),
	});
	const { version, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as IDataObject;
	expect(version).toBe(1);
	return close(schema);
}

describe('what operations put out is what their schema says', () => {
	const group = { groupId: byId(GROUP_ID) };
	const table: Array<[string, () => INodeParameters]> = [
		['group:create', () => ({ subject: 'New', description: 'About', waitForInviteLink: true })],
		['group:get', () => group],
		['group:getAll', () => ({ returnAll: true })],
		['invite:getLink', () => group],
		[
			'invite:send',
			() => ({
				...group,
				recipients: '+16505552001, +16505551001, +16505552002',
				template: byName('group_invite'),
				templateParameters: mapped({ body_2: 'Pablo' }),
			}),
		],
		['joinRequest:getAll', () => ({ groupId: byId(DOOR) })],
		['media:upload', () => ({})],
		['message:send', () => ({ ...group, text: 'Hi' })],
		['participant:getAll', () => group],
		['participant:remove', () => ({ ...group, participants: '+16505551001' })],
		['template:getAll', () => ({ returnAll: true })],
	];

	test.each(table)('%s', async (operation, parameters) => {
		const outputs = await bench.output(operation, parameters(), [itemWith(png)]);
		expect(outputs.length).toBeGreaterThan(0);
		const validate = new Ajv({ allErrors: true }).compile(
			strictSchema(`v1.0.0/${operation.replace(':', '/')}`),
		);
		for (const output of outputs) {
			validate(output);
			expect(validate.errors ?? []).toEqual([]);
		}
	});

	test('the examples of the trigger’s events', () => {
		const validate = new Ajv({ allErrors: true }).compile(strictSchema('v1.1.0'));
		expect(EVENTS.length).toBeGreaterThan(15);
		for (const { value, example } of EVENTS) {
			validate({ event: value, eventId: 'id', ...example });
			expect([value, validate.errors ?? []]).toEqual([value, []]);
		}
	});

	test('the check refuses a wrong type, and a field that is not in the schema', () => {
		const validate = new Ajv().compile(strictSchema('v1.0.0/group/get'));
		expect(validate({ groupId: 'x', suspended: false, participants: [{ waId: '1' }] })).toBe(true);
		expect(validate({ groupId: 7 })).toBe(false);
		expect(validate({ suspended: 'false' })).toBe(false);
		expect(validate({ group_id: 'x' })).toBe(false);
		expect(validate({ participants: [{ wa_id: '1' }] })).toBe(false);
	});
});
