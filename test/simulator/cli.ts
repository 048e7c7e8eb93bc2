import { parseArgs } from 'node:util';

import type { DeliveryAttempt, RequestEntry } from './index';
import { isObject } from './validation';

const HELP = `A local simulator of 360dialog's WhatsApp Groups API.

Usage: npm run simulator -- [options]

  --listen ADDRESS  listen at this address or name of the machine (default: 127.0.0.1).
                    Whoever reaches it there can read and drive everything, without
                    the key, and have it post to this machine: never the internet
  --port N          listen on this port (default: chosen by the system)
  --api-key KEY     the key that calls must carry (default: sim-api-key)
  --seed            start with people, groups and templates to try
  --state FILE      keep groups, messages and settings in this file, over restarts
  --reset           forget what the file holds, and begin anew
  --webhook URL     deliver webhooks to this URL; http and a port are fine on loopback
  --profile FILE    behave as the account did from which npm run live-check made the file
  --rate N          accept at most N messages per second
  --latency MS      answer after about this time
  --quiet           do not print requests and deliveries
  --help            print this

More in test/simulator/README.md.`;

type Arguments = ReturnType<typeof readArguments>;

/** A mistake on the command line ends in one line that says which. */
function readArguments() {
	const { values } = parseArgs({
		options: {
			listen: { type: 'string' },
			port: { type: 'string' },
			'api-key': { type: 'string' },
			seed: { type: 'boolean' },
			state: { type: 'string' },
			reset: { type: 'boolean' },
			webhook: { type: 'string' },
			profile: { type: 'string' },
			rate: { type: 'string' },
			latency: { type: 'string' },
			quiet: { type: 'boolean' },
			help: { type: 'boolean', short: 'h' },
		},
	});
	const whole = (option: 'port' | 'rate' | 'latency', min: number, max: number) => {
		const word = values[option];
		if (word === undefined) return undefined;
		const number = Number(word);
		if (/^\d+$/.test(word) && number >= min && number <= max) return number;
		throw new Error(`--${option} takes a whole number from ${min} to ${max}, not "${word}"`);
	};
	if (values.webhook !== undefined && !URL.canParse(values.webhook)) {
		throw new Error(`--webhook takes a URL, not "${values.webhook}"`);
	}
	if (values.reset && values.state === undefined) {
		throw new Error('--reset needs --state: without a file there is nothing to forget');
	}
	return {
		...values,
		port: whole('port', 0, 65_535),
		rate: whole('rate', 1, 100_000),
		latency: whole('latency', 0, 60_000),
	};
}

/** A path as people write it, unless a terminal would obey what is in it. */
function readable(path: string): string {
	const decoded = decodeURIComponent(path);
	return /\p{Cc}/u.test(decoded) ? path : decoded;
}

function requestLine(entry: RequestEntry): string {
	const answer = entry.outcome === 'answered' ? String(entry.status) : entry.outcome;
	const code = entry.errorCode === undefined ? '' : ` (${entry.errorCode})`;
	const fault = entry.fault === undefined ? '' : ` [fault ${entry.fault}]`;
	const path = readable(entry.path);
	return `${entry.time.slice(11, 23)}  ${entry.method} ${path} → ${answer}${code}${fault}`;
}

/** Anything at all may be delivered by `POST /_control/deliver`. */
function fieldsOf(payload: unknown): string[] {
	const listed = (value: unknown, key: string) =>
		isObject(value) && Array.isArray(value[key]) ? (value[key] as unknown[]) : [];
	return listed(payload, 'entry')
		.flatMap((entry) => listed(entry, 'changes'))
		.map((change) => (isObject(change) ? String(change.field).replace(/\p{Cc}/gu, '') : ''));
}

function deliveryLine(attempt: DeliveryAttempt): string {
	const fields = [...new Set(fieldsOf(attempt.payload))].join(', ');
	const outcome = attempt.status ?? attempt.error ?? 'no answer';
	const retry = attempt.attempt > 1 ? ` (attempt ${attempt.attempt})` : '';
	return `${attempt.time.slice(11, 23)}  webhook ${fields} to ${attempt.destination} → ${outcome}${retry}`;
}

async function run(options: Arguments): Promise<void> {
	const print = (line: string) => {
		if (!options.quiet) console.log(line);
	};
	// Loaded only now, so that a mistyped option is answered at once.
	const { demoSeeds, forgetState, keepState, readProfile, startSimulator } = await import(
		'./index'
	);
	const profile = options.profile === undefined ? undefined : readProfile(options.profile);
	const simulator = await startSimulator({
		...(options.seed ? demoSeeds() : {}),
		listen: options.listen,
		port: options.port,
		switches: profile?.switches,
		apiKey: options['api-key'],
		webhook: options.webhook === undefined ? undefined : { url: options.webhook },
		rateLimit: options.rate === undefined ? undefined : { perSecond: options.rate },
		latency: options.latency,
		allowLoopbackWebhooks: true,
		onRequest: (entry) => print(requestLine(entry)),
		onDelivery: (attempt) => print(deliveryLine(attempt)),
	});
	let kept: ReturnType<typeof keepState> | undefined;
	if (options.state !== undefined) {
		if (options.reset) forgetState(options.state);
		try {
			kept = keepState(simulator, options.state, (message) => console.error(message));
		} catch (error) {
			await simulator.close();
			throw error;
		}
		// What was told on the command line counts for more than what the file remembers.
		if (options.webhook !== undefined) simulator.setWebhook({ url: options.webhook });
		if (options.rate !== undefined) simulator.setRateLimit({ perSecond: options.rate });
		if (options.latency !== undefined) simulator.setLatency(options.latency);
		if (profile) simulator.setSwitches(profile.switches);
	}
	console.log(`360dialog simulator

  Playground    ${simulator.url}
  Base URL      ${simulator.url}
  API key       ${simulator.apiKey}
  Control API   ${simulator.url}/_control
  Webhook       ${options.webhook ?? 'none yet (POST /v1/configs/webhook, or --webhook)'}

${kept?.wasThere ? `Going on with ${options.state}.\n\n` : ''}Enter the base URL and the API key in the credential "360dialog WhatsApp Groups API". Or try:

  curl -H 'D360-API-KEY: ${simulator.apiKey}' ${simulator.url}/groups

Ctrl-C ends it.
`);
	let closing = false;
	const close = () => {
		if (closing) return;
		closing = true;
		const isKept = kept?.stop() ?? true;
		simulator.close().then(
			() => process.exit(isKept ? 0 : 1),
			() => process.exit(1),
		);
	};
	process.on('SIGINT', close);
	process.on('SIGTERM', close);
}

async function main(): Promise<void> {
	const options = readArguments();
	if (options.help) console.log(HELP);
	else await run(options);
}

main().catch((error: unknown) => {
	const { code } = error as { code?: string };
	const advice: Record<string, string> = {
		EADDRINUSE: 'The port is taken. Choose another with --port, or leave it out.',
		EADDRNOTAVAIL: 'This machine does not have the address that --listen names.',
		ENOTFOUND: 'Nobody knows the name that --listen names.',
	};
	const known = code === undefined ? undefined : advice[code];
	console.error(known ?? (error instanceof Error ? error.message : error));
	process.exit(1);
});
