/** Every command that a document names exists, and takes the options that are named with it. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

import { commandsIn, exists, helpOf } from './commands';
import { DOCUMENTS, PROJECT, textOf } from './documents';

const named = DOCUMENTS.flatMap((file) =>
	commandsIn(textOf(file)).map((command) => ({ file, ...command })),
);
const byScript = [...new Set(named.map(({ script }) => script))].sort();

test('commands are found in lines and in blocks, with the options that are their own', () => {
	const text = [
		'`npm test -- --only jest -- -t "pin"` `npm run --silent demo -- --json` `npm run` `npm ci`',
		'```sh\nnpm start    # starts n8n -- with --this\nnpm run a:b\n```',
	].join('\n\n');
	expect(commandsIn(text)).toEqual([
		{ script: 'test', flags: ['--only'] },
		{ script: 'demo', flags: ['--json'] },
		{ script: 'start', flags: [] },
		{ script: 'a:b', flags: [] },
	]);
	expect(helpOf('a:b')).toBeUndefined();
});

test('documents name commands', () => {
	expect(byScript.length).toBeGreaterThan(10);
});

test.each(byScript)('%s', (script) => {
	const help = helpOf(script);
	const files = named.filter((one) => one.script === script).map(({ file }) => file);
	expect([files, help]).toEqual([files, expect.any(String)]);
	const known = new Set(help?.match(/--?[a-z][\w-]*/g));
	const flags = named.filter((one) => one.script === script).flatMap((one) => one.flags);
	expect(flags.filter((flag) => !known.has(flag) && flag !== '--help')).toEqual([]);
});

const workflows = readdirSync(path.join(PROJECT, '.github/workflows')).map(
	(name) => `.github/workflows/${name}`,
);

test.each(['.ci/run', ...workflows])('%s runs commands that exist', (file) => {
	const text = textOf(file);
	const scripts = [
		...text.matchAll(/\bnpm run (?:--silent )?([a-z][\w:-]*)/g),
		// From a list of suites, of which each is a job.
		...text.matchAll(/[['\s](test:[\w-]+)/g),
	].map(([, script]) => script);
	expect(scripts.length + text.split('npm test').length).toBeGreaterThan(1);
	expect(scripts.filter((script) => !exists(script))).toEqual([]);
});
