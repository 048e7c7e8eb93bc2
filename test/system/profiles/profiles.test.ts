/**
 * Accounts that the live check saw, one file each in test/profiles: the nodes do with them what they do
 * with the simulator's own way. A new file there is tested by being there.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';

import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { readProfile, startSimulator, type Switches } from '../../simulator';
import { TriggerHost } from '../../support/triggerHost';
import { startWorld } from '../../support/world';
import { tellStory } from '../../tools/demo/story';
import { check, checked, number } from '../../tools/live-check/world';
import { NODE, withOperation } from '../../unit/operations/bench';
import { CALLS, WORLD } from '../faults/calls';
import { EVENT_KINDS, EVENTS_WORLD } from '../faults/eventKinds';
import { judge, read } from '../faults/verdict';

const FOLDER = path.join(__dirname, '../../profiles');
const PROJECT = path.join(__dirname, '../../..');
const QUICK = { multiWebhookDelayMs: 0, webhookConfigDelayMs: 0 };

const profiles = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.json'))
	.map((file) => [file, readProfile(path.join(FOLDER, file)).switches] as const);

test('there are profiles', () => expect(profiles).not.toEqual([]));

let workflows = 0;

describe.each(profiles)('%s', (_file, switches: Partial<Switches>) => {
	test.each(CALLS.map((row) => [row.kind, row.call, row] as const))(
		'%s (%s)',
		async (_kind, _call, row) => {
			const world = await startWorld({
				...WORLD,
				switches: { ...WORLD.switches, ...switches, ...row.switches },
			});
			const task = row.task(world.simulator);
			const parameters = withOperation(row.operation, task.parameters);
			const node = { onError: 'continueRegularOutput' } as const;
			const result = await world.engine.runNode(parameters, task.items, { node });
			const outputs = result.items(NODE);
			const bad = judge(row, world.simulator, task.units, outputs);
			const told = read(row, task.units, outputs);
			await world.close();
			expect(bad).toEqual({ lost: [], doubled: [], silent: [], wrong: [] });
			expect(new Set(told.map(({ ending }) => ending))).toEqual(new Set(['done']));
		},
	);

	test.each(EVENT_KINDS.map((kind) => [kind.kind, kind] as const))(
		'%s',
		async (_kind, { events, happen, isRaw }) => {
			const simulator = await startSimulator({
				allowLoopbackWebhooks: true,
				...EVENTS_WORLD,
				switches: { ...switches, ...QUICK, webhookTiming: 'after' },
			});
			const host = await TriggerHost.start({
				trigger: new WhatsAppGroupsTrigger(),
				credentialType: new WhatsAppGroupsApi(),
				credentials: { apiKey: simulator.apiKey, baseUrl: simulator.url },
				parameters: { events },
				workflowId: `profiles-${(workflows += 1)}`,
			});
			await host.activate();
			await happen(simulator);
			await simulator.idle();
			// An account that refuses at once has nothing to tell later.
			const isTold = isRaw || simulator.events.length > 0;
			const heard = host.events().map(({ event, eventId }) => [String(event), String(eventId)]);
			await host.close();
			await simulator.close();
			expect(new Set(heard.map(([event]) => event))).toEqual(new Set(isTold ? events : []));
			if (!isRaw) expect(new Set(heard.map(([, id]) => id)).size).toBe(heard.length);
		},
	);

	test('the demo', async () => {
		const silent = { begin() {}, phase() {}, node() {}, people() {}, call() {} };
		const story = await tellStory(PROJECT, silent, new AbortController().signal, switches);
		expect(story.checks.filter(({ ok }) => !ok)).toEqual([]);
	});

	test('the live check sees it again', async () => {
		const seen = await checked(number(switches), async (simulator) => await check(simulator));
		const different = Object.entries(seen.findings).filter(
			([name, finding]) =>
				finding.kind === 'misfit' ||
				(finding.kind === 'seen' &&
					typeof finding.value !== 'number' &&
					name in switches &&
					finding.value !== switches[name as keyof Switches]),
		);
		expect(different).toEqual([]);
	});
});
