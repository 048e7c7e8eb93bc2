/** A stand-in for n8n's Data table node, with tables that live as long as their engine. */
import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

import { choice, field, optionsOf, standIn } from './standIn';

type Value = IDataObject[string];

/** `id` counts from 1; a column without a value is null. */
export type Row = { id: number } & IDataObject;

interface Condition {
	keyName: string;
	condition?: string;
	keyValue?: Value;
}

const COMPARE: Record<string, (cell: Value, value: Value) => boolean> = {
	eq: (cell, value) => cell === value,
	isEmpty: (cell) => cell === null,
	lte: (cell, value) => Number(cell) <= Number(value),
};

class Table {
	readonly rows: Row[] = [];
	private lastId = 0;

	constructor(private readonly columns: readonly string[]) {}

	insert(values: IDataObject): Row {
		const row: Row = { ...this.blank(), ...this.known(values), id: ++this.lastId };
		this.rows.push(row);
		return row;
	}

	update(row: Row, values: IDataObject): Row {
		return Object.assign(row, this.known(values));
	}

	/** @throws when a condition is about no column, or of another kind */
	matching(conditions: readonly Condition[]): Row[] {
		return this.rows.filter((row) =>
			conditions.every(({ keyName, condition = 'eq', keyValue }) => {
				this.require(keyName);
				return COMPARE[condition](row[keyName], keyValue);
			}),
		);
	}

	remove(rows: readonly Row[]): void {
		for (const row of rows) this.rows.splice(this.rows.indexOf(row), 1);
	}

	private blank(): IDataObject {
		return Object.fromEntries(this.columns.map((name) => [name, null]));
	}

	private known(values: IDataObject): IDataObject {
		for (const name of Object.keys(values)) this.require(name);
		return values;
	}

	private require(name: string): void {
		if (name !== 'id' && !this.columns.includes(name)) {
			throw new Error(`The data table has no column "${name}"`);
		}
	}
}

/** The data tables of a project. */
export class DataTables {
	private readonly tables = new Map<string, Table>();

	/** One that is there is left as it is. */
	create(name: string, columns: readonly string[]): void {
		if (!this.tables.has(name)) this.tables.set(name, new Table(columns));
	}

	/** @throws when there is none */
	table(name: string): Table {
		const table = this.tables.get(name);
		if (!table) throw new Error(`Data table with name "${name}" not found`);
		return table;
	}

	rows(name: string): readonly Row[] {
		return this.table(name).rows;
	}
}

/** What comes out of one input item. */
function run(context: IExecuteFunctions, tables: DataTables, index: number): IDataObject[] {
	const parameter = <T = string>(name: string, fallback: unknown) =>
		context.getNodeParameter(name, index, fallback) as T;
	if (parameter('resource', '') === 'table') {
		const columns = parameter<Array<{ name: string }>>('columns.column', []);
		tables.create(
			parameter('tableName', ''),
			columns.map(({ name }) => name),
		);
		return [{ name: parameter('tableName', '') }];
	}
	const table = tables.table(parameter<{ value: string }>('dataTableId', {}).value);
	const operation = parameter('operation', '');
	const conditions = parameter<Condition[]>('filters.conditions', []);
	const values = parameter<IDataObject>('columns.value', {});
	// The real node shows no condition there, and drops one that is set.
	const onlyEquals = operation.startsWith('row');
	if (onlyEquals && conditions.some(({ condition }) => condition !== undefined)) {
		throw new Error('The stand-in compares by equality only here');
	}
	const matching = table.matching(conditions);
	const item = context.getInputData()[index].json;
	switch (operation) {
		case 'get':
			return matching;
		case 'update':
			return matching.map((row) => table.update(row, values));
		case 'upsert':
			if (matching.length === 0) return [table.insert(values)];
			return matching.map((row) => table.update(row, values));
		case 'deleteRows':
			table.remove(matching);
			return matching;
		case 'rowExists':
			return matching.length > 0 ? [item] : [];
		case 'rowNotExists':
			return matching.length > 0 ? [] : [item];
		default:
			return [table.insert(values)];
	}
}

/** The Data table node: rows that meet all conditions. */
export function dataTable(tables: DataTables): INodeType {
	return standIn({
		name: 'dataTable',
		versions: [1.1],
		properties: [
			choice('resource', 'row', 'table'),
			choice(
				'operation',
				...['insert', 'get', 'update', 'upsert', 'deleteRows', 'rowExists', 'rowNotExists'],
				'create',
			),
			field('tableName', ''),
			field('dataTableId', {}, 'json'),
			choice('matchType', 'allConditions'),
			field('filters', {}, 'json'),
			field('columns', {}, 'json'),
			field('returnAll', false, 'boolean'),
			field('orderBy', false, 'boolean'),
			choice('orderByColumn', 'id'),
			choice('orderByDirection', 'ASC'),
			optionsOf(field('createIfNotExists', true, 'boolean')),
		],
		async execute() {
			const items: INodeExecutionData[] = [];
			for (const [index] of this.getInputData().entries()) {
				try {
					const found = run(this, tables, index);
					items.push(...found.map((json) => ({ json: { ...json }, pairedItem: { item: index } })));
				} catch (error) {
					throw new NodeOperationError(this.getNode(), error as Error, { itemIndex: index });
				}
			}
			return await Promise.resolve([items]);
		},
	});
}
