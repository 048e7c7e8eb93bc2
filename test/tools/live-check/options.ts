import { parseArgs } from 'node:util';
import { LEVELS, type Level } from './calls';

export const HELP = `Asks a real number how it behaves, and whether it is ready for groups.

Usage: npm run live-check -- [level] [options]

Levels, each with those before it:
  look   reads only (default)
  try    creates one group, changes it, deletes it
  talk   sends messages in that group to a phone of yours that joins it

Events of the number:
  --listen PORT        take deliveries on this port of this machine, at 127.0.0.1
  --take-webhook URL   with --listen: make this public address, which leads to the port, the
                       number's webhook for the time of the check, and give it back
  --deliveries FILE    read deliveries from a file: POSTs, or what the trigger put out with
                       Include Raw; may be given several times

Options:
  --key-file FILE      read the API key from this file; otherwise from the environment variable
                       D360_API_KEY, or it is asked for. It is never taken from the command line
  --base-url URL       default: https://waba-v2.360dialog.io
  --group ID           a group to look at, also when it is not in the list
  --phones N           how many of your phones join, 1 or 2; default: 1
  --report FILE        default: live-check-report.json
  --profile FILE       default: live-check-profile.json
  --yes                do not ask before anything is written
  --json               print the report as JSON on standard output, the rest on standard error
  --help               print this

More in docs/live-check.md.
`;

/** A mistake on the command line, in one sentence. */
export class UsageError extends Error {}

export interface Options {
	levels: Level[];
	baseUrl: string;
	keyFile?: string;
	groupId?: string;
	phones: number;
	listenPort?: number;
	webhookAddress?: string;
	deliveries: string[];
	report: string;
	profile: string;
	yes: boolean;
	json: boolean;
	help: boolean;
}

const OPTIONS = {
	listen: { type: 'string' },
	'take-webhook': { type: 'string' },
	deliveries: { type: 'string', multiple: true },
	'key-file': { type: 'string' },
	'base-url': { type: 'string', default: 'https://waba-v2.360dialog.io' },
	group: { type: 'string' },
	phones: { type: 'string', default: '1' },
	report: { type: 'string', default: 'live-check-report.json' },
	profile: { type: 'string', default: 'live-check-profile.json' },
	yes: { type: 'boolean', default: false },
	json: { type: 'boolean', default: false },
	help: { type: 'boolean', short: 'h', default: false },
} as const;

/** @throws a UsageError */
export function readOptions(args: string[]): Options {
	if (args.some((arg) => /^--(api-?)?key(=|$)/.test(arg))) {
		throw new UsageError(
			'The API key is not taken from the command line, where others can read it. Leave it out to be asked for it, or use D360_API_KEY or --key-file.',
		);
	}
	const { values, positionals } = parsed(args);
	const listenPort = whole('--listen', values.listen, 0, 65_535);
	const webhookAddress = values['take-webhook'];
	if (webhookAddress !== undefined && listenPort === undefined) {
		throw new UsageError('--take-webhook needs --listen: the address has to lead to this machine.');
	}
	if (webhookAddress !== undefined && !URL.canParse(webhookAddress)) {
		throw new UsageError(`--take-webhook takes a URL, not "${webhookAddress}".`);
	}
	const hears = listenPort !== undefined || values.deliveries !== undefined;
	return {
		levels: levelsOf(positionals, hears),
		baseUrl: baseUrlOf(values['base-url']),
		keyFile: values['key-file'],
		groupId: values.group,
		phones: whole('--phones', values.phones, 1, 2) ?? 1,
		listenPort,
		webhookAddress,
		deliveries: values.deliveries ?? [],
		report: values.report,
		profile: values.profile,
		yes: values.yes,
		json: values.json,
		help: values.help,
	};
}

function parsed(args: string[]) {
	try {
		return parseArgs({ args, options: OPTIONS, allowPositionals: true });
	} catch (error) {
		const [complaint] = (error as Error).message.split('. ');
		throw new UsageError(`${complaint}. Try --help.`);
	}
}

function whole(option: string, word: string | undefined, min: number, max: number) {
	if (word === undefined) return undefined;
	const number = Number(word);
	if (/^\d+$/.test(word) && number >= min && number <= max) return number;
	throw new UsageError(`${option} takes a whole number from ${min} to ${max}, not "${word}".`);
}

function levelsOf(words: string[], hears: boolean): Level[] {
	const odd = words.find((word) => !LEVELS.includes(word as Level));
	if (odd !== undefined) {
		throw new UsageError(`There is no level "${odd}", only ${LEVELS.join(', ')}.`);
	}
	if (words.includes('hear') && !hears) {
		throw new UsageError('The level hear needs --listen or --deliveries.');
	}
	const highest = Math.max(0, ...words.map((word) => ['look', 'try', 'talk'].indexOf(word)));
	return [...LEVELS.slice(0, highest + 1), ...(hears ? (['hear'] as const) : [])];
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** The key goes there: not without encryption, except on this machine. */
function baseUrlOf(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (!url || !/^https?:$/.test(url.protocol)) {
		throw new UsageError(`--base-url takes a URL, not "${text}".`);
	}
	if (url.protocol !== 'https:' && !LOOPBACK.includes(url.hostname)) {
		throw new UsageError('--base-url has to begin with https: the API key goes there.');
	}
	return text.replace(/\/+$/, '');
}
