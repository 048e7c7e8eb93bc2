import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { checkSync } from 'recheck';
import ts from 'typescript';

const PROJECT = path.resolve(__dirname, '../../..');

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

/** All nodes of a source as TypeScript reads it, those of n8n's expressions in its texts included. */
function nodesOf(text: string): ts.Node[] {
	const found: ts.Node[] = [];
	const visit = (node: ts.Node) => {
		found.push(node);
		if (ts.isStringLiteralLike(node) && node.text.startsWith('=')) {
			for (const [, code] of node.text.matchAll(/\{\{(.*?)\}\}/gs)) found.push(...nodesOf(code));
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true));
	return found;
}

function literalsOf(file: string, text: string): Literal[] {
	return nodesOf(text)
		.filter(ts.isRegularExpressionLiteral)
		.map((node) => {
			const end = node.text.lastIndexOf('/');
			const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
			return {
				place: `${file}:${line + 1}`,
				source: node.text.slice(1, end),
				flags: node.text.slice(end + 1),
			};
		});
}

/** Regular expressions that are made while running, which nobody can analyse before. */
function madeOf(text: string): string[] {
	return nodesOf(text)
		.filter((node) => ts.isIdentifier(node) && node.text === 'RegExp')
		.filter(({ parent }) => !ts.isTypeReferenceNode(parent))
		.map((node) => node.parent.getText());
}

const sources = ['nodes', 'credentials']
	.flatMap(sourceFiles)
	.map((file) => ({ file, text: readFileSync(path.join(PROJECT, file), 'utf8') }));
const literals = sources.flatMap(({ file, text }) => literalsOf(file, text));

test('those of a source are found, also in expressions, and not in comments or texts', () => {
	const text = `
		// /comment/
		const one = '/text/' + /first/gi;
		const two = '={{ $json.a.replace(/second+/, "") }}';`;
	expect(literalsOf('file.ts', text).map(({ source, flags }) => [source, flags])).toEqual([
		['first', 'gi'],
		['second+', ''],
	]);
	expect(madeOf('let three: RegExp; three = new RegExp(text, "g"); // RegExp')).toEqual([
		'new RegExp(text, "g")',
	]);
	expect(literals.length).toBeGreaterThan(20);
	expect(literals.some(({ place }) => place.startsWith('credentials'))).toBe(true);
});

test.each(['^(a+)+$', '\\.+$', '^[^/]+[^?]*$'])('one like /%s/ is found out', (source) => {
	expect(checkSync(source, '').status).toBe('vulnerable');
});

test.each(literals)(
	'$place: /$source/ takes no time that grows out of hand',
	({ source, flags }) => {
		// Without a limit of its own, within which a busy machine finds no answer.
		expect(checkSync(source, flags, { timeout: null }).status).toBe('safe');
	},
	120_000,
);

test('no regular expression is made from a text', () => {
	expect(sources.flatMap(({ text }) => madeOf(text))).toEqual([]);
});
