import type { FileResult, MutantResult } from 'mutation-testing-report-schema';

import { complaints } from './survivors';

const SOURCE = 'const a = b\n\t&& c | d;\n';
const REASON = { file: 'api/client.ts', code: 'b && c', becomes: 'true', why: 'It is the same.' };

/** A change of `b && c`, which goes on over a line. */
function change(status: MutantResult['status'], replacement = 'true'): Record<string, FileResult> {
	const location = { start: { line: 1, column: 11 }, end: { line: 2, column: 6 } };
	const mutant = { id: '1', mutatorName: 'ConditionalExpression', status, replacement, location };
	return {
		'nodes/WhatsAppGroups/api/client.ts': {
			language: 'typescript',
			source: SOURCE,
			mutants: [mutant],
		},
	};
}

test.each([
	['found', change('Killed'), []],
	['not found, and explained', change('Survived'), [REASON]],
	['perhaps found for lack of time, and explained', change('Timeout'), [REASON]],
	['explained, in a file that was not tried', {}, [REASON]],
])('no complaint: %s', (_name, files, reasons) => {
	expect(complaints(files, reasons)).toEqual([]);
});

test.each(['Survived', 'NoCoverage'] as const)('not explained: %s', (status) => {
	expect(complaints(change(status), [])).toEqual([
		'api/client.ts: b && c => true: not found, and not explained',
	]);
});

test('a reason is for one change only', () => {
	expect(complaints(change('Survived', 'false'), [REASON])).toEqual([
		'api/client.ts: b && c => false: not found, and not explained',
		'api/client.ts: b && c => true: explained, but found',
	]);
});

test('explained, but found', () => {
	expect(complaints(change('Killed'), [REASON])).toEqual([
		'api/client.ts: b && c => true: explained, but found',
	]);
});
