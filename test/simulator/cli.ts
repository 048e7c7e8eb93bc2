/* eslint-disable no-console, @n8n/community-nodes/no-restricted-globals -- a command-line program: it prints, reads its arguments and ends its own process; nothing under test/ is shipped */
import type { DeliveryAttempt, RequestEntry } from './index';

const HELP = `A local simulator of 360dialog's WhatsApp Groups API, on 127.0.0.1.

Usage: npm run simulator -- [options]

  --port N          listen on this port (default: chosen by the system)
  --api-key KEY     the key that calls must carry (default: sim-api-key)
  --seed            start with people, groups and templates to try
  --webhook URL     deliver webhooks to this URL; http and a port are fine on loopback
  --rate N          accept at most N messages per second
  --latency MS      answer after about this time
  --quiet           do not print requests and deliveries
  --help            print this

More in test/simulator/README.md.`;

interface Arguments {
	port?: number;
	apiKey?: string;
	seed?: boolean;
	webhook?: string;
	rate?: number;
	latency?: number;
	quiet?: boolean;
	help?: boolean;
}

/** A mistake on the command line. */
class UsageError extends Error {}

function parse(words: string[]): Arguments {
	const result: Arguments = {};
	const rest = [...words];
	const value = (option: string) => {
		const next = rest.shift();
		if (next === undefined || next.startsWith('--'))
			throw new UsageError(`${option} needs a value`);
		return next;
	};
	const whole = (option: string, min: number, max: number) => {
		const word = value(option);
		const number = Number(word);
		if (!/^\d+$/.test(word) || number < min || number > max) {
			throw new UsageError(`${option} takes a whole number from ${min} to ${max}, not "${word}"`);
		}
		return number;
	};
	for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
		if (option === '--port') result.port = whole(option, 0, 65535);
		else if (option === '--api-key') result.apiKey = value(option);
		else if (option === '--seed') result.seed = true;
		else if (option === '--webhook') result.webhook = value(option);
		else if (option === '--rate') result.rate = whole(option, 1, 100_000);
		else if (option === '--latency') result.latency = whole(option, 0, 60_000);
		else if (option === '--quiet') result.quiet = true;
		else if (option === '--help' || option === '-h') result.help = true;
		else throw new UsageError(`Unknown option "${option}". Try --help.`);
	}
	if (result.webhook !== undefined && !URL.canParse(result.webhook)) {
		throw new UsageError(`--webhook takes a URL, not "${result.webhook}"`);
	}
	return result;
}

function requestLine(entry: RequestEntry): string {
	const answer = entry.outcome === 'answered' ? String(entry.status) : entry.outcome;
	const code = entry.errorCode === undefined ? '' : ` (${entry.errorCode})`;
	const fault = entry.fault === undefined ? '' : ` [fault ${entry.fault}]`;
	const path = decodeURIComponent(entry.path);
	return `${entry.time.slice(11, 23)}  ${entry.method} ${path} → ${answer}${code}${fault}`;
}

function deliveryLine(attempt: DeliveryAttempt): string {
	const payload = attempt.payload as { entry?: Array<{ changes?: Array<{ field?: string }> }> };
	const changes = payload.entry?.flatMap((entry) => entry.changes ?? []) ?? [];
	const fields = [...new Set(changes.map(({ field }) => field))].join(', ');
	const outcome = attempt.status ?? attempt.error ?? 'no answer';
	const retry = attempt.attempt > 1 ? ` (attempt ${attempt.attempt})` : '';
	return `${attempt.time.slice(11, 23)}  webhook ${fields} to ${attempt.destination} → ${outcome}${retry}`;
}

async function run(options: Arguments): Promise<void> {
	const print = (line: string) => {
		if (!options.quiet) console.log(line);
	};
	// Loaded only now, so that a mistyped option is answered at once.
	const { demoSeeds, startSimulator } = await import('./index');
	const simulator = await startSimulator({
		...(options.seed ? demoSeeds() : {}),
		port: options.port,
		apiKey: options.apiKey,
		webhook: options.webhook === undefined ? undefined : { url: options.webhook },
		rateLimit: options.rate === undefined ? undefined : { perSecond: options.rate },
		latency: options.latency,
		allowLoopbackWebhooks: true,
		onRequest: (entry) => print(requestLine(entry)),
		onDelivery: (attempt) => print(deliveryLine(attempt)),
	});
	console.log(`360dialog simulator

  Base URL      ${simulator.url}
  API key       ${simulator.apiKey}
  Control API   ${simulator.url}/_control
  Webhook       ${options.webhook ?? 'none yet (POST /v1/configs/webhook, or --webhook)'}

Enter the base URL and the API key in the credential "360dialog WhatsApp Groups API". Or try:

  curl -H 'D360-API-KEY: ${simulator.apiKey}' ${simulator.url}/groups

Ctrl-C ends it.
`);
	let closing = false;
	const close = () => {
		if (closing) return;
		closing = true;
		simulator.close().then(
			() => process.exit(0),
			() => process.exit(1),
		);
	};
	process.on('SIGINT', close);
	process.on('SIGTERM', close);
}

async function main(): Promise<void> {
	const options = parse(process.argv.slice(2));
	if (options.help) console.log(HELP);
	else await run(options);
}

main().catch((error: unknown) => {
	const { code } = error as { code?: string };
	const taken = 'The port is taken. Choose another with --port, or leave it out.';
	console.error(code === 'EADDRINUSE' ? taken : error instanceof Error ? error.message : error);
	process.exit(1);
});
