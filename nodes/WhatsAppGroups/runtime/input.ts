/**
 * One item's parameters, read once and checked before any call. Every complaint names the parameter
 * by the label that the user sees.
 */
import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { CallBounds } from '../api/call';
import { DEFAULT_BOUNDS } from '../api/connect';
import { InputFailure } from '../failures/failure';
import { readableSize } from '../api/limits';
import { entriesOfText } from '../api/textList';
import { asFlag, asNumber, asRecord, asText, isRecord } from '../api/values';
import { inputFile, type InputFile } from './inputFile';

/** Timers hold no more than 31 bits of milliseconds: a longer one would fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Where n8n keeps an item's files when the workflow's setting `binaryMode` is "combined". */
const FILES_IN_JSON = '_files';

export interface TextRules {
	/** In characters, after trimming; it may depend on the text. */
	max?: number | ((text: string) => number);
	/** Empty is allowed and answers ''. */
	optional?: boolean;
}

export class ItemInput {
	private readonly options: Record<string, unknown>;

	constructor(
		private readonly context: IExecuteFunctions,
		readonly index: number,
		private readonly labels: ReadonlyMap<string, string>,
	) {
		this.options = asRecord(context.getNodeParameter('options', index, {}));
	}

	/** The label of a parameter, as the editor shows it. */
	label(name: string): string {
		return this.labels.get(name) ?? name;
	}

	/** The raw value of a parameter. */
	raw(name: string): unknown {
		return this.context.getNodeParameter(name, this.index, undefined);
	}

	/** The fields of the item itself. */
	get json(): IDataObject {
		return this.context.getInputData()[this.index].json;
	}

	/** A text, trimmed. */
	text(name: string, rules: TextRules = {}): string {
		return this.checkText(name, this.raw(name), rules);
	}

	/** A text that may be anything but too long, and is not trimmed: what people write. */
	body(name: string, max: TextRules['max']): string {
		const value = this.raw(name);
		this.checkText(name, value, { max });
		return String(value);
	}

	/** A text of the options, or undefined when it is not set. */
	optionText(name: string, max?: number): string | undefined {
		const value = this.options[name];
		if (value === undefined || value === '') return undefined;
		return this.checkText(name, value, { max });
	}

	/** One of some values of the options, or undefined when it is not set. */
	optionChoice<T extends string>(name: string, allowed: readonly T[]): T | undefined {
		const value = this.options[name];
		return value === undefined || value === '' ? undefined : this.oneOf(name, value, allowed);
	}

	optionFlag(name: string, fallback: boolean): boolean {
		const value = this.options[name];
		return value === undefined || value === '' ? fallback : this.asFlag(name, value);
	}

	flag(name: string): boolean {
		return this.asFlag(name, this.raw(name));
	}

	private asFlag(name: string, value: unknown): boolean {
		const flag = asFlag(value);
		if (flag !== undefined) return flag;
		throw this.wrong(name, `must be true or false, but is ${describe(value)}`);
	}

	/** One of these, as it is stored or as the editor shows it: an expression may give either, in any case. */
	choice<T extends string>(name: string, allowed: readonly T[]): T {
		return this.oneOf(name, this.raw(name), allowed);
	}

	private oneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
		const key = typeof value === 'string' ? choiceKey(value) : undefined;
		const found = allowed.find((candidate) => choiceKey(candidate) === key);
		if (found !== undefined) return found;
		throw this.wrong(name, `must be one of ${allowed.join(', ')}, but is ${describe(value)}`);
	}

	whole(name: string, min: number, max: number): number {
		const value = this.raw(name);
		const number = asNumber(value) ?? NaN;
		if (Number.isInteger(number) && number >= min && number <= max) return number;
		throw this.wrong(
			name,
			`must be a whole number from ${min} to ${max}, but is ${describe(value)}`,
		);
	}

	/** The value of a resource locator. */
	located(name: string): string {
		const value: unknown = this.context.getNodeParameter(name, this.index, undefined, {
			extractValue: true,
		});
		return this.checkText(name, value, {});
	}

	/** How a resource locator was filled in: "list", "id" or "name". */
	mode(name: string): string | undefined {
		return asText(asRecord(this.raw(name)).mode);
	}

	/** The value of a resource locator that may be left empty. */
	locatedIfAny(name: string): string | undefined {
		const value: unknown = this.context.getNodeParameter(name, this.index, undefined, {
			extractValue: true,
		});
		return this.checkText(name, value, { optional: true }) || undefined;
	}

	/**
	 * An array from an expression, the JSON text of one, or a text separated by commas or new lines. Never
	 * empty; what an expression has no value for is kept, to be refused: somebody may be meant.
	 */
	list(name: string): unknown[] {
		const value = this.raw(name);
		const parts = (Array.isArray(value) ? value : [value]).flatMap((part: unknown) =>
			typeof part === 'string' ? entriesOfText(part) : [part],
		);
		const isEmpty = parts.every((part) => part === null || part === undefined);
		if (isEmpty) throw this.wrong(name, 'is empty');
		return parts;
	}

	/** A collection of fields, such as Update Fields. */
	fields(name: string): Record<string, unknown> {
		return asRecord(this.raw(name));
	}

	/** A field of a collection. */
	field(collection: Record<string, unknown>, name: string, rules: TextRules = {}): string {
		return this.checkText(name, collection[name], rules);
	}

	/**
	 * One of some values in a field of a collection. An expression that gives nothing is not the same as a
	 * field that nobody set.
	 */
	fieldChoice<T extends string>(
		collection: Record<string, unknown>,
		name: string,
		allowed: readonly T[],
		fallback: T,
	): T {
		return Object.hasOwn(collection, name) ? this.oneOf(name, collection[name], allowed) : fallback;
	}

	/** The file in the binary field that a parameter names. */
	file(parameter: string, property: unknown = this.raw(parameter)): InputFile {
		const { context, index } = this;
		if (isRecord(property)) {
			const complaint = 'must be the name of a binary field, but is its content';
			throw this.wrong(
				parameter,
				complaint,
				'Enter the name, such as data, without an expression.',
			);
		}
		const name = this.checkText(parameter, property, {});
		const { json, binary } = context.getInputData()[index];
		const files = { ...asRecord(json[FILES_IN_JSON]), ...asRecord(binary) };
		if (!Object.hasOwn(files, name)) {
			const present = Object.keys(files);
			const hint =
				present.length > 0
					? `The item has: ${present.join(', ')}.`
					: 'The item has no binary data. Put a node before this one that reads or downloads the file.';
			throw this.wrong(parameter, `names no binary field of the item: "${name}"`, hint);
		}
		return inputFile(context, index, files[name], (complaint, hint) =>
			this.wrong(parameter, complaint, hint),
		);
	}

	/** The bounds of this item's calls, from its options. */
	bounds(): CallBounds {
		const waitSeconds = this.optionNumber(
			'maxRateLimitWait',
			DEFAULT_BOUNDS.maxRateLimitWaitMs / 1000,
			0,
			Math.floor(LONGEST_TIMER_MS / 1000),
		);
		return {
			timeoutMs: this.optionNumber('timeout', DEFAULT_BOUNDS.timeoutMs, 1, LONGEST_TIMER_MS),
			maxRateLimitWaitMs: waitSeconds * 1000,
		};
	}

	/** An option's number. */
	optionNumber(name: string, fallback: number, min: number, max: number): number {
		const value = this.options[name];
		if (value === undefined || value === '') return fallback;
		const number = asNumber(value) ?? NaN;
		if (number >= min && number <= max) return number;
		throw this.wrong(name, `must be a number from ${min} to ${max}, but is ${describe(value)}`);
	}

	/** The fields of a fixed collection that holds one set of values. */
	values(name: string): Record<string, unknown> {
		return asRecord(this.fields(name).values);
	}

	/** The same, of one among the options; none where it is not set. */
	optionValues(name: string): Record<string, unknown> {
		return asRecord(asRecord(this.options[name]).values);
	}

	/** The workflow's time zone, by its IANA name. */
	get timeZone(): string {
		return this.context.getTimezone();
	}

	/** A complaint about a parameter. */
	wrong(name: string, complaint: string, hint?: string): InputFailure {
		return new InputFailure(`${this.label(name)} ${complaint}.`, hint);
	}

	/** Refuses a file that is larger than allowed. */
	checkSize(name: string, bytes: number | undefined, max: number): void {
		if (bytes === undefined || bytes <= max) return;
		throw this.wrong(
			name,
			`is too large: ${readableSize(bytes)}, and at most ${readableSize(max)} are allowed`,
		);
	}

	private checkText(name: string, value: unknown, rules: TextRules): string {
		if (typeof value !== 'string' && typeof value !== 'number') {
			if (rules.optional && (value === undefined || value === null)) return '';
			throw this.wrong(
				name,
				value === undefined || value === null
					? 'is empty: the value or expression gives nothing'
					: `must be text, but is ${describe(value)}`,
			);
		}
		// A number that JSON cannot hold exactly would be another ID.
		if (typeof value === 'number' && asText(value) === undefined) {
			throw Number.isFinite(value)
				? this.wrong(name, 'is too large a number to be exact', 'Give it as text.')
				: this.wrong(name, `must be text, but is ${describe(value)}`);
		}
		const text = String(value).trim();
		if (text === '' && !rules.optional) throw this.wrong(name, 'is empty');
		const length = [...text].length;
		const { max = Infinity } = rules;
		const most = typeof max === 'number' ? max : max(text);
		if (length > most) {
			throw this.wrong(name, `is too long: ${length} characters, and at most ${most} are allowed`);
		}
		return text;
	}
}

/** The labels of all parameters in these fields, also of those inside collections. */
export function labelsOf(fields: readonly INodeProperties[]): Map<string, string> {
	const labels = new Map<string, string>();
	const collect = (properties: readonly INodeProperties[]) => {
		for (const property of properties) {
			if (!labels.has(property.name)) labels.set(property.name, property.displayName);
			for (const option of property.options ?? []) {
				if ('displayName' in option && 'type' in option) collect([option]);
				else if ('values' in option) collect(option.values);
			}
		}
	};
	collect(fields);
	return labels;
}

/** "Approval Required" is approval_required. */
function choiceKey(text: string): string {
	return text.replace(/[\s_-]/g, '').toLowerCase();
}

function describe(value: unknown): string {
	if (value === undefined || value === null) return 'empty';
	if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
	const text = String(value);
	return text.length > 60 ? `"${text.slice(0, 60)}…"` : `"${text}"`;
}
