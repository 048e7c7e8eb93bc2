/**
 * HTTP 206: the service did what it could, and not the rest. With each shape of its answer (D3), and with
 * that answer lost on its way, after which the call is made again.
 */
import type { INodeParameters } from 'n8n-workflow';

import { GROUP_ID, NODE, withOperation } from '../../unit/operations/bench';
import type { Simulator, Switches } from '../../simulator';
import type { Group } from '../../simulator/state';
import type { NodeRunOptions, RunResult } from '../../support/engine';
import { byId, startWorld, type World } from '../../support/world';
import { WORLD } from './calls';
import { FAULTS, PARTIAL, type Fault } from './faults';
import { inItsOwnTime } from './hurry';
import { firstOf, inject } from './injection';
import { record } from './records';
import { seenOf } from './wording';

const DOOR = 'door';
const MEMBERS = ['16505551001', '16505551002'];
const STRANGER = '16505550000';
const [GONE, REFUSED] = ['16505554002', '16505554003'];

/** One of a list: what it is, and whether it is as the user wants it to be. */
interface Unit {
	id: string;
	isReached(): boolean;
}

interface PartialRow {
	kind: string;
	operation: string;
	call: string;
	/** How the service words its answer. */
	switches: Partial<Switches>;
	/** The output's field that names a unit. */
	idField: 'waId' | 'joinRequestId';
	/** Makes it impossible to do all of it. */
	prepare(simulator: Simulator): { parameters: INodeParameters; units: Unit[] };
	/** Whether people see of each unit that failed that it did; else the group tells who is still in it. */
	namesFailures: boolean;
}

const removals = (['detailed', 'errors', 'error'] as const).map(
	(partialResponse): PartialRow => ({
		kind: 'Remove people',
		operation: 'participant:remove',
		call: 'DELETE /groups/{group_id}/participants',
		switches: { partialResponse },
		idField: 'waId',
		namesFailures: partialResponse === 'detailed',
		prepare: ({ state }) => {
			const people = [...MEMBERS, STRANGER];
			return {
				parameters: {
					groupId: byId(GROUP_ID),
					participants: people.map((person) => `+${person}`).join(),
				},
				units: people.map((id) => ({
					id,
					isReached: () => state.groups.get(GROUP_ID)?.members.has(id) === false,
				})),
			};
		},
	}),
);

function deciding(
	kind: string,
	operation: string,
	call: string,
	isReached: (group: Group, joinRequestId: string, person: string) => boolean,
): PartialRow {
	return {
		kind,
		operation,
		call,
		switches: {},
		idField: 'joinRequestId',
		namesFailures: true,
		prepare: ({ state, control }) => {
			const group = state.groups.get(DOOR);
			if (!group) throw new Error('There is no such group');
			const requests = [...group.joinRequests.values()];
			control.revokeJoinRequest(DOOR, GONE);
			control.addPerson({ waId: REFUSED, acceptsTerms: false });
			return {
				parameters: {
					groupId: byId(DOOR),
					joinRequestIds: requests.map(({ id }) => id).join(),
				},
				units: requests.map(({ id, person }) => ({
					id,
					isReached: () => isReached(group, id, person.waId),
				})),
			};
		},
	};
}

const ROWS: readonly PartialRow[] = [
	...removals,
	deciding(
		'Approve join requests',
		'joinRequest:approve',
		'POST /groups/{group_id}/join_requests',
		({ members }, _id, person) => members.has(person),
	),
	deciding(
		'Reject join requests',
		'joinRequest:reject',
		'DELETE /groups/{group_id}/join_requests',
		({ joinRequests }, id) => !joinRequests.has(id),
	),
];

/** What loses an answer of a call that took effect. */
const LOSING = FAULTS.filter(({ effect }) =>
	['resetAfter', 'timeoutAfter', 'truncated'].includes(effect?.kind ?? ''),
);

let worlds: World[] = [];

afterEach(async () => {
	await Promise.all(worlds.map(async (world) => await world.close()));
	worlds = [];
});

interface Run {
	result: RunResult;
	units: Array<Unit & { wasReached: boolean }>;
	/** How often the service answered with HTTP 206. */
	partial: number;
}

async function run(
	row: PartialRow,
	fault: Fault | undefined,
	options?: NodeRunOptions,
): Promise<Run> {
	const world = await startWorld({ ...WORLD, switches: { ...WORLD.switches, ...row.switches } });
	worlds.push(world);
	const { simulator } = world;
	const { parameters, units } = row.prepare(simulator);
	const before = units.map((unit) => ({ ...unit, wasReached: unit.isReached() }));
	const [harmless] = FAULTS;
	const injection = inject(simulator, fault ?? harmless, firstOf(row.call, fault ? 1 : 0));
	const engine = world.engineWith({}, { credentialType: injection.credentialType });
	const result = await inItsOwnTime(
		async () =>
			await engine.runNode(withOperation(row.operation, parameters), [{ json: {} }], options),
	);
	expect(injection.injected()).toBe(fault ? 1 : 0);
	const partial = simulator.log.requests.filter(({ status }) => status === 206).length;
	return { result, units: before, partial };
}

/** Not told of, told as done and not as wanted, or told as not done although this run did it. */
function lostUnits(row: PartialRow, { result, units }: Run): string[] {
	const told = new Map(result.items(NODE).map(({ json }) => [String(json[row.idField]), json]));
	return units
		.filter(({ id, isReached, wasReached }) => {
			const json = told.get(id);
			if (json === undefined) return true;
			// That it is not known is told, and true whatever it is.
			if (json.status === 'unknown') return json.success !== false;
			return json.success === true ? !isReached() : !wasReached && isReached();
		})
		.map(({ id }) => id);
}

function wordsOf({ result }: Run): string[] {
	const errors = result.items(NODE).map(({ json }) => json.error as Parameters<typeof seenOf>[0]);
	return [...new Set(errors.map(seenOf))].sort();
}

const rows = ROWS.flatMap((row) =>
	[undefined, ...LOSING].map(
		(fault) =>
			[
				row.kind,
				row.switches.partialResponse ?? 'as documented',
				fault?.title ?? 'as it is',
				row,
				fault,
			] as const,
	),
);

test.each(rows)('%s (%s): %s', async (kind, _shape, _title, row, fault) => {
	const [lenient, strict] = await Promise.all([
		run(row, fault, { node: { onError: 'continueRegularOutput' } }),
		run(row, fault),
	]);
	const lost = lostUnits(row, lenient);
	record({
		part: 'calls',
		fault: PARTIAL.title,
		meaning: PARTIAL.meaning,
		kind: fault ? `${kind}, and the answer is lost` : kind,
		lasting: false,
		injected: 2,
		seen: wordsOf(lenient),
		lost: lost.length,
		doubled: 0,
	});

	expect(lenient.result.error).toBeUndefined();
	expect(lost).toHaveLength(0);
	expect(lenient.units.some(({ wasReached, isReached }) => !wasReached && isReached())).toBe(true);
	const told = lenient.result.items(NODE);
	for (const { json } of told.filter(({ json: one }) => one.success !== true)) {
		expect(json.error).toMatchObject({
			message: expect.stringMatching(/^(?:[A-Z(]|360dialog ).{15,}/) as string,
			hint: expect.stringMatching(/.{15,}/) as string,
		});
	}
	if (!fault) expect(lenient.partial).toBe(1);

	const failures = told.filter(({ json }) => json.success !== true).length;
	// What was lost on its way is asked for again, and then somebody who is gone is as it should be.
	if (!fault && row.namesFailures) expect(failures).toBeGreaterThan(0);
	expect(strict.result.status).toBe(failures > 0 ? 'error' : 'success');
});
