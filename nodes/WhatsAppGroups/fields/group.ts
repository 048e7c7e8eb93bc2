/** The group that an operation is about: a list that searches and pages, or an ID. */
import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { connect } from '../api/connect';
import { groupList, groupSummary } from '../api/groups';
import { GROUPS_PAGE } from '../api/limits';
import { readPage } from '../api/paging';
import { nodeError } from '../failures/shown';
import type { ItemInput } from '../runtime/input';

export const groupField: INodeProperties = {
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

/** The id of the group; its form is the service's business. */
export function readGroupId(input: ItemInput): string {
	return input.located('groupId');
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
			const results = page.elements.flatMap((group) => {
				const { groupId, subject } = groupSummary(group);
				const fits = [groupId, subject].some((text) => text?.toLowerCase().includes(wanted));
				return groupId !== undefined && fits ? [{ name: subject ?? groupId, value: groupId }] : [];
			});
			if (results.length > 0 || page.after === undefined) {
				return { results, paginationToken: page.after };
			}
			after = page.after;
		}
	} catch (failure) {
		throw nodeError(this.getNode(), failure);
	}
}
