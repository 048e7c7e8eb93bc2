/** What compiled code asks for from outside: read from its syntax, not by a search for words. */
import path from 'node:path';

import ts from 'typescript';

/** Modules that n8n gives a verified community node. */
const PERMITTED = new Set(['n8n-workflow', 'node:crypto']);

export interface Import {
	/** The name that is asked for; the code itself where the name is not a plain text. */
	specifier: string;
	isLiteral: boolean;
}

/** Every module that a JavaScript file asks for, in whatever way. */
export function importsOf(code: string): Import[] {
	const file = ts.createSourceFile('file.js', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
	const found: Import[] = [];
	const add = (node: ts.Node | undefined) => {
		const isLiteral = node !== undefined && ts.isStringLiteralLike(node);
		found.push({ specifier: isLiteral ? node.text : (node?.getText() ?? ''), isLiteral });
	};
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node)) add(node.moduleSpecifier);
		if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node.moduleSpecifier);
		if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
			add(node.arguments[0]);
		}
		if (ts.isIdentifier(node) && node.text === 'require') {
			const { parent } = node;
			const isCalled = ts.isCallExpression(parent) && parent.expression === node;
			// Whoever hands `require` on, or takes it from `module`, can ask for anything.
			add(isCalled ? parent.arguments[0] : parent);
		}
		ts.forEachChild(node, visit);
	};
	visit(file);
	return found;
}

/**
 * The imports of a package's files that a community node may not have, as "file: module".
 *
 * @param files code by path below the package
 */
export function foreignImports(files: ReadonlyMap<string, string>): string[] {
	return [...files].flatMap(([name, code]) =>
		importsOf(code)
			.filter(({ specifier, isLiteral }) => !isLiteral || !isPermitted(name, specifier, files))
			.map(({ specifier }) => `${name}: ${specifier}`),
	);
}

function isPermitted(from: string, specifier: string, files: ReadonlyMap<string, string>): boolean {
	if (PERMITTED.has(specifier)) return true;
	if (!/^\.\.?(\/|$)/.test(specifier)) return false;
	const target = path.posix.join(path.posix.dirname(from), specifier);
	return [target, `${target}.js`, `${target}/index.js`].some((name) => files.has(name));
}
