/**
 * What the trigger wants to hear, from its parameters. n8n evaluates their expressions anew on each
 * delivery. What cannot be read is refused, when the workflow is activated and on a delivery alike: read
 * as "nothing" or as "all" it would lose events, or start the workflow for those of others.
 */
import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { asFlag, asId, asList, asRecord, isRecord } from '../api/values';
import { EVENTS } from '../events/catalogue';
import { MESSAGE_TYPES } from '../events/messageTypes';
import { InputFailure } from '../failures/failure';
import { asFailure, nodeError } from '../failures/shown';
import { choiceReader, entriesOf, shown } from './choices';
import type { EventFilter } from './filter';

type Context = IHookFunctions | IWebhookFunctions;

const EVENTS_LABEL = 'Events';
const eventNames = choiceReader(EVENTS_LABEL, EVENTS);
const TYPES_LABEL = 'Message Types';
const typeNames = choiceReader(TYPES_LABEL, MESSAGE_TYPES);
const GROUPS_LABEL = 'Only These Groups';

/** @throws InputFailure for a parameter that cannot be read */
export function readWanted(context: Context): EventFilter {
	return {
		events: readEvents(context),
		groups: readGroups(context, 'groups', GROUPS_LABEL),
		leftOutGroups: readGroups(context, 'options.leaveOutGroups', 'Leave Out Groups'),
		messageTypes: readMessageTypes(context),
	};
}

const SWITCHES = {
	downloadMedia: 'Download Media',
	ignoreDuplicates: 'Ignore Duplicates',
	includeRaw: 'Include Raw',
	ownFailures: 'Own Failed Messages',
	requireSignature: 'Require Signature',
};

/**
 * The options that are set; those that are switches as booleans, whatever their expression gives.
 *
 * @throws InputFailure for an option that cannot be read
 */
export function readOptions(context: Context): Record<string, unknown> {
	const options = { ...asRecord(parameter(context, 'options', 'Options').value) };
	for (const [name, label] of Object.entries(SWITCHES)) {
		if (options[name] === undefined) continue;
		const flag = asFlag(options[name]);
		if (flag === undefined) {
			throw new InputFailure(
				`${label}: ${shown(options[name])} is neither true nor false.`,
				'Switch it on or off, or let the expression give true or false.',
			);
		}
		options[name] = flag;
	}
	return options;
}

/**
 * Refuses to activate a trigger whose parameters cannot be read, or let no event pass. Not at a start of
 * n8n, which would sign the workflow off then: what was active stays active, and asks for each delivery
 * again until the parameters can be read.
 *
 * @throws NodeOperationError whose first line says it all
 */
export function checkWanted(context: IHookFunctions): void {
	if (['init', 'leadershipChange'].includes(context.getActivationMode())) return;
	try {
		const { groups, leftOutGroups } = readWanted(context);
		readOptions(context);
		const left = new Set(leftOutGroups);
		if (groups.length > 0 && groups.every((id) => left.has(id))) {
			throw new InputFailure(
				`${GROUPS_LABEL}: each of them is left out by the options, so that no event could start the workflow.`,
				'Take them out of Leave Out Groups.',
			);
		}
	} catch (failure) {
		throw nodeError(context.getNode(), failure);
	}
}

function readEvents(context: Context): string[] {
	const { value, isExpression } = parameter(context, 'events', EVENTS_LABEL);
	const events = isNothing(value) ? [] : eventNames(value);
	if (events.length > 0) return events;
	if (isExpression) throw givesNothing(EVENTS_LABEL, 'Let it give at least one event.');
	throw new InputFailure(
		`${EVENTS_LABEL}: none is chosen, so that nothing could start the workflow.`,
		'Choose at least one.',
	);
}

function readMessageTypes(context: Context): string[] {
	const { value, isExpression } = parameter(context, 'options.messageTypes', TYPES_LABEL);
	const types = isNothing(value) ? [] : typeNames(value);
	if (types.length === 0 && isExpression) {
		throw givesNothing(TYPES_LABEL, 'Remove the option for all.');
	}
	return types;
}

/** The IDs in all rows of a choice of groups. A row that nobody filled in is none. */
function readGroups(context: Context, name: string, label: string): string[] {
	const { value, raw } = parameter(context, name, label);
	const rawCells = cellsOf(raw);
	const ids = cellsOf(value).flatMap((cell, index) => {
		const read = isNothing(cell) ? [] : entriesOf(cell).flatMap((entry) => idsOf(entry, label));
		if (read.length === 0 && isExpressionText(rawCells[index])) {
			throw givesNothing(label, 'Remove its row if the workflow is not to depend on it.');
		}
		return read;
	});
	return [...new Set(ids)];
}

/**
 * What stands in each row of a choice of groups: the value of a resource locator that holds IDs. n8n
 * itself leaves out what is no row.
 */
function cellsOf(choice: unknown): unknown[] {
	return asList(asRecord(choice).group).map((row) => {
		const cell = asRecord(row).groupId;
		const isById = isRecord(cell) && (cell.mode === 'list' || cell.mode === 'id');
		return isById ? cell.value : cell;
	});
}

/** Blank, or signs that no ID has, such as those of JSON that could not be read. */
const NO_ID = /[^\w+/=.:@~-]|:\/\//;
/** What JavaScript writes for a value that is missing. */
const MISSING = /^(?:undefined|null|nan)$/i;

/** IDs in an entry: several where blanks are between them; of an object, such as one of our outputs, its ID. */
function idsOf(entry: unknown, label: string): string[] {
	const id = asId(isRecord(entry) ? (entry.groupId ?? entry.id) : entry);
	const ids = id?.split(/\s+/) ?? [];
	if (ids.length > 0 && !ids.some((one) => NO_ID.test(one) || MISSING.test(one))) return ids;
	throw new InputFailure(
		`${label}: ${shown(entry)} is not the ID of a group.`,
		'Choose groups from the list, or let the expression give their IDs as an array or as a text separated by commas.',
	);
}

interface Parameter {
	value: unknown;
	/** As it is stored, its expressions not evaluated. */
	raw: unknown;
	isExpression: boolean;
}

function parameter(context: Context, name: string, label: string): Parameter {
	const raw: unknown = context.getNodeParameter(name, null, { rawExpressions: true });
	try {
		const value: unknown = context.getNodeParameter(name, null);
		return { value, raw, isExpression: isExpressionText(raw) };
	} catch (error) {
		throw cannotBeEvaluated(label, error);
	}
}

function isExpressionText(raw: unknown): boolean {
	return typeof raw === 'string' && raw.startsWith('=');
}

function isNothing(value: unknown): boolean {
	return value === undefined || value === null;
}

function givesNothing(label: string, hint: string): InputFailure {
	return new InputFailure(`${label}: the expression gives nothing.`, hint);
}

function cannotBeEvaluated(label: string, error: unknown): InputFailure {
	const { message, details = message } = asFailure(error).details;
	return new InputFailure(
		`${label}: the expression cannot be evaluated. n8n says: ${details}.`,
		'Correct it, or choose from the list.',
	);
}
