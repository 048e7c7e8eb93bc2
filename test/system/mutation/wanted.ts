/** What the tests are to find at least, folder by folder. */
import type { FileResult, MutantResult } from 'mutation-testing-report-schema';

import { SOURCES } from './survivors';

/**
 * Percent of the changes, by folder of the node; the folders of a part are tried together. What users see
 * of an operation has tests of its own kind.
 */
export const PARTS: ReadonlyArray<Readonly<Record<string, number>>> = [
	{ api: 95 },
	{ registration: 95 },
	{ runtime: 95, waiting: 95 },
	{ delivery: 95, events: 95, failures: 95, secrets: 95 },
	{ fields: 90, operations: 90 },
];

export const WANTED = Object.assign({}, ...PARTS) as Readonly<Record<string, number>>;

/**
 * Whether a report, which holds what earlier runs have found as well, tells of every folder, and of no
 * file as it was earlier.
 *
 * @param sourceNow undefined where there is no such file
 */
export function tellsOfAll(
	files: Readonly<Record<string, FileResult>>,
	sourceNow: (path: string) => string | undefined,
): boolean {
	const told = Object.entries(files);
	return (
		told.every(([path, { source }]) => source === sourceNow(path)) &&
		Object.keys(WANTED).every((folder) =>
			told.some(([path]) => path.startsWith(`${SOURCES}${folder}/`)),
		)
	);
}

const FOUND: ReadonlyArray<MutantResult['status']> = ['Killed', 'Timeout'];
const MISSED: ReadonlyArray<MutantResult['status']> = ['Survived', 'NoCoverage'];

/** A line for each folder in which less is found than is wanted. */
export function tooFew(files: Readonly<Record<string, FileResult>>): string[] {
	return Object.entries(WANTED).flatMap(([folder, wanted]) => {
		const statuses = Object.entries(files)
			.filter(([path]) => path.startsWith(`${SOURCES}${folder}/`))
			.flatMap(([, { mutants }]) => mutants.map(({ status }) => status));
		const found = statuses.filter((status) => FOUND.includes(status)).length;
		const all = found + statuses.filter((status) => MISSED.includes(status)).length;
		if (all === 0 || found >= (all * wanted) / 100) return [];
		const share = ((100 * found) / all).toFixed(1);
		return [`${folder}/: ${found} of ${all} found, which is ${share} %; wanted are ${wanted} %`];
	});
}
