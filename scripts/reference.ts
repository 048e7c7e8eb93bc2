/** What the reference says of operations and events, by the names that the editor shows. */
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { operations, resources } from '../nodes/WhatsAppGroups/operations';
import { optionsOf } from '../nodes/WhatsAppGroups/runtime/options';
import type { Operation, OutputShape } from '../nodes/WhatsAppGroups/runtime/operation';
import { triggerProperties } from '../nodes/WhatsAppGroups/triggerFields';
import { markdownTable } from '../test/support/markdown';

type Choices = NonNullable<INodeProperties['options']>;

/** The README's table: which operations there are, each with its place in the reference. */
export function operationsOverview(): string {
	const rows = resources.map(({ name, value }) => {
		const own = operations.filter(({ resource }) => resource === value);
		const links = own.map((one) => `[${one.name}](docs/operations.md#${anchorOf(one)})`);
		return [name, links.join(', ')];
	});
	return markdownTable(['Resource', 'Operations'], rows);
}

/** Every operation with its fields, its options, its output and its calls. */
export function operationsReference(): string {
	const common = commonOptions();
	return [
		'### Options of every operation',
		table(common),
		...operations.flatMap((one) => [
			`### ${titleOf(one)}`,
			`${sentence(one.description)} Action in the editor: *${one.action}*.`,
			table(one.fields),
			...listOfOptions(one, common),
			`**Output:** ${shape(one.output)}`,
			`**Calls:** ${one.calls.map((call) => `\`${call}\``).join(', ')}`,
		]),
	].join('\n\n');
}

/** The trigger's parameters, with its options below them. */
export function triggerReference(): string {
	const options = triggerProperties.find(({ name }) => name === 'options')?.options ?? [];
	return [
		table(triggerProperties.filter(({ name }) => name !== 'options')),
		'Options:',
		table(options as INodeProperties[]),
	].join('\n\n');
}

function titleOf({ resource, name }: Operation): string {
	return `${resources.find(({ value }) => value === resource)?.name}: ${name}`;
}

/** As GitHub makes it of the heading. */
function anchorOf(one: Operation): string {
	return titleOf(one).toLowerCase().replaceAll(':', '').replaceAll(' ', '-');
}

/** The options that all operations have but the one that waits, which takes no list of items. */
function commonOptions(): INodeProperties[] {
	const lists = operations.filter(({ waits }) => !waits).map(optionsIn);
	return lists[0].filter(({ name }) =>
		lists.every((list) => list.some((one) => one.name === name)),
	);
}

function optionsIn(one: Operation): INodeProperties[] {
	return optionsOf(one).options as INodeProperties[];
}

function listOfOptions(one: Operation, common: readonly INodeProperties[]): string[] {
	const all = optionsIn(one);
	const own = all.filter(({ name }) => !common.some((other) => other.name === name));
	const missing = common.filter(({ name }) => !all.some((other) => other.name === name));
	const without = missing.map(({ displayName }) => displayName).join(' and ');
	return [
		...(missing.length > 0 ? [`It does not have the options ${without}.`] : []),
		...(own.length > 0 ? ['Options of its own:', table(own, one.fields)] : []),
	];
}

/** @param others fields that these may depend on as well */
function table(
	fields: readonly INodeProperties[],
	others: readonly INodeProperties[] = [],
): string {
	if (fields.length === 0) return 'It has no fields.';
	const rows = fields
		.filter(({ type }) => type !== 'notice')
		.map((field) => [labelOf(field), explain(field, [...fields, ...others])]);
	return markdownTable(['Field', 'What it takes'], rows);
}

function labelOf({ displayName, required }: INodeProperties): string {
	return `**${displayName}**${required ? ' (required)' : ''}`;
}

function explain(field: INodeProperties, siblings: readonly INodeProperties[]): string {
	return [condition(field, siblings), sentence(field.description), choices(field), initial(field)]
		.filter(Boolean)
		.join(' ')
		.replaceAll(' <br>', '<br>')
		.replace(/^<br>/, '');
}

/** When the field shows, where that depends on another one. */
function condition({ displayOptions }: INodeProperties, siblings: readonly INodeProperties[]) {
	const parts = Object.entries(displayOptions?.show ?? {}).map(([name, values]) => {
		const other = siblings.find((one) => one.name === name.replace('/', ''));
		const label = other?.displayName ?? name.replace('/', '');
		const named = (values ?? []).map((value) => valueName(other, value)).filter(Boolean);
		return named.length > 0 ? `${label} is ${named.join(' or ')}` : `${label} is set`;
	});
	return parts.length === 0 ? '' : `*When ${parts.join(' and ')}.*`;
}

function valueName(field: INodeProperties | undefined, value: unknown): string {
	if (typeof value === 'object') return '';
	if (typeof value === 'boolean') return onOrOff(value);
	const options = (field?.options ?? []) as INodePropertyOptions[];
	return options.find((one) => one.value === value)?.name ?? String(value);
}

/** What can be chosen, or what a collection holds. */
function choices({ type, options = [], modes, default: preset }: INodeProperties): string {
	if (modes) return `${modes.map(({ displayName }) => displayName).join(', ')}.`;
	if (options.length === 0) return '';
	const fields = inCollection(options, preset);
	return fields.length > 0
		? fields.map((one) => `<br>${labelOf(one)}: ${explain(one, fields)}`).join('')
		: `${type === 'multiOptions' ? 'Any' : 'One'} of ${(options as INodePropertyOptions[]).map(({ name }) => name).join(', ')}.`;
}

/** The fields in it, with what the editor fills in when the collection is added; of choices none. */
function inCollection(options: Choices, preset: INodeProperties['default']): INodeProperties[] {
	return options.flatMap((one) => {
		if (!('values' in one)) return 'displayName' in one ? [one as INodeProperties] : [];
		const { name, values } = one as INodePropertyCollection;
		const filledIn = asRecord(asRecord(preset)[name]);
		return values.map((field) =>
			field.name in filledIn ? withDefault(field, filledIn[field.name]) : field,
		);
	});
}

function withDefault(field: INodeProperties, value: unknown): INodeProperties {
	return { ...field, default: value as INodeProperties['default'] };
}

function asRecord(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function initial(field: INodeProperties): string {
	const { type, default: value } = field;
	if (type === 'options') return value === '' ? '' : `Default: ${valueName(field, value)}.`;
	if (type === 'boolean') return `Default: ${onOrOff(value === true)}.`;
	if (type === 'number' || (type === 'string' && value !== '')) return `Default: \`${value}\`.`;
	return '';
}

function onOrOff(value: boolean): string {
	return value ? 'on' : 'off';
}

function sentence(text = ''): string {
	return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** `groupId`, `participants[]` (`waId`, …). */
function shape(output: OutputShape): string {
	return Object.entries(output)
		.map(([field, type]) => {
			if (typeof type === 'string') return `\`${field}\``;
			if (!Array.isArray(type)) return `\`${field}\` (${shape(type)})`;
			const [element] = type;
			return typeof element === 'string' ? `\`${field}[]\`` : `\`${field}[]\` (${shape(element)})`;
		})
		.join(', ');
}
