/** Every command that a document names exists, and takes the options that are named with it. */
import { commandsIn, helpOf } from './commands';
import { DOCUMENTS, textOf } from './documents';

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
