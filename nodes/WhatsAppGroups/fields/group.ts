/** The group that an operation is about: a list that searches and pages, an ID, or a subject. */
import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeProperties,
	INodePropertyMode,
} from 'n8n-workflow';

import { connect } from '../api/connect';
import { groupList, groupSummary } from '../api/groups';
import { GROUPS_PAGE } from '../api/limits';
import { readPage } from '../api/paging';
import { CODES } from '../failures/codes';
import { InputFailure } from '../failures/failure';
import { nodeError } from '../failures/shown';
import type { ItemInput } from '../runtime/input';
import type { Lookups } from '../runtime/operation';
import { listEntries, namedGroups } from './groupNames';

const fromList: INodePropertyMode = {
	displayName: 'From List',
	name: 'list',
	type: 'list',
	placeholder: 'Select a group…',
	typeOptions: { searchListMethod: 'searchGroups', searchable: true },
};

const byId: INodePropertyMode = {
	displayName: 'By ID',
	name: 'id',
	type: 'string',
	placeholder: 'e.g. Y2FwaV9ncm91cDoxNzA1NTU1MDEzOToxMjAzNjM0MDQ2OTQyMzM4MjAZD',
};

const byName: INodePropertyMode = {
	displayName: 'By Name',
	name: 'name',
	type: 'string',
	placeholder: 'e.g. Project kick-off',
	hint: 'The subject. Exactly one group must have it.',
};

/** Known by its ID, in the end: for who hears of groups and cannot look their subjects up. */
export const listedGroupField: INodeProperties = {
	displayName: 'Group',
	name: 'groupId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The WhatsApp group',
	modes: [fromList, byId],
};

export const groupField: INodeProperties = {
	...listedGroupField,
	modes: [fromList, byId, byName],
};

/**
 * The id of the group; its form is the service's business. A subject is looked up.
 *
 * @throws InputFailure when no group or several have the subject
 * @throws ServiceFailure when the groups cannot be read
 */
export async function readGroupId(input: ItemInput, { api, groups }: Lookups): Promise<string> {
	const given = input.located('groupId');
	if (input.mode('groupId') !== 'name') return given;
	const found = await groups.bySubject(api, given);
	const [only] = found;
	if (found.length === 1) return only.groupId;
	const { todo } = found.length === 0 ? CODES.group_not_found : CODES.group_ambiguous;
	throw found.length === 0
		? new InputFailure(`Group: no group has the subject "${given}".`, todo, 'group_not_found')
		: new InputFailure(
				`Group: ${found.length} groups have the subject "${given}": ${namedGroups(found)}.`,
				todo,
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
		for (;;) {
			const page = await readPage(api, groupList(GROUPS_PAGE), after);
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
