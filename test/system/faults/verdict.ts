/** What a user was told of each unit of a run, held against what the simulator knows of it. */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Simulator } from '../../simulator';
import type { CallRow } from './calls';

/** How a unit ended, by what the user is told. */
export type Ending = 'done' | 'pending' | 'refused' | 'unknown';

export interface Told {
	unit: string;
	ending: Ending;
	/** The error's words, or an accepted creation's. */
	message?: string;
	hint?: string;
}

/** Words by which a user is told that it may have been done. */
const UNKNOWN = /may or may not have been|No answer came to (?!GET)|is not JSON or was cut off/;

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
		return { ending: UNKNOWN.test(String(message)) ? 'unknown' : 'refused', message, hint };
	}
	if (json.status === 'pending') return { ending: 'pending', message: json.warning as string };
	return { ending: 'done' };
}

/** What is wrong with a run. All empty when nothing is. */
export interface Faulty {
	/** Reported as done, and not done; or reported as not done, and done. */
	lost: string[];
	doubled: string[];
	/** Not reported at all, or without words. */
	silent: string[];
	/** Reads that gave something else than the service has. */
	wrong: string[];
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
			.filter(({ json }) => !json.error && row.isRight?.(json, simulator) === false)
			.map(({ json }) => JSON.stringify(json)),
	};
}

function saysSomething({ ending, message = '', hint = '' }: Told): boolean {
	const isSentence = /^[A-Z(].{10,}/.test(message) && !/undefined|\[object/.test(message);
	return isSentence && (ending === 'pending' || hint.length > 10);
}
