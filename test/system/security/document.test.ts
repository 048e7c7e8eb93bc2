import { readFileSync } from 'node:fs';
import path from 'node:path';

import ts from 'typescript';

const PROJECT = path.resolve(__dirname, '../../..');
const read = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8');

const document = read('docs/security.md');
const named = [...document.matchAll(/`(test\/\S+\.test\.ts)` “([^”]+)”/g)].map(
	([, file, name]) => ({ file, name }),
);

/** The names of the tests of a file, but for those that do not run. */
function testsOf(text: string): string[] {
	const names: string[] = [];
	const visit = (node: ts.Node) => {
		if (ts.isCallExpression(node)) {
			const [name] = node.arguments;
			const callee = node.expression.getText();
			const isTest = /^(test|it)\b/.test(callee) && !/^\w+\.(skip|todo|failing)\b/.test(callee);
			if (isTest && name && ts.isStringLiteralLike(name)) names.push(name.text);
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true));
	return names;
}

test('the tests of a file are those that run', () => {
	const text = `
		describe('a group', () => { it('one', () => {}); });
		test.each([1])('two %d', () => expect('three').toBe('four'));
		test.skip('five', () => {});
		// test('six', () => {});`;
	expect(testsOf(text)).toEqual(['one', 'two %d']);
});

test('each row of the document names a test, in a form that is understood here', () => {
	const rows = document.split('\n').filter((line) => /^\| (?!Against|---)/.test(line));
	expect(rows.length).toBeGreaterThan(15);
	expect(rows.filter((row) => !row.includes('.test.ts` “'))).toEqual([]);
	expect(named).toHaveLength(document.split('.test.ts').length - 1);
});

test.each(named)('$file has the test “$name”', ({ file, name }) => {
	expect(testsOf(read(file))).toContain(name);
});
