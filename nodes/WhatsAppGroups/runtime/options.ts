/** Options: what every operation has of them. */
import type { INodeProperties } from 'n8n-workflow';

import { LONGEST_TIMER_MS } from './input';
import type { Operation } from './operation';

/** The unit as n8n's own labels write it; n8n's linter would have it "Ms". */
const MS = 'ms';

const batching: INodeProperties = {
	displayName: 'Batching',
	name: 'batching',
	placeholder: 'Add Batching',
	type: 'fixedCollection',
	typeOptions: { multipleValues: false },
	default: { batch: {} },
	options: [
		{
			displayName: 'Batching',
			name: 'batch',
			values: [
				{
					displayName: 'Items per Batch',
					name: 'batchSize',
					type: 'number',
					typeOptions: { minValue: -1 },
					default: 50,
					description:
						'Input will be split in batches to throttle requests; the items of a batch run at the same time. -1 for disabled. 0 will be treated as 1.',
				},
				{
					displayName: `Batch Interval (${MS})`,
					name: 'batchInterval',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 1000,
					description:
						'Time (in milliseconds) from the start of a batch to the start of the next. 0 for disabled.',
				},
			],
		},
	],
};

const maxRateLimitWait: INodeProperties = {
	displayName: 'Max Rate Limit Wait (Seconds)',
	name: 'maxRateLimitWait',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: Math.floor(LONGEST_TIMER_MS / 1000) },
	default: 60,
	description:
		'How long each call of an item may wait in all when the service answers that too many calls were made. A call that would have to wait longer is given up: it was not done, and the item fails.',
};

const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

const timeout: INodeProperties = {
	displayName: `Timeout (${MS})`,
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: LONGEST_TIMER_MS },
	default: 30000,
	description:
		'How long to wait for the answer of one call. A message whose answer does not come in time is never sent again on its own.',
};

const ignorePartialFailure: INodeProperties = {
	displayName: 'Ignore Partial Failure',
	name: 'ignorePartialFailure',
	type: 'boolean',
	default: false,
	description:
		'Whether to go on when the operation failed for some of the people, with one item for each. It still fails when it failed for all of them.',
};

/** The Options of an operation: those that every operation has, and its own. */
export function optionsOf({ options = [], people, waits }: Operation): INodeProperties {
	const ofPeople = people === undefined ? [] : [ignorePartialFailure];
	// What waits has one item, and puts out somebody's answer instead of the service's.
	const ofResults = waits ? [] : [batching, simplify];
	const all = [...ofResults, maxRateLimitWait, timeout, ...ofPeople, ...options];
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: all.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}
