import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { NodeHelpers, type INode, type INodeTypeDescription } from 'n8n-workflow';

import { WhatsAppGroups } from '../../../nodes/WhatsAppGroups/WhatsAppGroups.node';
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { demoSeeds, type SimulatorOptions, type Simulator } from '../../simulator';
import { coreNodes } from '../../support/coreNodes';
import { NODE_TYPE, type RunResult, type WorkflowJson } from '../../support/engine';
import { WaitingHost } from '../../support/waitingHost';
import { startWorld } from '../../support/world';
import { entriesOf } from './people';

const folder = path.resolve(__dirname, '../../../examples');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const standIns = coreNodes({});
const descriptions: Record<string, INodeTypeDescription> = {
	[NODE_TYPE]: new WhatsAppGroups().description,
	[`${NODE_TYPE}Trigger`]: new WhatsAppGroupsTrigger().description,
};

/** The versions of n8n's own nodes whose parameters the examples were written for. */
const CORE_VERSIONS: Record<string, number> = {
	'n8n-nodes-base.executeWorkflow': 1.3,
	'n8n-nodes-base.extractFromFile': 1,
	'n8n-nodes-base.filter': 2.2,
	'n8n-nodes-base.if': 2.2,
	'n8n-nodes-base.manualTrigger': 1,
	'n8n-nodes-base.readWriteFile': 1,
	'n8n-nodes-base.set': 3.4,
	'n8n-nodes-base.stickyNote': 1,
};

function read(file: string): WorkflowJson {
	return JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as WorkflowJson;
}

/** Every name on the way to a value, such as `options.caption`. */
function pathsOf(value: unknown, prefix = ''): string[] {
	if (typeof value !== 'object' || value === null) return [prefix];
	return Object.entries(value).flatMap(([key, part]) => pathsOf(part, `${prefix}.${key}`));
}

describe.each(files)('%s', (file) => {
	const workflow = read(file);
	const ours = workflow.nodes.filter(({ type }) => Object.hasOwn(descriptions, type));
	const others = workflow.nodes.filter((node) => !ours.includes(node));

	test('has nodes with names and ids of their own, all of known types', () => {
		const names = workflow.nodes.map(({ name }) => name);
		const ids = workflow.nodes.map(({ id }) => id);
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(ids).size).toBe(ids.length);
		for (const { type, typeVersion } of ours) {
			expect([descriptions[type].version].flat()).toContain(typeVersion);
		}
		for (const { type, typeVersion } of others) expect(typeVersion).toBe(CORE_VERSIONS[type]);
	});

	test('connects only nodes that are there, and leaves none aside', () => {
		const names = new Set(workflow.nodes.map(({ name }) => name));
		const targets = Object.values(workflow.connections).flatMap(({ main }) =>
			main.flat().map((target) => target?.node),
		);
		for (const name of [...Object.keys(workflow.connections), ...targets]) {
			expect(names).toContain(name);
		}
		const aside = workflow.nodes
			.filter(({ name }) => !targets.includes(name))
			.map(({ type }) => type)
			.filter((type) => type !== 'n8n-nodes-base.stickyNote');
		expect(aside).toEqual([expect.stringMatching(/trigger$/i)]);
		expect(workflow.settings).toEqual({ executionOrder: 'v1' });
	});

	test('gives our nodes only parameters that their operation shows', () => {
		expect(ours.length).toBeGreaterThan(0);
		for (const node of ours) {
			const { parameters, type } = node;
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

	test('tells a user what to change', () => {
		const notes = workflow.nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
		expect(notes.map(({ parameters }) => parameters.content)).toEqual([
			expect.stringMatching(/^## /),
		]);
	});
});

/** Runs an example that a user starts, as it is in its file, against a simulator that holds these seeds. */
async function runExample(
	name: string,
	seeds: SimulatorOptions,
	look: (result: RunResult, simulator: Simulator) => void,
): Promise<void> {
	const world = await startWorld(seeds);
	try {
		const result = await world.engineWith({}, { filesFolder: folder }).run(read(`${name}.json`));
		expect(result.error).toBeUndefined();
		expect(result.status).toBe('success');
		look(result, world.simulator);
	} finally {
		await world.close();
	}
}

describe('run through the engine', () => {
	const { templates } = demoSeeds();

	test('onboard-customers reads the list, creates the groups and invites', async () => {
		await runExample('onboard-customers', { templates }, (result, simulator) => {
			const rows = result.json('Rows');
			expect(rows.map(({ customer }) => customer)).toEqual([
				'Harbour Café',
				'Spring Fair',
				'City Runners',
				'Book Club',
				'Night Shift',
				'No Name',
			]);
			expect(rows[0]).toEqual({
				customer: 'Harbour Café',
				subject: 'Harbour Café orders',
				description: 'Daily orders, until 4 pm',
				mode: 'auto_approve',
				members: '+44 7700 900101, +44 7700 900102, +44 7700 900103',
			});
			expect(rows.map(({ members }) => entriesOf(members).length)).toEqual([3, 4, 10, 3, 3, 1]);
			expect(rows.map(({ subject }) => typeof subject)[5]).toBe('undefined');

			expect(
				[...simulator.state.groups.values()].map(({ joinApprovalMode }) => joinApprovalMode).sort(),
			).toEqual(['approval_required', ...Array<string>(4).fill('auto_approve')]);
			const invited = result.json('Invite members');
			expect(invited.filter(({ success }) => success)).toHaveLength(20);
			const [message] = simulator.log.sentTo('447700900101');
			expect(JSON.stringify(message.body)).toContain('"Harbour Café"');
		});
	});

	test('approve-requests lets in who asks', async () => {
		const asking = ['447700900120', '447700900121'];
		const groups = [
			{
				subject: 'Book Club',
				joinApprovalMode: 'approval_required' as const,
				joinRequests: asking,
			},
			{ subject: 'Other', joinApprovalMode: 'approval_required' as const, joinRequests: asking },
		];
		await runExample('approve-requests', { groups }, (_result, { state }) => {
			const [club, other] = [...state.groups.values()];
			expect([...club.members.keys()].sort()).toEqual(asking);
			expect(other.members.size).toBe(0);
		});
	});

	test('send-update writes, sends the picture and pins it', async () => {
		const members = ['447700900101'];
		const groups = [
			{ subject: 'One', members, windowOpen: true },
			{ subject: 'Two', members, windowOpen: true },
		];
		await runExample('send-update', { groups }, (_result, simulator) => {
			for (const group of simulator.state.groups.values()) {
				const sent = simulator.log.sentTo(group.id);
				expect(sent.map(({ type }) => type)).toEqual(['text', 'image', 'pin']);
				expect(sent[0].body.text).toEqual({
					body: `News for ${group.subject}: the plan of the week is here.`,
				});
				expect(group.pins.map(({ wamid }) => wamid)).toEqual([sent[1].wamid]);
			}
		});
	});

	test('clean-up removes the person and deletes the group', async () => {
		const members = ['447700900101', '447700900102'];
		const groups = [
			{ subject: 'Harbour Café orders', members },
			{ subject: 'Spring Fair crew', members },
			{ subject: 'Other', members },
		];
		await runExample('clean-up', { groups }, (_result, { state }) => {
			const left = [...state.groups.values()].map(
				(group) => [group.subject, [...group.members.keys()]] as const,
			);
			expect(left).toEqual([
				['Harbour Café orders', ['447700900101']],
				['Other', members],
			]);
		});
	});

	test.each([
		['approve', 'Harbour Café gets 10% off.'],
		['disapprove', 'No discount for Harbour Café: it was refused.'],
		['nobody', 'No discount for Harbour Café: nobody answered within a day.'],
	])('approve-discount asks, and goes on with the answer: %s', async (decision, told) => {
		const id = 'TEAM_GROUP_ID';
		const members = ['447700900101'];
		const groups = [{ id, subject: 'Managers', members, windowOpen: true }];
		const world = await startWorld({ groups });
		const host = await WaitingHost.start();
		try {
			const engine = world.engineWith({}, { waitingUrl: host.url });
			const { executionId } = await host.run(engine, read('approve-discount.json'));
			const text = () => {
				const { body } = world.simulator.log.sentTo(id).at(-1)!;
				return (body.text as { body: string }).body;
			};
			expect(text()).toMatch(/^Harbour Café asks for 10% off\. May we\?\n\nRespond: http/);
			if (decision === 'nobody') {
				await host.timeOut(executionId);
			} else {
				const [link] = /http\S+/.exec(text())!;
				await fetch(link, { method: 'POST', body: new URLSearchParams({ decision }) });
				await host.settled();
			}
			expect(host.resultOf(executionId).status).toBe('success');
			expect(text()).toBe(told);
		} finally {
			await host.close();
			await world.close();
		}
	});
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
