/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   a command of its own, never part of the package */
import path from 'node:path';
import { parseArgs } from 'node:util';

import { reportProgress, summarize } from './report';
import { tellStory } from './story';

const HELP = `Usage: npm run demo [-- --json]

Runs the example workflows on a local simulator of 360dialog, through n8n's own
engine. Needs no account and reaches nothing outside this machine.

  --json   prints the summary as JSON on standard output, progress on standard error
  --help   prints this
`;

function readOptions() {
	try {
		return parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } }).values;
	} catch (error) {
		process.stderr.write(`${(error as Error).message.split('. ')[0]}. Try --help.\n`);
		return process.exit(2);
	}
}

async function main(): Promise<void> {
	const { json, help } = readOptions();
	if (help) {
		process.stdout.write(HELP);
		return;
	}
	const project = path.resolve(__dirname, '../..');
	const story = await tellStory(project, reportProgress(json ? process.stderr : process.stdout));
	const ok = story.checks.every((check) => check.ok);
	process.stdout.write(
		json
			? `${JSON.stringify({ ok, ...story }, null, 2)}\n`
			: summarize(story, Math.min(process.stdout.columns ?? 100, 100)),
	);
	process.exitCode = ok ? 0 : 1;
}

process.once('SIGINT', () => process.exit(130));
void main();
