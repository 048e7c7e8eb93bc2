import { readFileSync } from 'node:fs';
import { applySwitches, defaultSwitches, type Switches } from './switches';
import { isObject } from './validation';

/** How an account behaves, as values of switches; defaults stand for those that are left out. */
export interface Profile {
	/** What it is, for people. */
	about: string;
	switches: Partial<Switches>;
}

/** @throws an `Error` of one sentence when the file is no profile, or names what no switch has */
export function readProfile(file: string): Profile {
	let value: unknown;
	try {
		value = JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		throw new Error(`The profile "${file}" cannot be read as JSON`);
	}
	if (!isObject(value) || !isObject(value.switches)) {
		throw new Error(`The profile "${file}" has no "switches"`);
	}
	const switches = value.switches as Partial<Switches>;
	applySwitches(defaultSwitches(), switches);
	return { about: String(value.about ?? ''), switches };
}
