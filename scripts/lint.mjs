/**
 * What `n8n-node lint` does (ESLint over the project, under n8n's own configuration and no other), with
 * two differences: warnings are not allowed, as n8n's review allows none, and ESLint takes the
 * configuration that is nearest to a file, so that test/ has one of its own.
 *
 *     npm run lint              complain
 *     npm run lint -- --fix     put right what ESLint can put right
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ESLint } from 'eslint';

const ROOT = join(import.meta.dirname, '..');
const N8N_CONFIG = '../template/templates/shared/default/eslint.config.mjs';

const { fix } = parseArgs({ options: { fix: { type: 'boolean', default: false } } }).values;

const n8n = createRequire(import.meta.url).resolve('@n8n/node-cli/eslint');
const config = (path) => readFileSync(path, 'utf8').trim();
if (config(join(ROOT, 'eslint.config.mjs')) !== config(join(n8n, '..', N8N_CONFIG))) {
	console.error(
		'eslint.config.mjs is not the one that n8n asks for: "strict" forbids changing it.',
	);
	process.exitCode = 1;
}

const eslint = new ESLint({ cwd: ROOT, fix, flags: ['unstable_config_lookup_from_file'] });
const results = await eslint.lintFiles('.');
await ESLint.outputFixes(results);
const problems = results.reduce(
	(sum, { errorCount, warningCount }) => sum + errorCount + warningCount,
	0,
);
const { format } = await eslint.loadFormatter();
console.log(problems === 0 ? '0 problems' : await format(results));
if (problems > 0) process.exitCode = 1;
