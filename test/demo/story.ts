/**
 * The demo's story: the example workflows run on the simulator one after the other, and between them
 * the people do what people do.
 */
/* eslint-disable @n8n/community-nodes/no-restricted-imports -- reads the examples */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, ITaskData } from 'n8n-workflow';

import { demoSeeds, startSimulator, type ControlError, type Simulator } from '../simulator';
import { CREDENTIAL_TYPE, Engine, type RunResult, type WorkflowJson } from '../support/engine';
import { loadPackage } from '../support/package';

/** What a person's way into a group looked like. */
export interface PersonStory {
	customer: string;
	recipient: string;
	invited: boolean;
	/** "joined", "asked to join", or why not. */
	outcome: string;
	hint?: string;
}

export interface GroupStory {
	customer: string;
	subject: string;
	groupId?: string;
	inviteLink?: string;
	participants: number;
	/** "created", or why not. */
	outcome: string;
	hint?: string;
	warning?: string;
}

export interface MessageStory {
	subject: string;
	what: string;
	outcome: string;
	hint?: string;
}

export interface Check {
	name: string;
	ok: boolean;
	found: string;
}

export interface Story {
	groups: GroupStory[];
	people: PersonStory[];
	messages: MessageStory[];
	housekeeping: MessageStory[];
	refusedByRateLimit: number;
	calls: number;
	checks: Check[];
	durationMs: number;
}

/** Where the demo tells how far it is. */
export interface Progress {
	phase(title: string): void;
	node(name: string, items: number, failed: number, milliseconds: number): void;
	people(text: string): void;
	call(total: number): void;
}

const LATENCY = { min: 60, max: 160 };
const RATE_LIMIT = { perSecond: 6, scope: 'messages' } as const;
/** In the examples' list of customers, but not on WhatsApp. */
const NOT_ON_WHATSAPP = '447700900199';
/** This group's people stay silent, so its 24-hour window stays shut. */
const SILENT_SUBJECT = 'Night Shift';

type WorkflowName = 'onboard-customers' | 'approve-requests' | 'send-update' | 'clean-up';

/** Runs the whole demo. Nothing of it stays behind. */
export async function tellStory(projectFolder: string, progress: Progress): Promise<Story> {
	const startedAt = Date.now();
	let calls = 0;
	const simulator = await startSimulator({
		latency: LATENCY,
		templates: demoSeeds().templates,
		people: [{ waId: NOT_ON_WHATSAPP, onWhatsApp: false }],
		onRequest: () => progress.call((calls += 1)),
	});
	try {
		const run = await workflowRunner(projectFolder, simulator, progress);

		progress.phase('Create a group per customer and invite everybody');
		simulator.setRateLimit(RATE_LIMIT);
		const onboarding = await run('onboard-customers');
		await simulator.idle();
		const people = joinGroups(simulator, onboarding);
		const joined = people.filter(({ outcome }) => outcome === 'joined').length;
		progress.people(`${joined} people tap their invitation and join`);

		progress.phase('Approve who asks to join');
		await run('approve-requests');
		await simulator.idle();
		const writers = writeInGroups(simulator);
		progress.people(`in ${writers} groups somebody writes, which opens the 24-hour window`);

		progress.phase('Send the week’s update with a picture to all groups, and pin it');
		const update = await run('send-update');
		simulator.setRateLimit(null);
		await simulator.idle();
		const groups = groupStories(simulator, onboarding);

		progress.phase('Remove a person, delete a group');
		const cleaning = await run('clean-up');
		await simulator.idle();

		return {
			groups,
			people,
			messages: messageStories(simulator, update),
			housekeeping: housekeepingStories(cleaning),
			refusedByRateLimit: simulator.log.requests.filter(({ errorCode }) => errorCode === 130429)
				.length,
			calls,
			checks: check(simulator, [onboarding, update], people, cleaning),
			durationMs: Date.now() - startedAt,
		};
	} finally {
		await simulator.close();
	}
}

/** Runs an example workflow, as it is in its file, with the built package. */
async function workflowRunner(
	projectFolder: string,
	simulator: Simulator,
	progress: Progress,
): Promise<(name: WorkflowName) => Promise<RunResult>> {
	const examples = path.join(projectFolder, 'examples');
	const { nodeTypes, credentialTypes } = await loadPackage(projectFolder);
	const engine = new Engine({
		nodeTypes,
		credentialType: credentialTypes[CREDENTIAL_TYPE],
		credentials: { apiKey: simulator.apiKey, baseUrl: simulator.url },
		filesFolder: examples,
	});
	return async (name) => {
		const file = path.join(examples, `${name}.json`);
		const workflow = JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson;
		const onNode = (node: string, task: ITaskData) => {
			const items = task.data?.main[0] ?? [];
			const failed = items.filter(({ json }) => json.error !== undefined).length;
			progress.node(node, items.length, failed, task.executionTime);
		};
		const result = await engine.run(workflow, { onNode });
		if (result.error) throw result.error;
		return result;
	};
}

function problemOf(json: IDataObject): { outcome: string; hint?: string } | undefined {
	const error = json.error as { message?: string; hint?: string } | undefined;
	return error && { outcome: error.message ?? 'failed', hint: error.hint };
}

/** Everybody who got an invitation taps it, in the order in which they were invited. */
function joinGroups(simulator: Simulator, onboarding: RunResult): PersonStory[] {
	const customers = new Map(
		onboarding
			.json('Has a group')
			.map(({ groupId, subject }) => [String(groupId), String(subject)] as const),
	);
	return onboarding.json('Invite members').map((invited): PersonStory => {
		const person = {
			customer: customers.get(String(invited.groupId)) ?? '',
			recipient: String(invited.recipient),
		};
		const problem = problemOf(invited);
		if (problem) return { ...person, invited: false, ...problem };
		const failure = laterFailure(simulator, String(invited.messageId));
		if (failure) return { ...person, invited: true, outcome: failure };
		return { ...person, invited: true, outcome: tap(simulator, invited) };
	});
}

function tap(simulator: Simulator, { groupId, waId }: IDataObject): string {
	const { control } = simulator;
	try {
		const result = control.join(control.inviteLink(String(groupId)), String(waId));
		return result.joined ? 'joined' : 'asked to join';
	} catch (refusal) {
		return `could not join: ${(refusal as ControlError).message}`;
	}
}

/** Why an accepted message was not delivered: the service tells it by a status event. */
function laterFailure(simulator: Simulator, messageId: string): string | undefined {
	for (const { value } of simulator.events) {
		for (const status of value.statuses ?? []) {
			const [error] = status.errors ?? [];
			if (status.id === messageId && status.status === 'failed') {
				return `accepted, not delivered: ${error?.title} (${error?.code})`;
			}
		}
	}
	return undefined;
}

function writeInGroups(simulator: Simulator): number {
	let groups = 0;
	for (const { id, subject, members } of simulator.state.groups.values()) {
		const [first] = members.keys();
		if (first === undefined || subject === SILENT_SUBJECT) continue;
		simulator.control.sendText(id, first, 'Good morning! What is the plan for this week?');
		groups += 1;
	}
	return groups;
}

function groupStories(simulator: Simulator, onboarding: RunResult): GroupStory[] {
	const created = onboarding.json('Create group');
	return onboarding.json('Rows').map((row, index): GroupStory => {
		const result = created[index];
		const groupId = result.groupId as string | undefined;
		return {
			customer: String(row.customer),
			subject: String(row.subject),
			groupId,
			inviteLink: result.inviteLink as string | undefined,
			participants: groupId ? (simulator.state.groups.get(groupId)?.members.size ?? 0) : 0,
			warning: onboarding
				.json('Invite members')
				.find((invited) => invited.groupId === groupId && invited.warning)?.warning as
				| string
				| undefined,
			...(problemOf(result) ?? { outcome: String(result.status) }),
		};
	});
}

function messageStories(simulator: Simulator, update: RunResult): MessageStory[] {
	const subjects = new Map(
		update.json('Groups').map(({ groupId, subject }) => [groupId, String(subject)]),
	);
	const steps: Array<[string, string]> = [
		['Write', 'text'],
		['Send picture', 'picture'],
		['Pin it', 'pin'],
	];
	return steps.flatMap(([node, what]) =>
		update.items(node).map(({ json, pairedItem }): MessageStory => {
			// An item with an error has no fields but that: whose it was, its place says.
			const source = (pairedItem as { item: number }).item;
			const origin =
				json.groupId ?? update.json(node === 'Write' ? 'Groups' : 'Was sent')[source]?.groupId;
			const failure = laterFailure(simulator, String(json.pinMessageId ?? json.messageId));
			return {
				subject: subjects.get(origin as string) ?? '',
				what,
				...(problemOf(json) ?? { outcome: failure ?? 'sent' }),
			};
		}),
	);
}

function housekeepingStories(cleaning: RunResult): MessageStory[] {
	const settings = cleaning.json('Settings')[0];
	const steps: Array<[string, string, unknown]> = [
		['Remove person', `remove ${String(settings.person)}`, settings.subject],
		['Delete group', 'delete the group', settings.closing],
	];
	return steps.flatMap(([node, what, subject]) =>
		cleaning.json(node).map(
			(json): MessageStory => ({
				subject: String(subject),
				what,
				...(problemOf(json) ?? { outcome: 'done' }),
			}),
		),
	);
}

/** What the workflows say, held against what the service has seen. */
function check(
	simulator: Simulator,
	runs: readonly RunResult[],
	people: readonly PersonStory[],
	cleaning: RunResult,
): Check[] {
	const sent = simulator.log.sentMessages;
	const distinct = new Set(sent.map(({ to, type, body }) => JSON.stringify([to, type, body])));
	const claimed = runs.flatMap((run) =>
		['Invite members', 'Write', 'Send picture', 'Pin it'].flatMap((node) =>
			run
				.json(node)
				.filter(({ success }) => success === true)
				.map((json) => String(json.pinMessageId ?? json.messageId)),
		),
	);
	const unknown = claimed.filter((id) => simulator.log.message(id) === undefined);
	const joined = people.filter(({ outcome }) => outcome === 'joined').length;
	const expectations: Array<[string, number, number]> = [
		['messages sent twice', sent.length - distinct.size, 0],
		['messages that a workflow claims and the service never saw', unknown.length, 0],
		['messages that the service took and no workflow tells of', sent.length - claimed.length, 0],
		[
			'groups created',
			simulator.log.find('POST', '/groups').filter((call) => call.tookEffect).length,
			5,
		],
		['people in by invitation', joined, 15],
		[
			'removed and deleted',
			cleaning.json('Remove person').length + cleaning.json('Delete group').length,
			2,
		],
	];
	return expectations.map(([name, found, expected]) => ({
		name,
		ok: found === expected,
		found: found === expected ? String(found) : `${found}, expected ${expected}`,
	}));
}
