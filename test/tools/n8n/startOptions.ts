import path from 'node:path';
import { parseArgs } from 'node:util';

import { DEFAULT_ADDRESS } from '../../simulator/address';
import { SetupError } from './cache';
import { N8N_VERSION } from './versions';

export const HELP = `Usage: npm start [-- --n8n-version X] [--port N] [--simulator-port N]
                 [--listen ADDRESS] [--folder FOLDER] [--reset] [--fresh]
       npm start -- --n8n-url URL [--simulator-port N] [--listen ADDRESS]
                 [--folder FOLDER] [--reset]

Starts n8n with these nodes installed, a simulator of 360dialog with its
playground beside it, and the example workflows imported, one of them active.
Workflows, groups and messages are kept for the next start. Ctrl-C ends it.

Once n8n is downloaded, a start takes 7 to 16 seconds on two cores; the first
one, in which n8n makes its database, some seconds more. The simulator and the
nodes then reach nothing outside this machine, and those calls of n8n to its
makers that it has a setting for are switched off.

  --n8n-version X     another version of n8n (default: ${N8N_VERSION})
  --port N            of the editor (default: 5678)
  --simulator-port N  of the simulator and the playground (default: 3600)
  --listen ADDRESS    where the simulator and the playground listen: an address
                      or a name of this machine (default: ${DEFAULT_ADDRESS}). n8n that is
                      started here stays on ${DEFAULT_ADDRESS}.
                      Whoever reaches that address can read and drive the
                      simulator without a key, and have it post to n8n: take one
                      that only your containers reach, such as Docker's bridge
                      (often 172.17.0.1), and no address of a network that you
                      do not trust. Browsers are served only under an address, a
                      name without a dot, a name in .localhost or .internal, and
                      the name that is given here
  --n8n-url URL       use an n8n that runs elsewhere, in Docker for example:
                      installs and starts no n8n, only the simulator and the
                      playground, and prints what that n8n has to mount and set
  --folder FOLDER     keep everything there (default: a folder in .cache/)
  --reset             forget the simulator's groups, people and messages
  --fresh             forget what is in n8n as well: workflows, executions
  --help              print this
`;

/** Where the simulator listens, and what it keeps. */
export interface ServiceOptions {
	simulatorPort: number;
	listen: string;
	reset: boolean;
	/** Where everything is kept, if not where it usually is. */
	folder?: string;
}

/** With n8n started here. */
export interface StartOptions extends ServiceOptions {
	version: string;
	port: number;
	fresh: boolean;
}

/** Beside an n8n that runs elsewhere. */
export interface BesideOptions extends ServiceOptions {
	n8nUrl: string;
}

const DEFINITIONS = {
	'n8n-version': { type: 'string' },
	'n8n-url': { type: 'string' },
	port: { type: 'string' },
	'simulator-port': { type: 'string', default: '3600' },
	listen: { type: 'string', default: DEFAULT_ADDRESS },
	folder: { type: 'string' },
	reset: { type: 'boolean', default: false },
	fresh: { type: 'boolean', default: false },
	help: { type: 'boolean', short: 'h' },
} as const;

/** What concerns an n8n that is started here. */
const OF_N8N_HERE = ['n8n-version', 'port', 'fresh'] as const;

/**
 * @returns nothing when help is wanted
 * @throws SetupError that names the mistake
 */
export function readOptions(args: readonly string[]): StartOptions | BesideOptions | undefined {
	const values = parse(args);
	if (values.help) return undefined;
	const service = {
		simulatorPort: readPort('--simulator-port', values['simulator-port']),
		listen: values.listen,
		reset: values.reset,
		...(values.folder !== undefined && { folder: path.resolve(values.folder) }),
	};
	const n8nUrl = values['n8n-url'];
	if (n8nUrl === undefined) {
		return {
			...service,
			version: values['n8n-version'] ?? N8N_VERSION,
			port: readPort('--port', values.port ?? '5678'),
			fresh: values.fresh,
		};
	}
	const idle = OF_N8N_HERE.find((name) => values[name]);
	if (idle)
		throw new SetupError(`--${idle} is for an n8n that is started here, not with --n8n-url.`);
	return { ...service, n8nUrl: readUrl(n8nUrl) };
}

function parse(args: readonly string[]) {
	try {
		return parseArgs({ args: [...args], options: DEFINITIONS }).values;
	} catch (error) {
		const [complaint] = (error as Error).message.split('. ');
		throw new SetupError(`${complaint}. Try --help.`);
	}
}

function readPort(option: string, word: string): number {
	const port = Number(word);
	if (/^\d+$/.test(word) && port >= 1024 && port <= 65_535) return port;
	throw new SetupError(`${option} takes a whole number from 1024 to 65535, not "${word}".`);
}

/** Without a slash at its end. */
function readUrl(word: string): string {
	const url = URL.canParse(word) ? new URL(word) : undefined;
	if (url && /^https?:$/.test(url.protocol)) return (url.origin + url.pathname).replace(/\/+$/, '');
	throw new SetupError(`--n8n-url takes an address such as http://localhost:5678, not "${word}".`);
}
