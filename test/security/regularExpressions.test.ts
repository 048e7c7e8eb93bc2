/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   reads the sources */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { checkSync } from 'recheck';
import ts from 'typescript';

const PROJECT = path.resolve(__dirname, '../..');

interface Literal {
	/** File and line. */
	place: string;
	source: string;
	flags: string;
}

function sourceFiles(folder: string): string[] {
	return readdirSync(path.join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => path.join(folder, file));
}

/** The regular expressions of a source, as TypeScript reads it: not those in comments or texts. */
function literalsOf(file: string): Literal[] {
	const text = readFileSync(path.join(PROJECT, file), 'utf8');
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	const found: Literal[] = [];
	const visit = (node: ts.Node) => {
		if (ts.isRegularExpressionLiteral(node)) {
			const end = node.text.lastIndexOf('/');
			const { line } = source.getLineAndCharacterOfPosition(node.getStart());
			found.push({
				place: `${file}:${line + 1}`,
				source: node.text.slice(1, end),
				flags: node.text.slice(end + 1),
			});
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

const literals = ['nodes', 'credentials'].flatMap(sourceFiles).flatMap(literalsOf);

test('the sources have regular expressions, and one that backtracks without end is found out', () => {
	expect(literals.length).toBeGreaterThan(20);
	expect(checkSync('^(a+)+$', '').status).toBe('vulnerable');
});

test.each(literals)(
	'$place: /$source/ takes no time that grows out of hand',
	({ source, flags }) => {
		expect(checkSync(source, flags).status).toBe('safe');
	},
);

test('no regular expression is made from a text', () => {
	const made = ['nodes', 'credentials']
		.flatMap(sourceFiles)
		.filter((file) => /\bRegExp\(/.test(readFileSync(path.join(PROJECT, file), 'utf8')));
	expect(made).toEqual([]);
});
