/**
 * `npm run test:mutation`: Stryker, with what it is given, and then docs/mutation.md. Fails when a folder
 * has fewer changes found than it shall have, or a change that was not found is not explained.
 */
const { spawnSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const { evaluate } = require('./evaluate');
const { document } = require('./document');

const ROOT = join(__dirname, '..', '..');
const REPORT = join(ROOT, '.cache', 'mutation', 'report.json');

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

function run(args) {
	const stryker = require.resolve('@stryker-mutator/core/bin/stryker.js');
	const config = join(__dirname, 'stryker.config.mjs');
	const { status } = spawnSync(process.execPath, [stryker, 'run', config, ...args], {
		cwd: ROOT,
		stdio: 'inherit',
	});
	if (status !== 0) process.exit(status ?? 1);
	const result = evaluate(read(REPORT), read(join(__dirname, 'survivors.json')));
	writeFileSync(join(ROOT, 'docs', 'mutation.md'), document(result));
	console.log('\nWrote docs/mutation.md.');
	for (const complaint of result.complaints) console.error(complaint);
	process.exit(result.complaints.length > 0 ? 1 : 0);
}

run(process.argv.slice(2));
