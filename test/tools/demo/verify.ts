/**
 * What the workflows say, held against what the service has seen, and against what the list of
 * customers lets expect. The expectations come from the list alone, by rules of their own.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { parse } from 'csv-parse/sync';
import type { IDataObject } from 'n8n-workflow';

import type { RequestEntry, Simulator } from '../../simulator';
import type { RunResult } from '../../support/engine';
import type { CleanUpStory, GroupStory, MessageStory } from './groups';
import { entriesOf, keyOf, NOT_ON_WHATSAPP, type Fate, type PersonStory } from './people';

export interface Check {
	name: string;
	ok: boolean;
	/** In words. */
	found: string;
}

interface Row {
	subject: string;
	mode: string;
	members: string;
}

const MAX_PEOPLE = 8;

/** The list as it is in the file, read without any workflow. */
function readList(projectFolder: string): Row[] {
	const file = path.join(projectFolder, 'examples', 'customers.csv');
	return parse(readFileSync(file), { columns: true, bom: true, skip_empty_lines: true }) as Row[];
}

/** What must become of everybody in the list, in its order. */
function expectedFates(rows: readonly Row[], approvedSubject: unknown): Fate[] {
	return rows.flatMap(({ subject, mode, members }) => {
		const entries = [...new Map(entriesOf(members).map((entry) => [keyOf(entry), entry])).keys()];
		let seats = MAX_PEOPLE;
		return entries.map((entry): Fate => {
			if (subject === '' || !/^\+\d{7,15}$/.test(entry)) return 'notInvited';
			if (entry === `+${NOT_ON_WHATSAPP}`) return 'notDelivered';
			if (mode === 'approval_required' && subject !== approvedSubject) return 'asked';
			seats -= 1;
			return seats >= 0 ? 'joined' : 'groupFull';
		});
	});
}

function same(name: string, found: number, expected: number, unit = ''): Check {
	const ok = found === expected;
	return { name, ok, found: ok ? `${found}${unit}` : `${found}${unit}, expected ${expected}` };
}

/** Groups and people: as the list lets expect, and as the service has them. */
export function checkOnboarding(
	simulator: Simulator,
	facts: {
		projectFolder: string;
		onboarding: RunResult;
		approval: RunResult;
		groups: readonly GroupStory[];
		people: readonly PersonStory[];
	},
): Check[] {
	const { groups, people } = facts;
	const rows = readList(facts.projectFolder);
	const wanted = rows.filter(({ subject }) => subject !== '').length;
	const creations = simulator.log.find('POST', '/groups').filter(({ tookEffect }) => tookEffect);
	const real = groups.filter(
		({ groupId, inviteLink }) =>
			groupId !== undefined && simulator.control.inviteLink(groupId) === inviteLink,
	);
	const fates = expectedFates(rows, facts.approval.json('Settings')[0].subject);
	const asExpected = people.filter(({ fate }, index) => fate === fates[index]).length;
	const agreeing = groups.filter(({ subject, participants }) => {
		const joined = people.filter(
			(person) => person.subject === subject && person.fate === 'joined',
		);
		const ids = joined.map(({ waId }) => waId).sort();
		return JSON.stringify(ids) === JSON.stringify([...participants].sort());
	}).length;
	return [
		same('groups that the service created', creations.length, wanted),
		same('groups with the ID and the link that the service has', real.length, wanted),
		same(
			'people who ended up as the list predicts',
			asExpected,
			fates.length,
			` of ${fates.length}`,
		),
		same('groups with the participants that the service has', agreeing, groups.length),
	];
}

/** The messages: none lost, none doubled, in spite of the rate limit. */
export function checkTalk(
	simulator: Simulator,
	facts: {
		projectFolder: string;
		onboarding: RunResult;
		update: RunResult;
		messages: readonly MessageStory[];
		opened: readonly string[];
	},
): Check[] {
	const { messages, opened } = facts;
	const claimed = [
		...idsOf(facts.onboarding.json('Invite members')),
		...['Write', 'Send picture', 'Pin it'].flatMap((node) => idsOf(facts.update.json(node))),
	];
	const sent = simulator.log.sentMessages;
	const lost = claimed.filter((id) => simulator.log.message(id) === undefined);
	const untold = sent.filter(({ wamid }) => !claimed.includes(wamid));
	const tries = triesByContent(simulator.log.find('POST', '/messages'));
	const doubled = tries.filter(({ accepted }) => accepted > 1).length;
	const refused = tries.filter((one) => one.refused > 0);
	const delayed = refused.filter(({ accepted }) => accepted === 1).length;
	const arrived = messages.filter(({ text, picture, groupId }) => {
		const isOpen = opened.includes(groupId);
		return text.done === isOpen && picture.done === isOpen;
	}).length;
	const pictures = messages.filter(({ picture }) => picture.messageId !== undefined).length;
	const file = readFileSync(path.join(facts.projectFolder, 'examples', 'picture.jpg'));
	const whole = messages.filter(({ picture }) =>
		simulator.state.media.get(picture.mediaId ?? '')?.bytes.equals(file),
	).length;
	const pinned = messages.filter(({ groupId, picture }) =>
		simulator.state.groups.get(groupId)?.pins.some(({ wamid }) => wamid === picture.messageId),
	).length;
	return [
		same('messages that the workflows sent and the service has', claimed.length, sent.length),
		same('messages lost', lost.length, 0),
		same('messages sent twice', doubled, 0),
		same('messages that no workflow reported', untold.length, 0),
		same('messages refused at first, sent once later', delayed, refused.length),
		same('groups reached, or not, as their 24 hours say', arrived, messages.length),
		same('groups whose picture arrived whole', whole, pictures),
		same('groups in which the picture is pinned', pinned, pictures),
	];
}

function idsOf(items: readonly IDataObject[]): string[] {
	return items
		.filter(({ success }) => success === true)
		.map(({ pinMessageId, messageId }) => String(pinMessageId ?? messageId));
}

/** Of each different message: how often it was refused for being too many, and how often accepted. */
function triesByContent(requests: readonly RequestEntry[]) {
	const tries = new Map<string, { refused: number; accepted: number }>();
	for (const { body, status, tookEffect } of requests) {
		const content = JSON.stringify(body);
		const known = tries.get(content) ?? { refused: 0, accepted: 0 };
		if (status === 429) known.refused += 1;
		if (tookEffect) known.accepted += 1;
		tries.set(content, known);
	}
	return [...tries.values()];
}

/** The person is out for good, and the group is gone, where the list has such groups. */
export function checkCleanUp(
	simulator: Simulator,
	groups: readonly GroupStory[],
	cleanUp: readonly CleanUpStory[],
): Check[] {
	const wanted = cleanUp.filter((step) => groups.some(({ subject }) => subject === step.subject));
	const real = cleanUp.filter(({ what, groupId, person, done }) => {
		const group = simulator.state.groups.get(groupId ?? '');
		if (!done || groupId === undefined) return false;
		if (what === 'deletion') return group === undefined;
		const waId = (person ?? '').replace(/\D/g, '');
		return group?.removedForever.has(waId) === true && !group.members.has(waId);
	});
	return [same('removals and deletions that the service has done', real.length, wanted.length)];
}
