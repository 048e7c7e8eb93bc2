import { documentOf, filesIn } from './document';
import { evaluate, type Report } from './evaluate';

const FOUND = { status: 'Killed' };
const SOURCE = 'const a = b\n\t&& c | d;\n';

/** A change of `b && c`, which goes on over a line. */
function survivor(becomes: string) {
	const location = { start: { line: 1, column: 11 }, end: { line: 2, column: 6 } };
	return { status: 'Survived', replacement: becomes, location };
}

/** So many changes that were found, and others. */
function report(path: string, found: number, ...others: Array<typeof FOUND>): Report {
	const mutants = [...Array.from({ length: found }, () => FOUND), ...others];
	return { files: { [path]: { source: SOURCE, mutants } } };
}

const FILE = 'nodes/WhatsAppGroups/api/client.ts';
const REASON = { file: 'api/client.ts', code: 'b && c', becomes: 'true', why: 'It is the same.' };

test('all found: nothing to complain of', () => {
	const result = evaluate(report(FILE, 10), []);
	expect(result.complaints).toEqual([]);
	expect(documentOf(result)).toContain('| `api/client.ts` | 10 | 10 | 100.0 % |');
	expect(filesIn(documentOf(result))).toEqual(['api/client.ts']);
});

test('fewer found than wanted in a folder', () => {
	const others = Array.from({ length: 2 }, () => survivor('true'));
	const { complaints } = evaluate(report(FILE, 10, ...others), [REASON]);
	expect(complaints).toEqual(['api/: only 10 of 12 changes were found']);
});

test('a change that was not found and is not explained', () => {
	const result = evaluate(report(FILE, 50, survivor('true'), survivor('false')), [REASON]);
	expect(result.complaints).toEqual([
		'api/client.ts: b && c => false: not found, and not explained',
	]);
	expect(documentOf(result)).toContain('| `api/client.ts` | `b && c` | `false` |');
});

test('a change that is explained, but found', () => {
	const { complaints } = evaluate(report(FILE, 50), [REASON]);
	expect(complaints).toEqual(['api/client.ts: b && c => true: explained, but found']);
	const slow = { ...survivor('true'), status: 'Timeout' };
	expect(evaluate(report(FILE, 50, slow), [REASON]).complaints).toEqual([]);
});

test('what was not run covers nothing, and what has no target is only told', () => {
	const other = 'nodes/WhatsAppGroups/operations/group.ts';
	const { complaints, folders } = evaluate(report(other, 1, survivor('true')), [REASON]);
	expect(complaints).toEqual([]);
	expect(folders).toMatchObject([{ name: 'operations', all: 2, found: 1, hasTarget: false }]);
});

test('a change that waits for ever counts as found, one that could not be tried not at all', () => {
	const others = [{ status: 'Timeout' }, { status: 'Ignored' }, { status: 'RuntimeError' }];
	const { files } = evaluate(report(FILE, 1, ...others), []);
	expect(files).toEqual([{ name: 'api/client.ts', all: 2, found: 2, byTimeLimit: 1 }]);
});

test('the reasons are told', () => {
	const text = documentOf(evaluate(report(FILE, 50, survivor('true')), [REASON]));
	expect(text).toContain('| `api/client.ts` | `b && c` | `true` | It is the same. |');
});
