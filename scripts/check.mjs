/**
 * What `npm test` runs once the checkout is ready, one step after the other. A step that fails does not
 * stop the next ones. The last line is always `N passed, N failed`: the tests that jest counted, plus
 * one for each other step.
 *
 *     npm test                                    everything, with coverage
 *     npm test -- --only jest                     one step: format, spelling, lint, types, rooms or jest
 *     npm test -- --only jest -- -t "pin" test/unit/operations     what follows the second -- goes to jest
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { runJest } from '../test/support/runJest.ts';

const ROOT = join(import.meta.dirname, '..');

const STEPS = {
	format: {
		title: 'Format: prettier, also of the documents (npx prettier --write . puts it right)',
		work: () =>
			succeeds(
				'node_modules/prettier/bin/prettier.cjs',
				...[
					'--check',
					'--cache',
					'--cache-location',
					'.cache/prettier',
					'--log-level',
					'warn',
					'.',
				],
			),
	},
	spelling: {
		title:
			'Spelling: cspell, of documents and of what users see (words of our own: .cspell/words.txt)',
		work: () =>
			succeeds(
				'node_modules/cspell/bin.mjs',
				...[
					'lint',
					'--no-progress',
					'--no-summary',
					'--cache',
					'--cache-location',
					'.cache/cspell',
				],
			),
	},
	lint: {
		title: "Lint: ESLint with n8n's rules, warnings not allowed",
		work: () => succeeds('scripts/lint.mjs'),
	},
	types: {
		title: 'Types: tsc over sources and tests',
		work: async () => {
			const tsc = (folder) => succeeds('node_modules/typescript/bin/tsc', '-p', folder);
			const [node, page] = [await tsc('test'), await tsc('test/simulator/playground/web')];
			return node.failed > 0 ? node : page;
		},
	},
	rooms: {
		title: 'Rooms: dependency-cruiser, who imports whom',
		work: () =>
			succeeds(
				'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
				...['--config', 'test/system/package/rooms.config.cjs', '--output-type', 'err-long'],
				...['nodes', 'credentials', 'test/support', 'test/simulator'],
			),
	},
	jest: {
		title: 'Tests: jest',
		// The coverage of a selection of tests says nothing.
		work: (args) => runJest(args.length === 0 ? ['--coverage'] : args),
	},
};

/** A program that passes or fails as a whole. */
async function succeeds(...args) {
	const stdio = ['ignore', 'inherit', 'inherit'];
	const [code] = await once(spawn(process.execPath, args, { cwd: ROOT, stdio }), 'close');
	return code === 0
		? { passed: 1, failed: 0, note: '' }
		: { passed: 0, failed: 1, note: `exit code ${code}` };
}

/** The steps that are wanted, and what belongs to jest. */
function readArguments() {
	const names = Object.keys(STEPS);
	try {
		const { values, positionals } = parseArgs({
			options: { only: { type: 'string', multiple: true, default: names } },
			allowPositionals: true,
		});
		const unknown = values.only.find((name) => !names.includes(name));
		if (unknown === undefined) return { only: values.only, jestArgs: positionals };
		console.error(`There is no step "${unknown}".`);
	} catch (error) {
		console.error(error.message);
	}
	console.error(`Usage: npm test -- [--only ${names.join('|')}] [-- <options for jest>]`);
	process.exit(2);
}

const { only, jestArgs } = readArguments();
const summary = [];
for (const [name, { title, work }] of Object.entries(STEPS)) {
	if (!only.includes(name)) continue;
	console.log(`\n> ${title} (Node ${process.versions.node})`);
	const begun = performance.now();
	const result = await work(jestArgs);
	const took = `${((performance.now() - begun) / 1000).toFixed(1)} s`;
	const verdict = result.failed === 0 ? 'passed' : 'FAILED';
	const line = `${name.padEnd(8)} ${verdict}  ${took.padStart(8)}  ${result.note}`.trimEnd();
	console.log(line);
	summary.push({ ...result, line });
}

const passed = summary.reduce((sum, step) => sum + step.passed, 0);
const failed = summary.reduce((sum, step) => sum + step.failed, 0);
if (summary.length > 1) console.log(`\n${summary.map(({ line }) => line).join('\n')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
