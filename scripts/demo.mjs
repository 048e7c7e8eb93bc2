/** Runs the demo, which is written in TypeScript, with this Node. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const demo = spawn(
	process.execPath,
	[
		'--import',
		'tsx',
		path.join(root, 'test', 'tools', 'demo', 'main.ts'),
		...process.argv.slice(2),
	],
	{ cwd: root, stdio: 'inherit' },
);
// Ctrl-C reaches both; the demo decides when it has ended.
process.on('SIGINT', () => demo.kill('SIGINT'));
process.on('SIGTERM', () => demo.kill('SIGTERM'));
demo.on('close', (code, signal) => {
	process.exitCode = code ?? (signal ? 1 : 0);
});
