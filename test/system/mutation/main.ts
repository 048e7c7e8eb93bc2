/**
 * `npm run test:mutation`: Stryker, with what it is given, and then docs/mutation.md. Fails when fewer
 * changes are found in a folder than shall be, or when one that was not found is not explained.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { documentOf, filesIn } from './document';
import { evaluate, SOURCES, type Report } from './evaluate';
import survivors from './survivors.json';

const ROOT = join(__dirname, '..', '..', '..');
const REPORT = join(ROOT, '.cache', 'mutation', 'report.json');
const DOCUMENT = join(ROOT, 'docs', 'mutation.md');
const stryker = createRequire(__filename).resolve('@stryker-mutator/core/package.json');

rmSync(REPORT, { force: true });
const { status } = spawnSync(
	process.execPath,
	[
		join(stryker, '..', 'bin', 'stryker.js'),
		'run',
		join(__dirname, 'stryker.config.mjs'),
		...process.argv.slice(2),
	],
	{ cwd: ROOT, stdio: 'inherit' },
);
if (status !== 0) process.exit(status ?? 1);

if (!existsSync(REPORT)) process.exit(0);
const report = JSON.parse(readFileSync(REPORT, 'utf8')) as Report;
const evaluation = evaluate(report, survivors);
const missing = filesIn(readFileSync(DOCUMENT, 'utf8')).filter(
	(name) => existsSync(join(ROOT, SOURCES, name)) && !Object.hasOwn(report.files, SOURCES + name),
);
if (missing.length === 0) {
	writeFileSync(DOCUMENT, documentOf(evaluation));
	process.stdout.write('\nWrote docs/mutation.md.\n');
} else {
	process.stdout.write(
		`\ndocs/mutation.md stays as it is: ${missing.length} of its files were not tried.\n`,
	);
}
for (const complaint of evaluation.complaints) process.stderr.write(`${complaint}\n`);
process.exit(evaluation.complaints.length > 0 ? 1 : 0);
