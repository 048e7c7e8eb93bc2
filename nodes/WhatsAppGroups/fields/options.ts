import type { INodeProperties } from 'n8n-workflow';

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
	typeOptions: { minValue: 0 },
	default: 60,
	description:
		'How long an item may wait in all when the service answers that too many calls were made. After that it fails, and nothing was done for it.',
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
	typeOptions: { minValue: 1 },
	default: 30000,
	description:
		'How long to wait for the answer of one call. A message whose answer does not come in time is never sent again on its own.',
};

export const failOnPartialFailure: INodeProperties = {
	displayName: 'Fail on Partial Failure',
	name: 'failOnPartialFailure',
	type: 'boolean',
	default: false,
	description:
		'Whether the node fails when the operation failed for anybody in the list. When off, it fails only if it failed for all of them.',
};

/** The Options of an operation: those that every operation has, and its own. */
export function optionsField(...own: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [batching, maxRateLimitWait, simplify, timeout, ...own].sort((a, b) =>
			a.displayName.localeCompare(b.displayName),
		),
	};
}
