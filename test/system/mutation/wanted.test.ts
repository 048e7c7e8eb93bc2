import { existsSync } from 'node:fs';
import path from 'node:path';

import type { FileResult, MutantResult } from 'mutation-testing-report-schema';

import { SOURCES } from './survivors';
import { tellsOfAll, tooFew, WANTED } from './wanted';

const ROOT = path.resolve(__dirname, '../../..');
const location = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };

function file(...statuses: Array<MutantResult['status']>): FileResult {
	const mutants = statuses.map((status, index) => ({
		id: String(index),
		mutatorName: 'StringLiteral',
		status,
		location,
	}));
	return { language: 'typescript', source: 'a', mutants };
}

const times = (count: number, status: MutantResult['status']) =>
	Array.from({ length: count }, () => status);

test('each folder counts by itself, with all of its files', () => {
	const files: Record<string, FileResult> = {
		[`${SOURCES}api/client.ts`]: file(...times(18, 'Killed')),
		[`${SOURCES}api/contract/groups.ts`]: file('Timeout', 'Survived', 'Ignored', 'RuntimeError'),
		[`${SOURCES}operations/group/get.ts`]: file(...times(9, 'Killed'), 'NoCoverage'),
	};
	expect(tooFew(files)).toEqual([]);
	files[`${SOURCES}api/pace.ts`] = file('Survived');
	files[`${SOURCES}operations/group/create.ts`] = file('Survived');
	expect(tooFew(files)).toEqual([
		'api/: 19 of 21 found, which is 90.5 %; wanted are 95 %',
		'operations/: 9 of 11 found, which is 81.8 %; wanted are 90 %',
	]);
});

test('what is wanted is wanted of folders that exist', () => {
	const missing = Object.keys(WANTED).filter(
		(folder) => !existsSync(path.join(ROOT, SOURCES, folder)),
	);
	expect(missing).toEqual([]);
});

describe('a report tells of all', () => {
	const whole = Object.fromEntries(
		Object.keys(WANTED).map((folder) => [`${SOURCES}${folder}/one.ts`, file('Killed')]),
	);

	test('where each folder is in it, and each file as it is now', () => {
		expect(tellsOfAll(whole, () => 'a')).toBe(true);
	});

	test.each(Object.keys(whole))('but not without %s', (path) => {
		const others = Object.entries(whole).filter(([one]) => one !== path);
		expect(tellsOfAll(Object.fromEntries(others), () => 'a')).toBe(false);
	});

	test.each(['b', undefined])('nor where a file is now %s', (now) => {
		const [path] = Object.keys(whole);
		expect(tellsOfAll(whole, (one) => (one === path ? now : 'a'))).toBe(false);
	});
});
