/** Stand-ins for the nodes of n8n that reshape items. */
import { isDeepStrictEqual } from 'node:util';

import {
	deepCopy,
	jsonParse,
	NodeOperationError,
	validateFieldType,
	type FieldType,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { choice, field, optionsOf, standIn, type Execute } from './standIn';

interface Assignment {
	name: string;
	value: unknown;
	type: FieldType;
}

/** Edit Fields: assignments converted to their types, or a JSON object; beside the item's own fields or instead. */
async function editFields(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData().map((item, index): INodeExecutionData => {
		const keeps = this.getNodeParameter('includeOtherFields', index) as boolean;
		const json = keeps ? deepCopy(item.json) : {};
		if (this.getNodeParameter('mode', index) === 'raw') {
			Object.assign(json, readObject(this, index));
		} else {
			const assignments = this.getNodeParameter('assignments.assignments', index, []);
			for (const assignment of assignments as Assignment[]) {
				setPath(json, assignment.name, convert(this, assignment, index));
			}
		}
		return { json, ...(item.binary && keeps && { binary: item.binary }), pairedItem: index };
	});
	return await Promise.resolve([items]);
}

function readObject(context: IExecuteFunctions, index: number): IDataObject {
	const output = context.getNodeParameter('jsonOutput', index) as unknown;
	const value: unknown = typeof output === 'string' ? jsonParse(output) : output;
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new NodeOperationError(context.getNode(), 'The JSON output is no object', {
			itemIndex: index,
		});
	}
	return value as IDataObject;
}

function convert(context: IExecuteFunctions, { name, value, type }: Assignment, itemIndex: number) {
	if (value === undefined || value === null) return null;
	if (type === 'string') return typeof value === 'object' ? JSON.stringify(value) : String(value);
	const result = validateFieldType(name, value, type);
	if (!result.valid) {
		throw new NodeOperationError(context.getNode(), result.errorMessage, { itemIndex });
	}
	return result.newValue ?? null;
}

/** Split Out: an item per element of a list; a field that is missing gives none. */
async function splitOut(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const split = this.getInputData().flatMap((item, index) => {
		const name = this.getNodeParameter('fieldToSplitOut', index) as string;
		if (name.includes(',')) throw new Error('The stand-in for Split Out knows one field only');
		const keepsOthers = this.getNodeParameter('include', index) === 'allOtherFields';
		return elementsOf(getPath(item.json, name)).map((element): INodeExecutionData => {
			const isObject = typeof element === 'object' && element !== null;
			if (isObject && !keepsOthers) return { json: element as IDataObject, pairedItem: index };
			const json = keepsOthers ? deepCopy(item.json) : {};
			json[name] = element as IDataObject;
			return { json, pairedItem: { item: index } };
		});
	});
	return await Promise.resolve([split]);
}

function elementsOf(value: unknown): unknown[] {
	if (value === undefined) return [];
	if (typeof value !== 'object' || value === null) return [value];
	return Array.isArray(value) ? value : Object.values(value);
}

interface Aggregation {
	fieldToAggregate: string;
	renameField?: boolean;
	outputFieldName?: string;
}

/** Aggregate: all items in a list of one item, or a list per field in which what is missing is left out. */
async function aggregate(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const json: IDataObject = {};
	if (this.getNodeParameter('aggregate', 0) === 'aggregateAllItemData') {
		json[this.getNodeParameter('destinationFieldName', 0) as string] = items.map(
			(item) => item.json,
		);
	} else {
		const fields = this.getNodeParameter('fieldsToAggregate.fieldToAggregate', 0, []);
		if ((fields as Aggregation[]).length === 0) {
			throw new NodeOperationError(this.getNode(), 'No fields specified');
		}
		for (const { fieldToAggregate: name, outputFieldName } of fields as Aggregation[]) {
			const values = items.map((item) => getPath(item.json, name));
			const found = values.filter((value) => value !== undefined && value !== null);
			setPath(json, outputFieldName || (name.split('.').pop() ?? name), found);
		}
	}
	return await Promise.resolve([
		[{ json, pairedItem: items.map((_item, index) => ({ item: index })) }],
	]);
}

/** Limit: the first or the last items. */
async function limit(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const most = this.getNodeParameter('maxItems', 0) as number;
	const first = this.getNodeParameter('keep', 0) === 'firstItems';
	return await Promise.resolve([first ? items.slice(0, most) : items.slice(-most)]);
}

/** Remove Duplicates, within the input: the first of those that are alike stays. */
async function removeDuplicates(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const byFields = this.getNodeParameter('compare', 0) === 'selectedFields';
	const names = String(this.getNodeParameter('fieldsToCompare', 0, ''))
		.split(',')
		.map((name) => name.trim());
	const keyOf = ({ json }: INodeExecutionData): unknown => {
		if (!byFields) return json;
		return names.map((name) => {
			const value = getPath(json, name);
			if (value !== undefined) return value;
			const problem = `'${name}' field is missing from some input items`;
			throw new NodeOperationError(this.getNode(), problem);
		});
	};
	const seen: unknown[] = [];
	const kept = this.getInputData().filter((item) => {
		const key = keyOf(item);
		if (seen.some((other) => isDeepStrictEqual(other, key))) return false;
		return seen.push(key) > 0;
	});
	return await Promise.resolve([kept]);
}

interface Summary {
	aggregation: string;
	field: string;
}

/** Summarize: how many items there are of each group of them. */
async function summarize(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const names = (this.getNodeParameter('fieldsToSplitBy', 0) as string).split(/, */);
	const [{ aggregation, field: counted }] = this.getNodeParameter(
		'fieldsToSummarize.values',
		0,
	) as Summary[];
	if (aggregation !== 'count') throw new Error('The stand-in for Summarize only counts');
	const groups: INodeExecutionData[] = [];
	for (const [index, { json }] of this.getInputData().entries()) {
		const key = Object.fromEntries(names.map((name) => [name, json[name]]));
		let group = groups.find((one) => names.every((name) => one.json[name] === key[name]));
		if (!group) {
			group = { json: { ...key, [`count_${counted}`]: 0 }, pairedItem: [] };
			groups.push(group);
		}
		group.json[`count_${counted}`] = (group.json[`count_${counted}`] as number) + 1;
		(group.pairedItem as unknown[]).push({ item: index });
	}
	return await Promise.resolve([groups]);
}

/** If: what meets the conditions to the first output, the rest to the second. n8n's own code compares. */
const branch: Execute = async function () {
	const met: INodeExecutionData[] = [];
	const rest: INodeExecutionData[] = [];
	for (const [index, item] of this.getInputData().entries()) {
		const passes = this.getNodeParameter('conditions', index, false, { extractValue: true });
		(passes ? met : rest).push({ ...item, pairedItem: { item: index } });
	}
	return await Promise.resolve([met, rest]);
};

/** Filter: the items that meet the conditions. */
const filter: Execute = async function () {
	return [(await branch.call(this))[0]];
};

function getPath(json: IDataObject, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>((value, key) => (value as IDataObject | null | undefined)?.[key], json);
}

function setPath(json: IDataObject, path: string, value: unknown): void {
	const keys = path.split('.');
	const last = keys.pop() ?? path;
	let target = json;
	for (const key of keys) target = (target[key] ??= {}) as IDataObject;
	target[last] = value as IDataObject;
}

const conditions = [
	field('conditions', {}, 'filter'),
	field('looseTypeValidation', false, 'boolean'),
	optionsOf(field('ignoreCase', true, 'boolean')),
];

const aggregations = field('fieldsToAggregate', {}, 'json');

export const transforms = [
	standIn({
		name: 'set',
		versions: [3.3, 3.4],
		properties: [
			choice('mode', 'manual', 'raw'),
			field('assignments', {}, 'assignmentCollection'),
			field('jsonOutput', '{}', 'json'),
			field('includeOtherFields', false, 'boolean'),
			choice('include', 'all'),
			optionsOf(),
		],
		execute: editFields,
	}),
	standIn({
		name: 'if',
		versions: [2, 2.1, 2.2],
		properties: conditions,
		execute: branch,
		outputs: 2,
	}),
	standIn({ name: 'filter', versions: [2, 2.1, 2.2], properties: conditions, execute: filter }),
	standIn({
		name: 'splitOut',
		versions: [1],
		properties: [
			field('fieldToSplitOut', ''),
			choice('include', 'noOtherFields', 'allOtherFields'),
			optionsOf(),
		],
		execute: splitOut,
	}),
	standIn({
		name: 'aggregate',
		versions: [1],
		properties: [
			choice('aggregate', 'aggregateIndividualFields', 'aggregateAllItemData'),
			aggregations,
			field('destinationFieldName', 'data'),
			choice('include', 'allFields'),
			optionsOf(),
		],
		execute: aggregate,
	}),
	standIn({
		name: 'summarize',
		versions: [1.1],
		properties: [field('fieldsToSummarize', {}, 'json'), field('fieldsToSplitBy', ''), optionsOf()],
		execute: summarize,
	}),
	standIn({
		name: 'limit',
		versions: [1],
		properties: [field('maxItems', 1, 'number'), choice('keep', 'firstItems', 'lastItems')],
		execute: limit,
	}),
	standIn({
		name: 'removeDuplicates',
		versions: [1, 1.1, 2],
		properties: [
			choice('operation', 'removeDuplicateInputItems'),
			choice('compare', 'allFields', 'selectedFields'),
			field('fieldsToCompare', ''),
			optionsOf(),
		],
		execute: removeDuplicates,
	}),
];
