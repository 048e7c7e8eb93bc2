import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { WhatsAppGroups } from '../../../nodes/WhatsAppGroups/WhatsAppGroups.node';
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { demoSeeds, type SimulatorOptions, type Simulator } from '../../simulator';
import { DataTables } from '../../support/dataTable';
import { NODE_TYPE, type Engine, type RunResult, type WorkflowJson } from '../../support/engine';
import { WaitingHost } from '../../support/waitingHost';
import { startWorld } from '../../support/world';
import { entriesOf } from './people';

const folder = path.resolve(__dirname, '../../../examples');

function read(name: string): WorkflowJson {
	return JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as WorkflowJson;
}

/** Runs an example that a user starts, as it is in its file, against a simulator that holds these seeds. */
async function runExample(
	name: string,
	seeds: SimulatorOptions,
	look: (result: RunResult, simulator: Simulator) => void,
): Promise<void> {
	const world = await startWorld(seeds);
	try {
		const result = await world.engineWith({}, { filesFolder: folder }).run(read(name));
		expect(result.error).toBeUndefined();
		// Some wait for a day then.
		expect(['success', 'waiting']).toContain(result.status);
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

	test('clean-up touches none of two groups of the same subject', async () => {
		const members = ['447700900101', '447700900102'];
		const groups = ['Harbour Café orders', 'Spring Fair crew'].flatMap((subject) => [
			{ subject, members },
			{ subject, members },
		]);
		await runExample('clean-up', { groups }, (_result, { state }) => {
			expect([...state.groups.values()].map((group) => group.members.size)).toEqual([2, 2, 2, 2]);
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
			const { executionId } = await host.run(engine, read('approve-discount'));
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

/** What the tests of an example with a trigger need of its surroundings. */
interface Stage {
	simulator: Simulator;
	tables: DataTables;
	/** Runs it from one of its starts, and fails when it fails. */
	run(start: string, items?: IDataObject[]): Promise<RunResult>;
	/** Texts, or templates' names and values, that a group was sent. */
	sentTo(groupId: string): string[];
}

const TRIGGER = 'WhatsApp Groups Trigger';

async function onStage(
	name: string,
	seeds: SimulatorOptions,
	act: (stage: Stage) => Promise<void>,
	filesFolder?: string,
): Promise<void> {
	const { templates = [] } = demoSeeds();
	const alert = { type: 'BODY', text: 'Trouble: {{1}} Have a look.' };
	const world = await startWorld({
		templates: [
			...templates,
			{ name: 'team_alert', components: [alert], parameterTypes: ['TEXT'] },
		],
		...seeds,
	});
	const dataTables = new DataTables();
	const engine: Engine = world.engineWith(
		{},
		{
			nodeTypes: {
				[NODE_TYPE]: new WhatsAppGroups(),
				[`${NODE_TYPE}Trigger`]: new WhatsAppGroupsTrigger(),
			},
			dataTables,
			filesFolder,
		},
	);
	try {
		await act({
			simulator: world.simulator,
			tables: dataTables,
			run: async (startNode, items) => {
				const input = items?.map((json) => ({ json }));
				const result = await engine.run(read(name), { startNode, input });
				if (result.error) throw result.error;
				return result;
			},
			sentTo: (groupId) =>
				world.simulator.log.sentTo(groupId).map(({ body }) => {
					const { text, template } = body as { text?: { body: string }; template?: unknown };
					return text?.body ?? JSON.stringify(template);
				}),
		});
	} finally {
		await world.close();
	}
}

const MEMBERS = ['447700900101', '447700900102'];
const customers = { id: 'YOUR_GROUP_ID', subject: 'Customers', members: MEMBERS, windowOpen: true };
const team = { id: 'TEAM_GROUP_ID', subject: 'Team', members: ['447700900110'], windowOpen: true };

/** A message as the trigger hands it over. */
function message(waId: string, text: string): IDataObject {
	const messageId = `wamid.${text}`;
	const of = { groupId: customers.id, waId, name: 'Ann' };
	return { event: 'messageReceived', messageType: 'text', messageId, text, ...of };
}

describe('with data tables and triggers, through the engine', () => {
	test('onboard-customers invites those again who are not in the group a day later', async () => {
		const { templates } = demoSeeds();
		const world = await startWorld({ templates });
		const host = await WaitingHost.start();
		try {
			const engine = world.engineWith({}, { filesFolder: folder, waitingUrl: host.url });
			const { executionId } = await host.run(engine, read('onboard-customers'));
			const { control, log, state } = world.simulator;
			const [first] = [...state.groups.values()].filter(({ subject }) => /Harbour/.test(subject));
			control.join(control.inviteLink(first.id), '447700900101');
			const result = await host.timeOut(executionId);
			expect(result.error).toBeUndefined();
			const invitations = (waId: string) => log.sentTo(waId).length;
			expect(['447700900101', '447700900102', '447700900103'].map(invitations)).toEqual([1, 2, 2]);
		} finally {
			await host.close();
			await world.close();
		}
	});

	test('onboard-customers creates no group twice', async () => {
		await onStage(
			'onboard-customers',
			{},
			async ({ run, simulator }) => {
				await run('When clicking ‘Execute workflow’');
				await run('When clicking ‘Execute workflow’');
				expect(simulator.state.groups.size).toBe(5);
			},
			folder,
		);
	});

	test('invite-once invites nobody twice, however often it runs and whatever came of it', async () => {
		await onStage('invite-once', { groups: [customers] }, async ({ run, simulator, tables }) => {
			await run('Set up');
			await run('Set up');
			const table = tables.table('whatsapp_invitations');
			const add = (person: string) => table.insert({ person, group_id: customers.id });
			add('447700900121');
			add('447700900120');
			const sent = () =>
				['447700900120', '447700900121'].map((to) => simulator.log.sentTo(to).length);
			simulator.faults.add({ kind: 'error', code: 131000, path: '/messages', times: 1 });
			await run('Every hour');
			expect(sent().sort()).toEqual([0, 1]);
			add('447700900120');
			add('447700900121');
			await run('Every hour');
			await run('Every hour');
			expect(sent().sort()).toEqual([0, 1]);
			const states = table.rows.map(({ state }) => String(state)).sort();
			const isRun: unknown = expect.stringMatching(/^run \d+$/);
			expect(states).toEqual(['invited', isRun, isRun, isRun, expect.stringMatching(/^unknown: /)]);
		});
	});

	test('invite-once leaves alone whom another run has taken', async () => {
		await onStage('invite-once', { groups: [customers] }, async ({ run, simulator, tables }) => {
			await run('Set up');
			tables.table('whatsapp_invitations').rows[0].state = 'run of another';
			await run('Every hour');
			expect(simulator.log.sentMessages).toEqual([]);
		});
	});

	test('approve-from-allow-list lets in who is on the list', async () => {
		const asking = ['447700900120', '447700900121'];
		const group = { ...customers, joinApprovalMode: 'approval_required' as const };
		const seeds = { groups: [{ ...group, joinRequests: asking }] };
		await onStage('approve-from-allow-list', seeds, async ({ run, simulator, tables }) => {
			await run('Set up');
			await run('Set up');
			expect(tables.rows('whatsapp_allow_list')).toHaveLength(1);
			const { joinRequests, members } = [...simulator.state.groups.values()][0];
			const requests = [...joinRequests.values()].map(({ id, person: { waId } }) => ({
				groupId: group.id,
				joinRequestId: id,
				waId,
			}));
			await run(TRIGGER, [...requests, { groupId: group.id, joinRequestId: 'x', userId: 'US.1' }]);
			expect([...members.keys()]).toEqual([...MEMBERS, '447700900120']);
			expect(joinRequests.size).toBe(1);
		});
	});

	test('failed-invitations keeps one row per person and group, and tells the team each time', async () => {
		await onStage('failed-invitations', { groups: [team] }, async ({ run, sentTo, tables }) => {
			await run('Set up');
			const failure = { groupId: customers.id, error: { message: 'Not on WhatsApp.' } };
			await run(TRIGGER, [{ ...failure, waId: '1' }]);
			await run(TRIGGER, [
				{ ...failure, waId: '1' },
				{ ...failure, userId: 'US.2' },
			]);
			const rows = tables.rows('whatsapp_failed_invites');
			expect(rows.map(({ person, reason }) => [person, reason])).toEqual([
				['1', 'Not on WhatsApp.'],
				['US.2', 'Not on WhatsApp.'],
			]);
			expect(sentTo(team.id)).toHaveLength(3);
			expect(sentTo(team.id)[2]).toContain('US.2 did not get the invitation. Not on WhatsApp.');
		});
	});

	test('warn-and-remove warns twice and removes the third time, but none of the staff', async () => {
		const [staff, guest] = MEMBERS;
		await onStage(
			'warn-and-remove',
			{ groups: [customers] },
			async ({ run, simulator, sentTo }) => {
				await run('Set up');
				const members = () => [...simulator.state.groups.values()][0].members;
				await run(TRIGGER, [message(staff, 'Casino!'), message(guest, 'Hello')]);
				expect(sentTo(customers.id)).toEqual([]);
				await run(TRIGGER, [message(guest, 'My CASINO'), message(staff, 'crypto')]);
				await run(TRIGGER, [message(guest, 'Crypto, too')]);
				expect(sentTo(customers.id).map((text) => /warning \d of 2/.exec(text)?.[0])).toEqual([
					'warning 1 of 2',
					'warning 2 of 2',
				]);
				expect(members().has(guest)).toBe(true);
				await run(TRIGGER, [message(guest, 'casino again')]);
				expect([...members().keys()]).toEqual([staff]);
				expect(sentTo(customers.id)).toHaveLength(2);
			},
		);
	});

	test('case-per-ticket makes one group, invites once, and deletes the group', async () => {
		await onStage('case-per-ticket', {}, async ({ run, simulator }) => {
			const ticket = { ticket: '4711', phone: '+44 7700 900120', name: 'Harbour Café' };
			const report = async (status: string) => {
				await run('Ticket changed', [{ body: { ...ticket, status } }]);
				await simulator.idle();
				return [...simulator.state.groups.values()].map(({ subject }) => subject);
			};
			expect(await report('open')).toEqual(['Ticket 4711']);
			expect(await report('open')).toEqual(['Ticket 4711']);
			expect(simulator.log.sentTo('447700900120')).toHaveLength(1);
			expect(await report('closed')).toEqual([]);
		});
	});

	test.each([
		[{ event: 'groupSuspended', groupId: 'G' }, 'WhatsApp suspended a group: G. '],
		[
			{ event: 'messageFailed', groupId: 'G', error: { message: 'Bad Group.' } },
			'A message was not delivered: G. Bad Group.',
		],
		[{ event: 'groupCreateFailed', subject: 'New' }, 'A group was not created: New. '],
	])('alert-on-trouble tells the team: %j', async (event, told) => {
		await onStage('alert-on-trouble', { groups: [team] }, async ({ run, sentTo }) => {
			await run(TRIGGER, [event]);
			expect(sentTo(team.id)).toEqual([expect.stringContaining(told.trim())]);
		});
	});

	test('daily-digest saves what was written, once', async () => {
		const sheets = await mkdtemp(path.join(tmpdir(), 'digest-'));
		try {
			await onStage(
				'daily-digest',
				{},
				async ({ run, tables }) => {
					await run('Set up');
					await run(TRIGGER, [message('1', 'One, "two"'), message('2', 'Three')]);
					await run('Every evening');
					const [file] = readdirSync(sheets);
					expect(file).toMatch(/^digest-.*\.csv$/);
					const rows = (await readFile(path.join(sheets, file), 'utf8')).split('\n');
					expect(rows).toEqual([
						'time,person,kind,text,group',
						',Ann,text,"One, ""two""",YOUR_GROUP_ID',
						',Ann,text,Three,YOUR_GROUP_ID',
					]);
					expect(tables.rows('whatsapp_daily_messages')).toEqual([]);
					await run('Every evening');
					expect(readdirSync(sheets)).toEqual([file]);
				},
				sheets,
			);
		} finally {
			await rm(sheets, { recursive: true });
		}
	});

	test('export-members writes everybody, and which group could not be read', async () => {
		const sheets = await mkdtemp(path.join(tmpdir(), 'members-'));
		try {
			const groups = [customers, { id: 'OTHER', subject: 'Other', members: MEMBERS }];
			await onStage(
				'export-members',
				{ groups },
				async ({ run, simulator }) => {
					simulator.faults.add({ kind: 'error', code: 131207, path: '/groups/OTHER', times: 0 });
					await run('When clicking ‘Execute workflow’');
					const rows = (await readFile(path.join(sheets, 'members.csv'), 'utf8')).split('\n');
					expect(rows[0]).toBe('group,number,userId,username,problem');
					expect(rows.slice(1).sort()).toEqual([
						'Customers,+447700900101,,,',
						'Customers,+447700900102,,,',
						expect.stringMatching(/^Other,,,,.*suspended/i),
					]);
				},
				sheets,
			);
		} finally {
			await rm(sheets, { recursive: true });
		}
	});

	test('welcome-who-joins and answer-in-group write to the group', async () => {
		await onStage('welcome-who-joins', { groups: [customers] }, async ({ run, sentTo }) => {
			await run(TRIGGER, [{ event: 'participantJoined', groupId: customers.id, waId: '1' }]);
			expect(sentTo(customers.id)).toEqual([expect.stringContaining('"welcome"')]);
		});
		await onStage('answer-in-group', { groups: [customers] }, async ({ run, sentTo }) => {
			await run(TRIGGER, [message('1', 'When do you OPEN?'), message('1', 'Thanks')]);
			expect(sentTo(customers.id)).toEqual(['Hello Ann, we are open from 8 am to 6 pm.']);
		});
	});
});
