import path from 'node:path';
import { parseArgs } from 'node:util';

const HELP = `Usage: npm run demo [-- --json] [--profile FILE]

Runs the example workflows on a local simulator of 360dialog, through n8n's own
engine. Needs no account and reaches nothing outside this machine.

  --json          print the summary as JSON on standard output, progress on standard error
  --profile FILE  on a service that behaves as an account did (npm run live-check)
  --help          print this
`;

/** Without a terminal there is no width to ask for. */
const USUAL_COLUMNS = 100;
const STOPPED_EXIT_CODE = 130;

function readOptions() {
	const options = {
		json: { type: 'boolean' },
		profile: { type: 'string' },
		help: { type: 'boolean', short: 'h' },
	} as const;
	try {
		return parseArgs({ options }).values;
	} catch (error) {
		const [complaint] = (error as Error).message.split('. ');
		process.stderr.write(`${complaint}. Try --help.\n`);
		return process.exit(2);
	}
}

/** Aborted when the user, or whoever started the demo, wants it to end. */
function stopSignal(): AbortSignal {
	const controller = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, () => controller.abort());
	}
	return controller.signal;
}

async function main(): Promise<void> {
	const { json, profile, help } = readOptions();
	if (help) {
		process.stdout.write(HELP);
		return;
	}
	const signal = stopSignal();
	// Loaded only now, so that a mistyped option is answered at once.
	const [{ readProfile }, { tellStory }, { reportProgress }, { summarize }] = await Promise.all([
		import('../../simulator'),
		import('./story'),
		import('./progress'),
		import('./summary'),
	]);
	const project = path.resolve(__dirname, '../../..');
	const progress = reportProgress(json ? process.stderr : process.stdout);
	try {
		const switches = profile === undefined ? {} : readProfile(profile).switches;
		const story = await tellStory(project, progress, signal, switches);
		const ok = story.checks.every((check) => check.ok);
		process.stdout.write(
			json
				? `${JSON.stringify({ ok, ...story }, null, 2)}\n`
				: summarize(story, process.stdout.columns ?? USUAL_COLUMNS),
		);
		process.exitCode = ok ? 0 : 1;
	} catch (error) {
		const complaint = `The demo failed. ${(error as Error).stack}`;
		process.stderr.write(`\n${signal.aborted ? 'Stopped.' : complaint}\n`);
		process.exitCode = signal.aborted ? STOPPED_EXIT_CODE : 1;
	}
}

void main();
