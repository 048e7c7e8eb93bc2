/**
 * What is generated from the operations: `__schema__` (so that the editor shows an output's fields
 * before a run) and the README's table of operations. `generate.mjs` writes it, and a test compares.
 */
import { operations, resources } from '../nodes/WhatsAppGroups/operations';
import type { Operation, OutputShape } from '../nodes/WhatsAppGroups/operations/operation';

const schemaFolder = 'nodes/WhatsAppGroups/__schema__/v1.0.0';

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

/** Path below the project, and content, of every schema file. */
export function schemaFiles(): Map<string, string> {
	return new Map(
		operations.map((one) => [
			`${schemaFolder}/${one.resource}/${one.operation}.json`,
			`${JSON.stringify({ ...schemaOf(one.output), version: 1 }, null, '\t')}\n`,
		]),
	);
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

/** A document with the text between two markers replaced. */
export function withGenerated(document: string, marker: string, text: string): string {
	const begin = `<!-- generated: ${marker} -->`;
	const end = `<!-- end: ${marker} -->`;
	const [head, rest] = document.split(begin);
	const tail = rest?.split(end)[1];
	if (tail === undefined) throw new Error(`The markers of "${marker}" are missing`);
	return `${head}${begin}\n\n${text}\n\n${end}${tail}`;
}
