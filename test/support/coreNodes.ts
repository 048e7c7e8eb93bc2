/**
 * Stand-ins for the nodes of n8n that the examples use, under their real names, since n8n's own
 * package of nodes is too large to install for tests. Each does the part that the examples use and
 * refuses the rest, so that no example can lean on something that is not here.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { parse } from 'csv-parse/sync';
import {
	jsonParse,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

import { transforms } from './coreTransforms';
import { dataTable, DataTables } from './dataTable';
import { choice, field, optionsOf, standIn, type Execute } from './standIn';

export interface CoreNodeOptions {
	/** Where "Read/Write Files from Disk" looks for a file's name, whatever folder is given. */
	filesFolder?: string;
	/** Those of the project; default: none yet. */
	dataTables?: DataTables;
}

/** Triggers, No Operation: what comes in goes out. */
async function passOn(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await Promise.resolve([this.getInputData()]);
}

/** Stop and Error: fails with a message. */
async function stopAndError(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const message = this.getNodeParameter('errorMessage', 0) as string;
	return await Promise.reject(new NodeOperationError(this.getNode(), message));
}

/** Execute Sub-workflow, with all items at once, of a workflow that stands in its parameter. */
async function executeSubWorkflow(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const { waitForSubWorkflow = true } = this.getNodeParameter('options', 0) as IDataObject;
	const { data } = await this.executeWorkflow(
		{ code: jsonParse(this.getNodeParameter('workflowJson', 0) as string) },
		items,
		undefined,
		{ doNotWaitToFinish: waitForSubWorkflow === false },
	);
	return waitForSubWorkflow === false ? [items] : data.map((output) => output ?? []);
}

const UNIT_MS = { seconds: 1000, hours: 3_600_000, days: 86_400_000 };

/** Wait: parks the execution, even where n8n would only pause. */
async function wait(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const unit = this.getNodeParameter('unit', 0) as keyof typeof UNIT_MS;
	const amount = this.getNodeParameter('amount', 0) as number;
	await this.putExecutionToWait(new Date(Date.now() + amount * UNIT_MS[unit]));
	return [this.getInputData()];
}

/** Convert to File, CSV: all items in one file, with a column per key of the first. */
async function convertToCsv(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const { fileName } = this.getNodeParameter('options', 0) as { fileName?: string };
	const columns = Object.keys(items[0].json);
	const cell = (value: unknown) => {
		const text = String(value ?? '');
		return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
	};
	const rows = [columns, ...items.map(({ json }) => columns.map((column) => json[column]))];
	const csv = rows.map((row) => row.map(cell).join(',')).join('\n');
	const data = await this.helpers.prepareBinaryData(Buffer.from(csv), fileName, 'text/csv');
	const pairedItem = items.map((_item, index) => ({ item: index }));
	return [[{ json: {}, binary: { data }, pairedItem }]];
}

/** Read/Write Files from Disk: one file per item. */
function files(folder: string | undefined): Execute {
	return async function () {
		if (folder === undefined) throw new Error('No folder of files was given');
		if (this.getNodeParameter('operation', 0) === 'write') {
			for (const [index] of this.getInputData().entries()) {
				const name = this.getNodeParameter('fileName', index) as string;
				const bytes = await this.helpers.getBinaryDataBuffer(index, 'data');
				await writeFile(path.join(folder, path.basename(name)), bytes);
			}
			return [this.getInputData()];
		}
		const items = await Promise.all(
			this.getInputData().map(async (_item, index): Promise<INodeExecutionData> => {
				const selector = this.getNodeParameter('fileSelector', index) as string;
				const options = this.getNodeParameter('options', index) as IDataObject;
				const property = (options.dataPropertyName as string | undefined) ?? 'data';
				const filename = path.basename(selector);
				const bytes = await readFile(path.join(folder, filename));
				const binary = await this.helpers.prepareBinaryData(bytes, filename);
				const { mimeType, fileType, fileName, fileExtension, fileSize } = binary;
				return {
					json: { mimeType, fileType, fileName, fileExtension, fileSize },
					binary: { [property]: binary },
					pairedItem: { item: index },
				};
			}),
		);
		return [items];
	};
}

/** Extract from File, CSV with a header row: an item per row, all values text, without the empty cells. */
async function extractCsv(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const rows: INodeExecutionData[] = [];
	for (const [index] of this.getInputData().entries()) {
		const property = this.getNodeParameter('binaryPropertyName', index) as string;
		const options = this.getNodeParameter('options', index) as IDataObject;
		const bytes = await this.helpers.getBinaryDataBuffer(index, property);
		const records = parse<Record<string, string>>(bytes, {
			columns: true,
			bom: options.enableBOM === true,
			delimiter: (options.delimiter as string | undefined) ?? ',',
		});
		for (const record of records) {
			const cells = Object.entries(record).filter(
				([, value]) => options.includeEmptyCells === true || value !== '',
			);
			rows.push({ json: Object.fromEntries(cells), pairedItem: { item: index } });
		}
	}
	return [rows];
}

/** The stand-ins, by the full names of the nodes that they stand in for. */
export function coreNodes(options: CoreNodeOptions): Record<string, INodeType> {
	const { filesFolder, dataTables = new DataTables() } = options;
	const all = [
		dataTable(dataTables),
		standIn({ name: 'manualTrigger', versions: [1], execute: passOn, isTrigger: true }),
		standIn({
			name: 'scheduleTrigger',
			versions: [1.2],
			properties: [field('rule', {}, 'json')],
			execute: passOn,
			isTrigger: true,
		}),
		standIn({
			name: 'webhook',
			versions: [2],
			properties: [
				choice('httpMethod', 'POST'),
				field('path', ''),
				choice('authentication', 'headerAuth'),
				optionsOf(),
			],
			execute: passOn,
			isTrigger: true,
		}),
		standIn({
			name: 'wait',
			versions: [1.1],
			properties: [
				choice('resume', 'timeInterval'),
				field('amount', 5, 'number'),
				choice('unit', 'seconds', 'hours', 'days'),
			],
			execute: wait,
		}),
		standIn({
			name: 'convertToFile',
			versions: [1.1],
			properties: [choice('operation', 'csv'), optionsOf(field('fileName', ''))],
			execute: convertToCsv,
		}),
		standIn({
			name: 'executeWorkflowTrigger',
			versions: [1.1],
			properties: [choice('inputSource', 'passthrough')],
			execute: passOn,
			isTrigger: true,
		}),
		standIn({
			name: 'executeWorkflow',
			versions: [1.2, 1.3],
			properties: [
				choice('source', 'parameter'),
				field('workflowJson', '', 'json'),
				optionsOf(field('waitForSubWorkflow', true, 'boolean')),
			],
			execute: executeSubWorkflow,
		}),
		standIn({ name: 'noOp', versions: [1], execute: passOn }),
		standIn({
			name: 'stickyNote',
			versions: [1],
			properties: [
				field('content', ''),
				field('width', 0, 'number'),
				field('height', 0, 'number'),
				field('color', 1, 'number'),
			],
			execute: passOn,
		}),
		standIn({
			name: 'stopAndError',
			versions: [1],
			properties: [choice('errorType', 'errorMessage'), field('errorMessage', '')],
			execute: stopAndError,
		}),
		standIn({
			name: 'readWriteFile',
			versions: [1, 1.1],
			properties: [
				choice('operation', 'read', 'write'),
				field('fileSelector', ''),
				field('fileName', ''),
				optionsOf(field('dataPropertyName', 'data')),
			],
			execute: files(filesFolder),
		}),
		standIn({
			name: 'extractFromFile',
			versions: [1, 1.1],
			properties: [
				choice('operation', 'csv'),
				field('binaryPropertyName', 'data'),
				optionsOf(
					field('delimiter', ','),
					field('enableBOM', false, 'boolean'),
					field('includeEmptyCells', false, 'boolean'),
				),
			],
			execute: extractCsv,
		}),
		...transforms,
	];
	return Object.fromEntries(all.map((type) => [`n8n-nodes-base.${type.description.name}`, type]));
}
