import type { INodeProperties } from 'n8n-workflow';

import type { ItemInput } from '../runtime/input';

/** Return All and Limit. */
export const pagingFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/** How many results the user wants. */
export function readLimit(input: ItemInput): number {
	return input.flag('returnAll') ? Infinity : input.whole('limit', 1, Number.MAX_SAFE_INTEGER);
}
