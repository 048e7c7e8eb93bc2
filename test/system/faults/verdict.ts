/** What a user was told of each unit of a run, held against what the simulator knows of it. */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Simulator } from '../../simulator';
import type { CallRow } from './calls';
import { saysMaybe } from './wording';

/** How a unit ended, by what the user is told. */
export type Ending = 'done' | 'pending' | 'refused' | 'unknown';

export interface Told {
	unit: string;
	ending: Ending;
	/** The error's words, or an accepted creation's. */
	message?: string;
	hint?: string;
}

/** What an output says of what was done, and what it says of success then. */
const SUCCESSES = new Set<unknown>(['done', 'accepted', 'pending', 'unchanged']);
const FAILURES = new Set<unknown>(['failed', 'unknown']);

/** What the node's outputs say of each unit; the answers of one unit count together. */
export function read(
	row: CallRow,
	units: readonly string[],
	outputs: readonly INodeExecutionData[],
): Told[] {
	return outputs.flatMap((output) => {
		const { json, pairedItem } = output;
		const item = String((pairedItem as { item?: number } | undefined)?.item ?? 0);
		// A list that failed as a whole says so once, and means everybody in it.
		const meant = row.unitOf ? (row.unitOf(json) ?? units) : item;
		return [meant].flat().map((unit) => ({ unit, ...endingOf(json) }));
	});
}

function endingOf(json: IDataObject): Omit<Told, 'unit'> {
	const error = json.error as { message?: string; hint?: string } | undefined;
	if (error) {
		const { message, hint } = error;
		// An item's error alone has no status: only its words tell.
		const isUnknown =
			json.status === undefined ? saysMaybe(String(message)) : json.status === 'unknown';
		return { ending: isUnknown ? 'unknown' : 'refused', message, hint };
	}
	// A question is pending, too: it was asked, and nobody has answered yet.
	const { warning } = json;
	if (json.status === 'pending' && warning !== undefined) {
		return { ending: 'pending', message: String(warning) };
	}
	return { ending: 'done' };
}

/** What is wrong with a run. All empty when nothing is. */
export interface Faulty {
	/** Reported as done, and not done; or reported as not done, and done. */
	lost: string[];
	doubled: string[];
	/** Not reported at all, or without words. */
	silent: string[];
	/** Reads that gave something else than the service has; outputs that contradict themselves. */
	wrong: string[];
}

/** Of what changes something, each output says how much is known, and success fits to it. */
function contradictsItself(row: CallRow, { success, status, error }: IDataObject): boolean {
	if (!row.timesDone) return status !== undefined && !error;
	if (error) return status !== undefined && !(success === false && FAILURES.has(status));
	return !(success === true && SUCCESSES.has(status));
}

export function doubledUnits(row: CallRow, simulator: Simulator, units: readonly string[]) {
	return units.filter((unit) => (row.timesDone?.(simulator, unit) ?? 0) > 1);
}

export function judge(
	row: CallRow,
	simulator: Simulator,
	units: readonly string[],
	outputs: readonly INodeExecutionData[],
): Faulty {
	const told = read(row, units, outputs);
	const isLost = (unit: string) => {
		const endings = told.filter((one) => one.unit === unit).map(({ ending }) => ending);
		const times = row.timesDone?.(simulator, unit);
		if (times === undefined) return false;
		if (endings.includes('done') || endings.includes('pending')) return times === 0;
		return endings.includes('refused') && times > 0;
	};
	return {
		lost: units.filter(isLost),
		doubled: doubledUnits(row, simulator, units),
		silent: [
			...units.filter((unit) => !told.some((one) => one.unit === unit)),
			...told.filter((one) => one.ending !== 'done' && !saysSomething(one)).map(({ unit }) => unit),
		],
		wrong: outputs
			.filter(
				({ json }) =>
					contradictsItself(row, json) || (!json.error && row.isRight?.(json, simulator) === false),
			)
			.map(({ json }) => JSON.stringify(json)),
	};
}

function saysSomething({ ending, message = '', hint = '' }: Told): boolean {
	const isSentence =
		/^(?:[A-Z(]|360dialog ).{10,}/.test(message) && !/undefined|\[object/.test(message);
	return isSentence && (ending === 'pending' || hint.length > 10);
}
