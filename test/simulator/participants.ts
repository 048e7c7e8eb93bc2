import type { WirePerson } from '../../nodes/WhatsAppGroups/api/contract/people';
import type { Answer, Core, Handler } from './core';
import { badParameter, errorItem, graphBody, ServiceError } from './errors';
import { showNotice } from './chats';
import { groupUpdate } from './events';
import { mutationBody } from './groups';
import type { Group, Person } from './state';
import { activeGroupOf, graphBodyOf, isObject, phoneDigits, requireKnownKeys } from './validation';

const MAX_PER_CALL = 8;

/** Who is meant, as sent: a phone number, a WhatsApp id, or a BSUID under the key that takes one. */
function inputOf(core: Core, entry: unknown): string {
	if (!isObject(entry)) throw badParameter('participants must contain objects');
	requireKnownKeys(entry, ['user', 'user_id'], 'participants.');
	const { bsuidRemovalKey } = core.switches;
	const { user, user_id: userId } = entry;
	const input = user ?? userId;
	if (typeof input !== 'string' || input.trim() === '') {
		throw badParameter('Each participant needs "user"');
	}
	const isNumber = phoneDigits(input) !== undefined;
	const key = user === undefined ? 'user_id' : 'user';
	if (isNumber ? key !== 'user' : bsuidRemovalKey !== 'both' && bsuidRemovalKey !== key) {
		throw badParameter(`Unexpected key "${key}" for participant ${input}`);
	}
	return input;
}

function memberOf(group: Group, input: string): Person | undefined {
	const digits = phoneDigits(input);
	if (digits !== undefined) return group.members.get(digits);
	return [...group.members.values()].find(
		({ userId, parentUserId }) => userId === input || parentUserId === input,
	);
}

/** Removes people for good: no link lets them in again. */
export const removeParticipants: Handler = (core, call) => {
	const group = activeGroupOf(core, call.params.id);
	const { participants } = graphBodyOf(call, ['participants']);
	if (!Array.isArray(participants) || participants.length === 0) {
		throw badParameter('participants must be an array that is not empty');
	}
	if (participants.length > MAX_PER_CALL) {
		throw badParameter(`participants must have at most ${MAX_PER_CALL} entries`);
	}
	const inputs = participants.map((entry) => inputOf(core, entry));
	const identities = inputs.map((input) => phoneDigits(input) ?? input);
	if (new Set(identities).size < identities.length) throw new ServiceError(131202);

	const found = inputs.map((input) => ({ input, person: memberOf(group, input) }));
	const removed = found.filter(({ person }) => person).map(({ input }): WirePerson => ({ input }));
	const failed = found
		.filter(({ person }) => !person)
		.map(({ input }): WirePerson => ({ input, errors: [errorItem(131212)] }));
	if (removed.length === 0 && core.switches.removalAllBad === 'sync') {
		throw new ServiceError(131212);
	}
	for (const { person } of found) {
		if (!person) continue;
		group.members.delete(person.waId);
		group.removedForever.add(person.waId);
		showNotice(core, group, { kind: 'removed', waId: person.waId }, [person]);
	}

	const requestId = core.ids.digits(15);
	const isPartial = failed.length > 0 && removed.length > 0;
	const update = groupUpdate(core, 'group_participants_update', {
		group_id: group.id,
		type: 'group_participants_remove',
		request_id: requestId,
		initiated_by: 'business',
		...(removed.length > 0 ? { removed_participants: removed } : {}),
		...(failed.length > 0 ? { failed_participants: failed } : {}),
		...(failed.length > 0 ? { errors: [errorItem(isPartial ? 131201 : 131212)] } : {}),
	});
	core.emit([update], call);
	const named = removed.map((person) => namedPerson(core, person));
	const plain = {
		...mutationBody(core, 'remove', requestId),
		...(core.switches.removedNamed && named.length > 0 ? { removed_participants: named } : {}),
	};
	if (isPartial && core.switches.removalOfStrangers === 'sync') {
		const failures = failed.map((person) => namedPerson(core, person));
		return partialAnswer(core, plain, named, failures);
	}
	return { body: isBodyless(core, plain) ? undefined : plain };
};

/** By the switch `mutateResponse` a removal has no body, unless it names somebody. */
function isBodyless(core: Core, body: object): boolean {
	return core.switches.mutateResponse === 'none' && Object.keys(body).length === 0;
}

/** Somebody as the answer names them; by the switch `partialNames`. The webhook always has `input`. */
function namedPerson(core: Core, { input = '', errors }: WirePerson): NamedPerson {
	const { partialNames } = core.switches;
	const reason = errors ? { errors } : {};
	switch (partialNames) {
		case 'strings':
			return input;
		case 'user':
			return { user: input, ...reason };
		case 'wa_id': {
			const digits = phoneDigits(input);
			return digits === undefined ? { user_id: input, ...reason } : { wa_id: digits, ...reason };
		}
		default:
			return { input, ...reason };
	}
}

type NamedPerson = string | (WirePerson & { user?: string });

/** The body of a 206 is not documented for removals: see the switch `partialResponse`. */
function partialAnswer(
	core: Core,
	plain: object,
	removed: NamedPerson[],
	failed: NamedPerson[],
): Answer {
	const error = new ServiceError(131201);
	const { partialResponse } = core.switches;
	if (partialResponse === 'error') return { status: 206, body: graphBody(core, error) };
	const people = { removed_participants: removed, failed_participants: failed };
	return {
		status: 206,
		body: {
			...plain,
			...(partialResponse === 'detailed' ? people : {}),
			errors: [errorItem(131201)],
		},
	};
}
