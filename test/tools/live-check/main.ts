import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { announce } from './announcement';
import { HearError } from './levels/hear';
import { HELP, readOptions, UsageError, type Options } from './options';
import { tell } from './page';
import { LeakError, reportOf } from './report/report';
import { liveCheck, type Outcome, type Settings } from './run';
import { USUAL_PATIENCE } from './service';
import { terminalOn, type Terminal } from './terminal';

const EXIT = { good: 0, bad: 1, usage: 2, leftBehind: 3, stopped: 130 };

async function main(): Promise<number> {
	const options = readOptions(process.argv.slice(2));
	if (options.help) {
		process.stdout.write(HELP);
		return EXIT.good;
	}
	const { stop, force } = signals();
	const output = options.json ? process.stderr : process.stdout;
	const isInteractive = process.stdin.isTTY === true && process.stderr.isTTY === true;
	const terminal = terminalOn(output, isInteractive, stop, options.yes);
	const { webhookAddress } = options;
	const takesWebhook = webhookAddress !== undefined;
	announce(terminal, options.levels, options.baseUrl, takesWebhook);
	const writes = options.levels.includes('try') || takesWebhook;
	if (writes && !(await terminal.agree('Something will be written at the service. Go on?'))) {
		terminal.say('Nothing was done. Without a terminal, agree with --yes.');
		return EXIT.usage;
	}
	const settings: Settings = {
		...options,
		webhookAddress: takesWebhook ? () => webhookAddress : undefined,
		apiKey: await readKey(options, terminal),
		patience: USUAL_PATIENCE,
	};
	for (const file of [options.report, options.profile]) requireWritable(file);
	const outcome = await liveCheck(settings, terminal, { stop, force });
	tell(terminal, outcome);
	const isWritten = write(options, settings, outcome, terminal);
	if (outcome.left.length > 0) return EXIT.leftBehind;
	if (outcome.isStopped) return EXIT.stopped;
	const isKeyGood = outcome.readiness.lines[0]?.mark === 'ok';
	return isKeyGood && isWritten && !outcome.failure ? EXIT.good : EXIT.bad;
}

/** The first Ctrl-C ends the check, and what it made is put back; the second ends that, too. */
function signals() {
	const stop = new AbortController();
	const force = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM'] as const) {
		process.on(name, () => {
			if (stop.signal.aborted) force.abort();
			else process.stderr.write('\nStopping. Press Ctrl-C again to leave things as they are.\n');
			stop.abort();
		});
	}
	return { stop: stop.signal, force: force.signal };
}

async function readKey({ keyFile }: Options, terminal: Terminal): Promise<string> {
	const key = keyFile === undefined ? process.env.D360_API_KEY : fileText(keyFile);
	const given = (key ?? (await terminal.secret('API key of the number (not shown):')) ?? '').trim();
	if (given === '') {
		throw new UsageError('There is no API key. Set D360_API_KEY, or use --key-file.');
	}
	// Nothing else fits in a header: it would look as if the network were broken.
	if (!/^[\x21-\x7e]+$/.test(given)) {
		throw new UsageError(
			'The API key has characters that no key has, such as blanks or line breaks. Copy it again, on one line; a key file has to be plain text (UTF-8).',
		);
	}
	return given;
}

function fileText(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		throw new UsageError(`The file "${file}" cannot be read.`);
	}
}

/** To be known before anything is asked: what was seen would be lost. */
function requireWritable(file: string): void {
	try {
		closeSync(openSync(file, 'a'));
	} catch (error) {
		throw new UsageError(`The file "${file}" cannot be written: ${(error as Error).message}`);
	}
}

function write(options: Options, settings: Settings, outcome: Outcome, { say }: Terminal): boolean {
	try {
		const { text, profile } = reportOf(settings, outcome, new Date());
		writeFileSync(options.report, text);
		writeFileSync(options.profile, `${JSON.stringify(profile, null, '\t')}\n`);
		say(`\nReport:  ${options.report} (without your data; it can be attached to an issue)`);
		say(`Profile: ${options.profile} (npm run simulator -- --profile ${options.profile})`);
		if (options.json) process.stdout.write(text);
		return true;
	} catch (error) {
		const isLeak = error instanceof LeakError;
		say(isLeak ? error.message : `The report could not be written: ${(error as Error).message}`);
		return false;
	}
}

main().then(
	(code) => process.exit(code),
	(error: Error) => {
		const isPrompt = error.name === 'ExitPromptError' || error.name === 'AbortPromptError';
		if (isPrompt) {
			process.stderr.write('\nStopped before anything was done.\n');
			process.exit(EXIT.stopped);
		}
		const isMistake = error instanceof UsageError || error instanceof HearError;
		process.stderr.write(
			`${isMistake ? error.message : `The live check failed. ${error.stack}`}\n`,
		);
		process.exit(isMistake ? EXIT.usage : EXIT.bad);
	},
);
