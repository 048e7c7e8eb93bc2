/**
 * What is generated from the operations: `__schema__` (so that the editor shows an output's fields
 * before a run) and the README's tables of operations and events. `generate.mjs` writes it, and a test compares.
 */
import { operations, resources } from '../nodes/WhatsAppGroups/operations';
import type { Operation, OutputShape } from '../nodes/WhatsAppGroups/runtime/operation';
import { EVENTS } from '../nodes/WhatsAppGroups/events/catalogue';

const schemaFolder = 'nodes/WhatsAppGroups/__schema__';
const ACTION_VERSION = 'v1.0.0';
const TRIGGER_VERSION = 'v1.1.0';

type JsonSchema = Record<string, unknown>;

function schemaOfField(shape: OutputShape[string]): JsonSchema {
	if (typeof shape === 'string') return { type: shape };
	if (!Array.isArray(shape)) return schemaOf(shape);
	const [element] = shape;
	return {
		type: 'array',
		items: typeof element === 'string' ? { type: element } : schemaOf(element),
	};
}

function schemaOf(shape: OutputShape): JsonSchema {
	return {
		type: 'object',
		properties: Object.fromEntries(
			Object.entries(shape).map(([field, value]) => [field, schemaOfField(value)]),
		),
	};
}

/** The schema of a value, as an example of it shows. */
function schemaOfExample(value: unknown): JsonSchema {
	if (Array.isArray(value)) {
		return value.length === 0
			? { type: 'array' }
			: { type: 'array', items: schemaOfExample(value[0]) };
	}
	if (typeof value !== 'object' || value === null) return { type: typeof value };
	return {
		type: 'object',
		properties: Object.fromEntries(
			Object.entries(value).map(([field, one]) => [field, schemaOfExample(one)]),
		),
	};
}

/** What two examples of the same thing show together. */
function merged(one: JsonSchema, other: JsonSchema): JsonSchema {
	const both = { ...one, ...other };
	for (const [key, value] of Object.entries(one)) {
		if (typeof value === 'object' && typeof other[key] === 'object') {
			both[key] = merged(value as JsonSchema, other[key] as JsonSchema);
		}
	}
	return both;
}

/** An example item of each event, as the trigger puts it out. */
function eventExamples(): Array<Record<string, unknown>> {
	return EVENTS.map(({ value, example }) => ({
		event: value,
		eventId: '3f1c8a52d0b94e67a1c2d3e4f5061728',
		...example,
	}));
}

/** Path below the project, and content, of every schema file. */
export function schemaFiles(): Map<string, string> {
	const text = (schema: JsonSchema) => `${JSON.stringify({ ...schema, version: 1 }, null, '\t')}\n`;
	const files = new Map(
		operations.map((one) => [
			`${schemaFolder}/${ACTION_VERSION}/${one.resource}/${one.operation}.json`,
			text(schemaOf(one.output)),
		]),
	);
	const anyEvent = eventExamples().map(schemaOfExample).reduce(merged);
	return files.set(`${schemaFolder}/${TRIGGER_VERSION}.json`, text(anyEvent));
}

/** The README's table of events, and below it an example of each. */
export function eventsTable(): string {
	const rows = EVENTS.map(
		({ value, description, isDefault }) =>
			`| \`${value}\` | ${description} | ${isDefault ? 'yes' : ''} |`,
	);
	const examples = eventExamples().map((example) => JSON.stringify(example));
	return [
		'| Event | When | On by default |',
		'| --- | --- | --- |',
		...rows,
		'',
		'<details><summary>An example of each</summary>',
		'',
		'```json',
		...examples,
		'```',
		'',
		'</details>',
	].join('\n');
}

function row(one: Operation): string {
	const calls = one.calls.map((call) => `\`${call}\``).join('<br>');
	return `| ${one.name} | ${one.description} | ${calls} |`;
}

/** The README's table of operations. */
export function operationsTable(): string {
	return resources
		.map(({ name, value }) =>
			[
				`**${name}**`,
				'',
				'| Operation | What it does | Calls |',
				'| --- | --- | --- |',
				...operations.filter((one) => one.resource === value).map(row),
			].join('\n'),
		)
		.join('\n\n');
}

/** The README with its tables as they should be. */
export function readmeWithGenerated(readme: string): string {
	return withGenerated(
		withGenerated(readme, 'operations', operationsTable()),
		'events',
		eventsTable(),
	);
}

/** A document with the text between two markers replaced. */
export function withGenerated(document: string, marker: string, text: string): string {
	const begin = `<!-- generated: ${marker} -->`;
	const end = `<!-- end: ${marker} -->`;
	const [head, rest] = document.split(begin);
	const tail = rest?.split(end)[1];
	if (tail === undefined) throw new Error(`The markers of "${marker}" are missing`);
	return `${head}${begin}\n\n${text}\n\n${end}${tail}`;
}
