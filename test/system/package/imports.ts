/** What compiled code asks for from outside. */
import path from 'node:path';

/** Modules that n8n gives a verified community node. */
const PERMITTED = new Set(['n8n-workflow', 'node:crypto']);

/** The one way in which TypeScript writes an import of ours. */
const IMPORT = /\brequire\("([^"\\]+)"\)/g;

/** Found for each other mention: it could ask for anything. */
export const UNNAMED = 'something that it does not name';

/** Every module that the code asks for. */
export function importsOf(code: string): string[] {
	const names = [...code.matchAll(IMPORT)].map(([, name]) => name);
	const others = code.replaceAll(IMPORT, '').match(/\b(require|import)\b/g) ?? [];
	return [...names, ...others.map(() => UNNAMED)];
}

/** What one of the package's files asks for, and a community node may not. */
export function foreignImports(file: string, code: string): string[] {
	return importsOf(code).filter((name) => !PERMITTED.has(name) && !isInside(file, name));
}

function isInside(file: string, name: string): boolean {
	return /^\.\.?\//.test(name) && path.posix.join(path.dirname(file), name).startsWith('dist/');
}
