/** What people do between the workflows, and what became of each of them. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { adviceFor } from '../../../nodes/WhatsAppGroups/failures/advice';
import type { ControlError, Simulator } from '../../simulator';
import type { RunResult } from '../../support/engine';
import type { Progress } from './progress';

/** How far a person came. */
export type Fate = 'joined' | 'asked' | 'groupFull' | 'notDelivered' | 'notInvited';

export interface PersonStory {
	/** Of the person's group. */
	subject: string;
	/** As the list of customers has it. */
	recipient: string;
	/** The number's digits, where it is one. */
	waId?: string;
	fate: Fate;
	/** Why the person is not in the group. */
	reason?: string;
	/** What to do about it. */
	hint?: string;
	/** How often the list names the person for this group. */
	listed: number;
	/** Asked to join, and was let in. */
	approved: boolean;
	/** Was in the group, and was removed at the end. */
	removed: boolean;
}

/** In the examples' list of customers, but not on WhatsApp. */
export const NOT_ON_WHATSAPP = '447700900199';

const LONGEST_PAUSE_MS = 120;

/** The entries of a row's list of members. */
export function entriesOf(members: unknown): string[] {
	return String(members ?? '')
		.split(/[,;\n]+/)
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
}

/** The same number in two notations is one person. */
export function keyOf(entry: string): string {
	return entry.replace(/[\s().-]/g, '');
}

/** What a group is called in the summary: its subject, or whose it would have been. */
export function titleOf({ subject, customer }: IDataObject): string {
	return typeof subject === 'string' && subject !== '' ? subject : `(${String(customer)})`;
}

/** What an item says about its failure. */
export function problemOf(json: IDataObject): { reason: string; hint?: string } | undefined {
	const error = json.error as { message?: string; hint?: string } | undefined;
	return error && { reason: error.message ?? 'failed', hint: error.hint };
}

/** Why a message that was accepted was not delivered: the service tells it by a status event. */
export function undelivered(
	simulator: Simulator,
	messageId: unknown,
): { reason: string; hint?: string } | undefined {
	for (const { value } of simulator.events) {
		for (const { id, status, errors } of value.statuses ?? []) {
			if (id !== messageId || status !== 'failed') continue;
			const [error] = errors ?? [];
			return {
				reason: `${error?.title} (${error?.code})`,
				hint: adviceFor(Number(error?.code), undefined, '')?.todo,
			};
		}
	}
	return undefined;
}

/**
 * Everybody who got an invitation taps the link in it, in the order of the list and one after the
 * other. Where more are invited than fit in, the last ones come too late.
 */
export async function followInvitations(
	simulator: Simulator,
	onboarding: RunResult,
	progress: Progress,
	signal: AbortSignal,
): Promise<PersonStory[]> {
	const people: PersonStory[] = [];
	const created = onboarding.json('Create group');
	for (const [index, row] of onboarding.json('Rows').entries()) {
		const entries = entriesOf(row.members);
		const { groupId } = created[index];
		const describe = (recipient: string) => ({
			subject: titleOf(row),
			recipient,
			listed: entries.filter((entry) => keyOf(entry) === keyOf(recipient)).length,
			approved: false,
			removed: false,
		});
		if (groupId === undefined) {
			const reason = 'there is no group';
			const all = [...new Set(entries)];
			people.push(...all.map((one) => ({ ...describe(one), fate: 'notInvited' as const, reason })));
			continue;
		}
		const invited = onboarding.json('Invite members').filter((json) => json.groupId === groupId);
		const fates: Fate[] = [];
		for (const json of invited) {
			const way = await follow(simulator, json, signal);
			fates.push(way.fate);
			people.push({
				...describe(String(json.recipient)),
				waId: json.waId as string | undefined,
				...way,
			});
		}
		progress.people(`${titleOf(row)}: ${tell(fates)}`);
	}
	return people;
}

async function follow(
	simulator: Simulator,
	invitation: IDataObject,
	signal: AbortSignal,
): Promise<{ fate: Fate; reason?: string; hint?: string }> {
	const problem = problemOf(invitation);
	if (problem) {
		return { fate: 'notInvited', ...problem, reason: problem.reason.replace(/^Recipients: /, '') };
	}
	const failure = undelivered(simulator, invitation.messageId);
	if (failure) return { fate: 'notDelivered', ...failure };
	await sleep(Math.random() * LONGEST_PAUSE_MS, undefined, { signal });
	const waId = String(invitation.waId);
	const inbox = simulator.state.people.get(waId)?.inbox ?? [];
	const [link] = inbox.find(({ wamid }) => wamid === invitation.messageId)?.inviteLinks ?? [];
	try {
		return { fate: simulator.control.join(link, waId).joined ? 'joined' : 'asked' };
	} catch (refusal) {
		return { fate: 'groupFull', reason: (refusal as ControlError).message };
	}
}

function tell(fates: readonly Fate[]): string {
	const count = (fate: Fate) => fates.filter((one) => one === fate).length;
	const parts: Array<[number, string, string]> = [
		[count('joined'), 'joins', 'join'],
		[count('asked'), 'asks to join', 'ask to join'],
		[count('groupFull'), 'comes too late: it is full', 'come too late: it is full'],
		[count('notDelivered'), 'did not get the invitation', 'did not get the invitation'],
		[count('notInvited'), 'could not be invited', 'could not be invited'],
	];
	const told = parts.filter(([number]) => number > 0);
	return told.map(([number, one, many]) => `${number} ${number === 1 ? one : many}`).join(', ');
}

/** Notes who was let in. */
export function noteApprovals(people: PersonStory[], approval: RunResult): void {
	const requests = approval.json('Join requests');
	const done = new Set(
		approval
			.json('Approve')
			.filter(({ success }) => success === true)
			.map(({ joinRequestId }) => joinRequestId),
	);
	const letIn = new Set(
		requests.filter(({ joinRequestId }) => done.has(joinRequestId)).map(({ waId }) => waId),
	);
	for (const person of people) {
		if (person.fate !== 'asked' || !letIn.has(person.waId)) continue;
		person.fate = 'joined';
		person.approved = true;
	}
}

/**
 * In every group but the last somebody writes, which opens its 24-hour window. Returns the ids of the
 * groups that can be written to from now on.
 */
export function writeInGroups(
	simulator: Simulator,
	people: readonly PersonStory[],
	progress: Progress,
): string[] {
	const inOrder = [...new Set(people.map(({ subject }) => subject))];
	const groups = [...simulator.state.groups.values()]
		.filter(({ members }) => members.size > 0)
		.sort((a, b) => inOrder.indexOf(a.subject) - inOrder.indexOf(b.subject));
	const silent = groups.length > 1 ? groups.pop() : undefined;
	for (const { id, members } of groups) {
		const [first, second] = members.keys();
		const question = simulator.control.sendText(id, first, 'What is the plan for this week?');
		if (second) simulator.control.sendReaction(id, second, question, '👍');
	}
	const exception = silent ? `, nobody in ${silent.subject}` : '';
	progress.people(`Somebody writes in ${groups.length} groups${exception}`);
	return groups.map(({ id }) => id);
}
