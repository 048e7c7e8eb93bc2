/**
 * Stand-ins for the nodes of n8n that the examples use, under their real names, since n8n's own
 * package of nodes is too large to install for tests. Each does the part that the examples use and
 * refuses the rest, so that no example can lean on something that is not here.
 */
/* eslint-disable @n8n/community-nodes/no-restricted-imports -- reads the files that the examples name */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { parse } from 'csv-parse/sync';
import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';

export interface CoreNodeOptions {
	/** Where "Read/Write Files from Disk" looks for a file's name, whatever folder is given. */
	filesFolder?: string;
}

type Execute = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

const any = (name: string, fallback: unknown): INodeProperties => ({
	displayName: name,
	name,
	type: 'json',
	default: fallback as string,
});

function standIn(
	name: string,
	parameters: INodeProperties[],
	execute: Execute,
	isTrigger = false,
): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: [isTrigger ? 'trigger' : 'transform'],
			version: [1, 1.1, 1.2, 2, 2.1, 2.2, 3, 3.1, 3.2, 3.3, 3.4],
			description: '',
			defaults: { name },
			inputs: isTrigger ? [] : [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			properties: parameters,
		},
		execute,
	};
}

async function passOn(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await Promise.resolve([this.getInputData()]);
}

interface Assignment {
	name: string;
	value: unknown;
}

/** Edit Fields, manual mapping: the assignments, beside or instead of the item's own fields. */
async function editFields(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData().map((item, index): INodeExecutionData => {
		if (this.getNodeParameter('mode', index) !== 'manual') {
			throw new Error('The stand-in for Edit Fields knows the manual mapping only');
		}
		const assignments = this.getNodeParameter('assignments.assignments', index) as Assignment[];
		const keeps = this.getNodeParameter('includeOtherFields', index) as boolean;
		const set = Object.fromEntries(
			assignments.map(({ name, value }) => [name, value]),
		) as IDataObject;
		return {
			json: { ...(keeps && item.json), ...set },
			...(item.binary && keeps && { binary: item.binary }),
			pairedItem: { item: index },
		};
	});
	return await Promise.resolve([items]);
}

/** Read/Write Files from Disk, reading one file per item. */
function readFiles(folder: string | undefined): Execute {
	return async function (this: IExecuteFunctions) {
		if (folder === undefined) throw new Error('No folder of files was given');
		const items = await Promise.all(
			this.getInputData().map(async (_item, index): Promise<INodeExecutionData> => {
				const selector = this.getNodeParameter('fileSelector', index) as string;
				const options = this.getNodeParameter('options', index) as IDataObject;
				const property = (options.dataPropertyName as string | undefined) ?? 'data';
				const filename = path.basename(selector);
				const binary = await this.helpers.prepareBinaryData(
					await readFile(path.join(folder, filename)),
					filename,
				);
				return { json: { fileName: filename }, binary: { [property]: binary }, pairedItem: index };
			}),
		);
		return [items];
	};
}

/** Extract from File, CSV with a header row: one item per row. */
async function extractCsv(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const rows: INodeExecutionData[] = [];
	for (const [index] of this.getInputData().entries()) {
		if (this.getNodeParameter('operation', index) !== 'csv') {
			throw new Error('The stand-in for Extract from File knows CSV only');
		}
		const property = this.getNodeParameter('binaryPropertyName', index) as string;
		const bytes = await this.helpers.getBinaryDataBuffer(index, property);
		const records = parse(bytes, { columns: true, bom: true, skip_empty_lines: true });
		rows.push(...(records as IDataObject[]).map((json) => ({ json, pairedItem: { item: index } })));
	}
	return [rows];
}

/** Split Out: an item per element of a field, with that element's fields. */
async function splitOut(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const split = this.getInputData().flatMap((item, index) => {
		const field = this.getNodeParameter('fieldToSplitOut', index) as string;
		const include = this.getNodeParameter('include', index) as string;
		const elements = item.json[field];
		if (!Array.isArray(elements)) throw new Error(`"${field}" is no list`);
		return elements.map((element): INodeExecutionData => {
			const own =
				typeof element === 'object' && element !== null
					? (element as IDataObject)
					: { [field]: element };
			const json = include === 'allOtherFields' ? { ...item.json, [field]: element } : own;
			return { json: json as IDataObject, pairedItem: { item: index } };
		});
	});
	return await Promise.resolve([split]);
}

interface Condition {
	leftValue: unknown;
	rightValue: unknown;
	operator: { type: string; operation: string; singleValue?: boolean };
}

const comparisons: Record<string, (left: unknown, right: unknown) => boolean> = {
	equals: (left, right) => left === right,
	notEquals: (left, right) => left !== right,
	contains: (left, right) =>
		Array.isArray(left) ? left.includes(right) : String(left).includes(String(right)),
	exists: (left) => left !== undefined && left !== null,
	notExists: (left) => left === undefined || left === null,
	notEmpty: (left) => left !== undefined && left !== null && left !== '',
	true: (left) => left === true,
	false: (left) => left === false,
	gt: (left, right) => Number(left) > Number(right),
	lt: (left, right) => Number(left) < Number(right),
};

function meets(context: IExecuteFunctions, index: number): boolean {
	const conditions = context.getNodeParameter('conditions.conditions', index) as Condition[];
	const combinator = context.getNodeParameter('conditions.combinator', index, 'and') as string;
	const met = conditions.map(({ leftValue, rightValue, operator }) => {
		const compare = Object.hasOwn(comparisons, operator.operation)
			? comparisons[operator.operation]
			: undefined;
		if (!compare) throw new Error(`The stand-in knows no comparison "${operator.operation}"`);
		return compare(leftValue, rightValue);
	});
	return combinator === 'or' ? met.includes(true) : !met.includes(false);
}

/** Filter: the items that meet the conditions. */
async function filter(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData()
		.map((item, index) => ({ ...item, pairedItem: { item: index } }))
		.filter((_item, index) => meets(this, index));
	return await Promise.resolve([items]);
}

/** The stand-ins, by the full names of the nodes that they stand in for. */
export function coreNodes(options: CoreNodeOptions): Record<string, INodeType> {
	const conditions = [any('conditions', {}), any('options', {}), any('looseTypeValidation', false)];
	return {
		'n8n-nodes-base.manualTrigger': standIn('manualTrigger', [], passOn, true),
		'n8n-nodes-base.noOp': standIn('noOp', [], passOn),
		'n8n-nodes-base.stickyNote': standIn(
			'stickyNote',
			[any('content', ''), any('width', 0), any('height', 0), any('color', 1)],
			passOn,
		),
		'n8n-nodes-base.set': standIn(
			'set',
			[
				any('mode', 'manual'),
				any('assignments', {}),
				any('includeOtherFields', false),
				any('options', {}),
			],
			editFields,
		),
		'n8n-nodes-base.readWriteFile': standIn(
			'readWriteFile',
			[any('operation', 'read'), any('fileSelector', ''), any('options', {})],
			readFiles(options.filesFolder),
		),
		'n8n-nodes-base.extractFromFile': standIn(
			'extractFromFile',
			[any('operation', 'csv'), any('binaryPropertyName', 'data'), any('options', {})],
			extractCsv,
		),
		'n8n-nodes-base.splitOut': standIn(
			'splitOut',
			[any('fieldToSplitOut', ''), any('include', 'noOtherFields'), any('options', {})],
			splitOut,
		),
		'n8n-nodes-base.filter': standIn('filter', conditions, filter),
	};
}
