import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const SOURCES = path.join(__dirname, 'web');

interface Bundle {
	js: string;
	css: string;
}

let made: { at: number; bundle: Promise<Bundle> } | undefined;

/** The page's script and style, made from their sources when there is none yet or these have changed. */
export async function bundle(): Promise<Bundle> {
	const files = await readdir(SOURCES);
	const stats = await Promise.all(files.map(async (file) => await stat(path.join(SOURCES, file))));
	const at = Math.max(...stats.map(({ mtimeMs }) => mtimeMs));
	if (made?.at !== at) made = { at, bundle: make() };
	return await made.bundle;
}

async function make(): Promise<Bundle> {
	const { outputFiles } = await build({
		entryPoints: [path.join(SOURCES, 'main.tsx')],
		outdir: SOURCES,
		bundle: true,
		write: false,
		minify: true,
		format: 'esm',
		target: 'es2022',
		jsx: 'automatic',
		jsxImportSource: 'preact',
		// Its configuration is for the type check.
		tsconfigRaw: '{}',
		logLevel: 'silent',
	});
	const text = (ending: string) =>
		outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
	return { js: text('.js'), css: text('.css') };
}
