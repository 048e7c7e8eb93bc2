/** The group that an operation is about: a list that searches and pages, an ID, or a subject. */
import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { connect } from '../api/connect';
import { groupList, groupSummary } from '../api/groups';
import { GROUPS_PAGE } from '../api/limits';
import { readPage, Seen } from '../api/paging';
import { CODES } from '../failures/codes';
import { InputFailure } from '../failures/failure';
import { nodeError } from '../failures/shown';
import type { ItemInput } from '../runtime/input';
import type { LookedUp, Lookups } from '../runtime/operation';
import { listEntries, namedGroups } from './groupNames';

/** Known by its ID, in the end: for who hears of groups and cannot look their subjects up. */
export const listedGroupField: INodeProperties = {
	displayName: 'Group',
	name: 'groupId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The WhatsApp group',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a group…',
			typeOptions: { searchListMethod: 'searchGroups', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. Y2FwaV9ncm91cDoxNzA1NTU1MDEzOToxMjAzNjM0MDQ2OTQyMzM4MjAZD',
		},
	],
};

export const groupField: INodeProperties = {
	...listedGroupField,
	modes: [
		...(listedGroupField.modes ?? []),
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Project kick-off',
			hint: 'The subject. Exactly one group must have it.',
		},
	],
};

/** The group of an item. */
export interface GroupChoice {
	/** Its id, in the output's vocabulary, where it is known without looking it up. */
	known: { groupId?: string };
	lookUp: LookedUp<string>;
}

/**
 * The id of the group; its form is the service's business. A subject is looked up, which fails when no
 * group or several have it, and when the groups cannot be read.
 */
export function readGroupChoice(input: ItemInput): GroupChoice {
	const given = input.located('groupId');
	if (input.mode('groupId') !== 'name') {
		return { known: { groupId: given }, lookUp: async () => await Promise.resolve(given) };
	}
	return { known: {}, lookUp: async (lookups) => await idOfSubject(given, lookups) };
}

async function idOfSubject(subject: string, { api, groups }: Lookups): Promise<string> {
	const found = await groups.bySubject(api, subject);
	const [only] = found;
	if (found.length === 1) return only.groupId;
	if (only === undefined) {
		throw new InputFailure(
			`Group: no group has the subject "${subject}".`,
			CODES.group_not_found.todo,
			'group_not_found',
		);
	}
	throw new InputFailure(
		`Group: ${found.length} groups have the subject "${subject}": ${namedGroups(found)}.`,
		CODES.group_ambiguous.todo,
		'group_ambiguous',
	);
}

/**
 * A page of groups for the dropdown, by one call per 1,024 groups. When a search finds nothing on a
 * page, the next one is read at once: an empty page cannot be scrolled.
 */
export async function searchGroups(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const wanted = filter?.trim().toLowerCase() ?? '';
	let after = paginationToken;
	try {
		const api = await connect(this, 1);
		const list = groupList(GROUPS_PAGE);
		// A service that repeats itself would be asked without end.
		const seen = new Seen(list.id);
		for (;;) {
			const page = await readPage(api, list, after);
			seen.fresh(page.elements);
			const entries = listEntries(page.elements.map(groupSummary), after === undefined);
			const results = entries
				.filter(({ value, subject }) =>
					[value, subject].some((text) => text.toLowerCase().includes(wanted)),
				)
				.map(({ name, value }) => ({ name, value }));
			if (results.length > 0 || page.after === undefined) {
				return { results, paginationToken: page.after };
			}
			after = page.after;
		}
	} catch (failure) {
		throw nodeError(this.getNode(), failure);
	}
}
