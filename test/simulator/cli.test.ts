import { spawn } from 'node:child_process';
import { startSimulator } from './index';
import { startReceiver } from './receiver';

interface Program {
	/** Resolves with the first match in what was printed so far or will be. */
	printed(pattern: RegExp): Promise<RegExpMatchArray>;
	/** Exit code and all that was printed. */
	ended: Promise<{ code: number | null; output: string; errors: string }>;
	interrupt(): void;
}

function start(...args: string[]): Program {
	const child = spawn(process.execPath, ['--import', 'tsx', 'test/simulator/cli.ts', ...args]);
	let output = '';
	let errors = '';
	const listeners = new Set<() => void>();
	child.stdout.on('data', (chunk: Buffer) => {
		output += chunk.toString();
		for (const listener of listeners) listener();
	});
	child.stderr.on('data', (chunk: Buffer) => {
		errors += chunk.toString();
	});
	const ended = new Promise<{ code: number | null; output: string; errors: string }>((resolve) => {
		child.on('close', (code) => resolve({ code, output, errors }));
	});
	return {
		ended,
		interrupt: () => child.kill('SIGINT'),
		printed: async (pattern) =>
			await new Promise((resolve, reject) => {
				const look = () => {
					const match = output.match(pattern);
					if (match) resolve(match);
				};
				listeners.add(look);
				look();
				void ended.then(() => reject(new Error(`Ended without ${pattern}: ${output}${errors}`)));
			}),
	};
}

test('says what it serves, serves it, prints calls and deliveries, ends on Ctrl-C', async () => {
	const receiver = await startReceiver();
	const program = start('--seed', '--api-key', 'my-key', '--webhook', receiver.url, '--rate', '1');
	const [, url] = await program.printed(/Base URL\s+(http:\/\/127\.0\.0\.1:\d+)/);
	const [, curl] = await program.printed(/curl -H '([^']+)' \S+\/groups/);
	await program.printed(/Ctrl-C/);
	expect(curl).toBe('D360-API-KEY: my-key');
	const headers = { 'D360-API-KEY': 'my-key', 'content-type': 'application/json' };
	const list = await fetch(`${url}/groups`, { headers });
	const { data } = (await list.json()) as { data: { groups: unknown[] } };
	expect(data.groups).toHaveLength(4);
	await program.printed(/GET \/groups → 200/);
	const body = JSON.stringify({ messaging_product: 'whatsapp', subject: 'x' });
	await fetch(`${url}/groups`, { method: 'POST', headers, body });
	await program.printed(/webhook group_lifecycle_update to main → 200/);
	await fetch(`${url}/groups/no`, { headers });
	await program.printed(/GET \/groups\/no → 400 \(131041\)/);
	const limit = await fetch(`${url}/_control/rate-limit`);
	expect(await limit.json()).toEqual({ rateLimit: { perSecond: 1 } });
	program.interrupt();
	expect(await program.ended).toMatchObject({ code: 0, errors: '' });
	await receiver.close();
});

test('what is printed is one plain line, whatever is called and delivered', async () => {
	const receiver = await startReceiver();
	const program = start('--webhook', receiver.url);
	const [, url] = await program.printed(/Base URL\s+(http:\/\/127\.0\.0\.1:\d+)/);
	const headers = { 'content-type': 'application/json' };
	await fetch(`${url}/groups/%1b%5b2J%0a`);
	await program.printed(/GET \/groups\/%1b%5b2J%0a → 401/);
	for (const payload of [
		{ entry: 'x' },
		{ entry: [null] },
		{ entry: [{ changes: [null] }] },
		{ entry: [{ changes: [{ field: '\u001b[2J' }] }] },
	]) {
		const body = JSON.stringify(payload);
		const answer = await fetch(`${url}/_control/deliver`, { method: 'POST', headers, body });
		expect(answer.status).toBe(200);
	}
	program.interrupt();
	const { code, output, errors } = await program.ended;
	expect({ code, errors }).toEqual({ code: 0, errors: '' });
	expect(output.match(/webhook .*→ 200/g)).toHaveLength(4);
	expect(output).not.toContain('\u001b');
	await receiver.close();
});

test('a taken port: one line, and exit code 1', async () => {
	const other = await startSimulator();
	const { port } = new URL(other.url);
	const { code, output, errors } = await start('--port', port).ended;
	expect({ code, output }).toEqual({ code: 1, output: '' });
	expect(errors).toMatch(/^The port is taken\.[^\n]*\n$/);
	await other.close();
});

test('a mistake on the command line: one line, and exit code 1', async () => {
	const mistakes: Array<[string[], string]> = [
		[['--prot', '1'], "Unknown option '--prot'"],
		[['--port', 'x'], '--port takes a whole number'],
		[['--webhook', 'x'], '--webhook takes a URL'],
		[['--api-key'], "'--api-key <value>' argument missing"],
	];
	const ends = await Promise.all(mistakes.map(async ([args]) => await start(...args).ended));
	ends.forEach(({ code, errors }, index) => {
		expect(code).toBe(1);
		expect(errors).toContain(mistakes[index][1]);
		expect(errors.trim().split('\n')).toHaveLength(1);
	});
});

test('--help', async () => {
	const { code, output } = await start('--help').ended;
	expect(code).toBe(0);
	for (const option of ['port', 'api-key', 'seed', 'webhook', 'rate', 'latency', 'quiet']) {
		expect(output).toContain(`--${option}`);
	}
});
