import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { NodeHelpers, type INode, type INodeTypeDescription } from 'n8n-workflow';

import { WhatsAppGroups } from '../../../nodes/WhatsAppGroups/WhatsAppGroups.node';
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { coreNodes } from '../../support/coreNodes';
import { NODE_TYPE, type WorkflowJson } from '../../support/engine';

const folder = path.resolve(__dirname, '../../../examples');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const standIns = coreNodes({});
const action = new WhatsAppGroups().description;
const descriptions: Record<string, INodeTypeDescription> = {
	[NODE_TYPE]: action,
	// What n8n makes of it for AI agents.
	[`${NODE_TYPE}Tool`]: action,
	[`${NODE_TYPE}HitlTool`]: action,
	[`${NODE_TYPE}Trigger`]: new WhatsAppGroupsTrigger().description,
};
/** Parameters that n8n gives to every tool. */
const OF_TOOLS = ['toolDescription', 'descriptionType'];

/** The versions of n8n's own nodes whose parameters the examples were written for: n8n 2.8 has them all. */
const CORE_VERSIONS: Record<string, number> = {
	'n8n-nodes-base.convertToFile': 1.1,
	'n8n-nodes-base.dataTable': 1.1,
	'n8n-nodes-base.executeWorkflow': 1.3,
	'n8n-nodes-base.extractFromFile': 1,
	'n8n-nodes-base.filter': 2.2,
	'n8n-nodes-base.httpRequest': 4.2,
	'n8n-nodes-base.if': 2.2,
	'n8n-nodes-base.limit': 1,
	'n8n-nodes-base.manualTrigger': 1,
	'n8n-nodes-base.readWriteFile': 1,
	'n8n-nodes-base.removeDuplicates': 2,
	'n8n-nodes-base.scheduleTrigger': 1.2,
	'n8n-nodes-base.set': 3.4,
	'n8n-nodes-base.splitInBatches': 3,
	'n8n-nodes-base.splitOut': 1,
	'n8n-nodes-base.stickyNote': 1,
	'n8n-nodes-base.summarize': 1.1,
	'n8n-nodes-base.wait': 1.1,
	'n8n-nodes-base.webhook': 2,
	'@n8n/n8n-nodes-langchain.agent': 3,
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': 1.2,
};

/** Examples that only real n8n can run (`npm run test:e2e`), as they use more of it than the stand-ins do. */
const BEYOND_STAND_INS = [
	'agent-asks-before-removing.json',
	'answer-as-ai-agent.json',
	'ask-by-reply.json',
	'hear-replies.json',
];

/** Failures of messages: an example that hears of them and writes could go on for ever. */
const OF_MESSAGES = ['messageFailed', 'invitationFailed', 'apiError'];

function read(file: string): WorkflowJson {
	return JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as WorkflowJson;
}

/** Every name on the way to a value, such as `options.caption`. */
function pathsOf(value: unknown, prefix = ''): string[] {
	if (typeof value !== 'object' || value === null) return [prefix];
	return Object.entries(value).flatMap(([key, part]) => pathsOf(part, `${prefix}.${key}`));
}

/**
 * About the height that the editor needs for a note, in its fonts: 7 px a letter, more in code, and 20 px a
 * line. The test of the editor measures it.
 */
function heightOf(content: string, width: number): number {
	const heights = content.split('\n').map((line) => {
		if (line === '') return 8;
		if (line.startsWith('## ')) return 34;
		const isEntry = line.startsWith('- ');
		const inCode = (line.match(/`[^`]+`/g) ?? []).join('').length;
		const letters = line.replace(/\*\*|`/g, '').length + inCode * 0.4;
		const perLine = Math.floor((width - 32) / 7) - (isEntry ? 4 : 0);
		return 20 * Math.ceil(letters / perLine) + (isEntry ? 3 : 0);
	});
	return 44 + heights.reduce((sum, height) => sum + height, 0);
}

interface Box {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** What a node takes on the canvas, with its name below it. */
function boxOf({ name, type, position: [left, top], parameters }: INode): Box {
	const isNote = type === 'n8n-nodes-base.stickyNote';
	const isWide = type.endsWith('.agent') || type.endsWith('HitlTool');
	const width = isNote ? Number(parameters.width) : isWide ? 210 : 110;
	const height = isNote ? Number(parameters.height) : 140;
	return { name, left, top, right: left + width, bottom: top + height };
}

function overlapping(boxes: readonly Box[]): string[] {
	return boxes.flatMap((a, index) =>
		boxes
			.slice(index + 1)
			.filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
			.map((b) => `${a.name} and ${b.name}`),
	);
}

test('there are examples', () => {
	expect(files.length).toBeGreaterThanOrEqual(14);
});

describe.each(files)('%s', (file) => {
	const workflow = read(file);
	const text = JSON.stringify(workflow);
	const ours = workflow.nodes.filter(({ type }) => Object.hasOwn(descriptions, type));
	const others = workflow.nodes.filter((node) => !ours.includes(node));
	const [note, ...otherNotes] = workflow.nodes.filter(({ type }) => type.endsWith('.stickyNote'));

	test('has nodes with names and ids of their own, all of known types', () => {
		const names = workflow.nodes.map(({ name }) => name);
		const ids = workflow.nodes.map(({ id }) => id);
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(ids).size).toBe(ids.length);
		for (const { type, typeVersion } of ours) {
			expect([descriptions[type].version].flat()).toContain(typeVersion);
		}
		for (const { type, typeVersion } of others) {
			expect([type, typeVersion]).toEqual([type, CORE_VERSIONS[type]]);
		}
	});

	test('connects only nodes that are there, and leaves none aside', () => {
		const names = new Set(workflow.nodes.map(({ name }) => name));
		const used = Object.entries(workflow.connections).flatMap(([from, kinds]) =>
			Object.entries(kinds).flatMap(([kind, outputs]) => [
				...(kind === 'main' ? [] : [from]),
				...outputs.flat().map((target) => target?.node),
			]),
		);
		for (const name of [...Object.keys(workflow.connections), ...used]) {
			expect(names).toContain(name);
		}
		const starts = workflow.nodes.filter((node) => node !== note && !used.includes(node.name));
		expect(starts.length).toBeGreaterThan(0);
		for (const { type } of starts) expect(type).toMatch(/trigger$|\.webhook$/i);
		expect(workflow.settings).toEqual({ executionOrder: 'v1' });
	});

	test('gives our nodes only parameters that their operation shows', () => {
		expect(ours.length).toBeGreaterThan(0);
		for (const node of ours) {
			const { type } = node;
			const parameters = Object.fromEntries(
				Object.entries(node.parameters).filter(([name]) => !OF_TOOLS.includes(name)),
			);
			const shown = NodeHelpers.getNodeParameters(
				descriptions[type].properties,
				parameters,
				true,
				false,
				node as INode,
				descriptions[type],
			);
			expect(pathsOf(shown)).toEqual(expect.arrayContaining(pathsOf(parameters)));
		}
	});

	test('gives n8n’s own nodes only parameters that their stand-ins know', () => {
		if (BEYOND_STAND_INS.includes(file)) return;
		for (const { type, parameters } of others) {
			const known = standIns[type].description.properties.map(({ name }) => name);
			expect(known).toEqual(expect.arrayContaining(Object.keys(parameters)));
		}
	});

	test('names the credential of our nodes as the nodes do', () => {
		for (const { type, credentials } of ours) {
			const wanted = descriptions[type].credentials?.map(({ name }) => name);
			expect(Object.keys(credentials ?? {})).toEqual(wanted);
		}
	});

	test('tells a user in one note what to change, which fills it', () => {
		const { content, width, height } = note.parameters as Record<string, string | number>;
		expect(otherNotes).toEqual([]);
		expect(content).toMatch(/^## /);
		const needed = heightOf(String(content), Number(width));
		expect(Math.abs(Number(height) - needed)).toBeLessThan(40);
		const placeholders = text.match(/TEAM_GROUP_ID|YOUR_GROUP_ID|\.n8n-files/g) ?? [];
		for (const placeholder of placeholders) expect(content).toContain(placeholder);
		for (const [, name] of String(content).matchAll(/^- \*\*(.+?)\*\*/gm)) {
			if (!name.endsWith('…')) expect(workflow.nodes.map((node) => node.name)).toContain(name);
		}
	});

	test('goes from left to right, and nothing lies on anything else', () => {
		const nodes = workflow.nodes as INode[];
		expect(overlapping(nodes.map(boxOf))).toEqual([]);
		const at = new Map(nodes.map(({ name, position }) => [name, position[0]]));
		const back = Object.entries(workflow.connections).flatMap(([from, { main = [] }]) =>
			main
				.flat()
				.map((target) => target?.node ?? '')
				.filter((to) => at.get(to)! <= at.get(from)!),
		);
		// The two that go round wait in between.
		expect(back.filter((to) => !['Wait for a reply', 'One at a time'].includes(to))).toEqual([]);
	});

	test('cannot be started by what it does itself', () => {
		for (const { type, parameters } of ours) {
			if (type !== `${NODE_TYPE}Trigger`) continue;
			const { events, options } = parameters as {
				events: string[];
				options: { ownFailures?: boolean; leaveOutGroups?: unknown };
			};
			expect(options.ownFailures ?? false).toBe(false);
			// It writes to one group only, from which it hears nothing.
			const writes = ours.filter((node) => node.parameters.resource === 'message');
			if (!events.some((event) => OF_MESSAGES.includes(event)) || writes.length === 0) continue;
			expect(events).not.toContain('apiError');
			const groups = writes.map((node) => (node.parameters.groupId as { value: string }).value);
			expect(new Set(groups)).toEqual(new Set(['TEAM_GROUP_ID']));
			if (!events.includes('messageFailed')) continue;
			expect(JSON.stringify(options.leaveOutGroups)).toContain('"value":"TEAM_GROUP_ID"');
		}
	});
});

test('no data table has a name that is part of another: n8n 2.8 finds them by parts', () => {
	const names = new Set(
		files.flatMap(
			(file) => readFileSync(path.join(folder, file), 'utf8').match(/whatsapp_\w+/g) ?? [],
		),
	);
	expect(names.size).toBeGreaterThan(3);
	for (const name of names) {
		expect([...names].filter((other) => other !== name && other.includes(name))).toEqual([]);
	}
});

test('every webhook has a path of its own', () => {
	const ids = files.flatMap((file) => read(file).nodes.flatMap(({ webhookId }) => webhookId ?? []));
	expect(new Set(ids).size).toBe(ids.length);
});

test('the list names only numbers that are reserved for fiction', () => {
	const list = readFileSync(path.join(folder, 'customers.csv'), 'utf8');
	const numbers = list.match(/\+?\d[\d ]{8,}/g) ?? [];
	expect(numbers.length).toBeGreaterThan(20);
	for (const number of numbers) {
		expect(number.trim()).toMatch(/^(\+44 7700 900\d{3}|\+1 202 555 01\d\d|0202 555 01\d\d)$/);
	}
});

test('the picture is one that WhatsApp takes: a square JPEG', () => {
	const bytes = readFileSync(path.join(folder, 'picture.jpg'));
	expect(bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff');
	expect(bytes.length).toBeLessThan(20_000);
	const frame = bytes.findIndex(
		(byte, at) => byte === 0xff && [0xc0, 0xc2].includes(bytes[at + 1]),
	);
	expect([bytes.readUInt16BE(frame + 5), bytes.readUInt16BE(frame + 7)]).toEqual([640, 640]);
});

test('the README names every file', () => {
	const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
	for (const file of readdirSync(folder)) {
		if (file !== 'README.md') expect(readme).toContain(`(${file})`);
	}
});
