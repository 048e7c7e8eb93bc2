/** The command itself, as a process. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoSeeds, startSimulator, type Simulator } from '../../simulator';
import { ownGroup } from './world';

const MAIN = join(__dirname, 'main.ts');
const HIDDEN = ['a', 'key', 'that', 'nobody', 'sees', '123'].join('-');

let folder: string;
let simulator: Simulator;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'live-check-'));
	simulator = await startSimulator({ ...demoSeeds(), apiKey: HIDDEN, allowLoopbackWebhooks: true });
});
afterEach(async () => {
	await simulator.close();
	rmSync(folder, { recursive: true });
});

interface Ended {
	code: number | null;
	output: string;
	errors: string;
}

/** @param onOutput gets all that was printed so far */
async function run(
	args: string[],
	environment: Record<string, string> = { D360_API_KEY: HIDDEN },
	onOutput: (output: string, interrupt: () => void) => void = () => {},
): Promise<Ended> {
	const files = [
		'--report',
		join(folder, 'report.json'),
		'--profile',
		join(folder, 'profile.json'),
	];
	const child = spawn(
		process.execPath,
		['--import', 'tsx', MAIN, '--base-url', simulator.url, ...files, ...args],
		{ stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } },
	);
	let [output, errors] = ['', ''];
	child.stdout.on('data', (chunk: Buffer) => {
		output += chunk.toString();
		onOutput(output, () => child.kill('SIGINT'));
	});
	child.stderr.on('data', (chunk: Buffer) => {
		errors += chunk.toString();
	});
	return await new Promise((resolve) => {
		child.on('close', (code) => resolve({ code, output, errors }));
	});
}

test('looks, plain in a pipe, and writes a report and a profile', async () => {
	const { code, output, errors } = await run([]);
	expect({ code, errors }).toEqual({ code: 0, errors: '' });
	expect(output).not.toContain('\u001b');
	expect(output).toContain('✓ API key');
	expect(output.indexOf('These calls will be made')).toBeLessThan(output.indexOf('Looking'));
	expect(simulator.log.requests.every(({ method }) => method === 'GET')).toBe(true);
	const report = readFileSync(join(folder, 'report.json'), 'utf8');
	expect(JSON.parse(report)).toMatchObject({ levels: ['look'], stopped: false, left: 0 });
	expect(JSON.parse(readFileSync(join(folder, 'profile.json'), 'utf8'))).toMatchObject({
		switches: { listShape: 'data.groups' },
	});
	expect(output + report).not.toContain(HIDDEN);
});

test('--json prints the report and nothing else on standard output', async () => {
	const { code, output, errors } = await run(['--json']);
	expect(code).toBe(0);
	expect(JSON.parse(output)).toEqual(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')));
	expect(errors).toContain('These calls will be made');
});

test('nothing is written without being agreed to', async () => {
	const { code, output } = await run(['try']);
	expect(code).toBe(2);
	expect(output).toContain('agree with --yes');
	expect(simulator.log.requests).toEqual([]);
});

test('the key comes from a file, or from the environment; never from the command line', async () => {
	const file = join(folder, 'key');
	writeFileSync(file, `${HIDDEN}\n`);
	expect(await run(['--key-file', file], { D360_API_KEY: '' })).toMatchObject({ code: 0 });
	expect(await run([], { D360_API_KEY: '' })).toMatchObject({
		code: 2,
		errors: 'There is no API key. Set D360_API_KEY, or use --key-file.\n',
	});
	for (const word of ['--api-key', `--key=${HIDDEN}`]) {
		const { code, errors } = await run([word, HIDDEN], { D360_API_KEY: '' });
		expect(code).toBe(2);
		expect(errors).toContain('not taken from the command line');
		expect(errors).not.toContain(HIDDEN);
	}
}, 60_000);

test('a key that no header holds, and a report that cannot be written, are told before any call', async () => {
	const file = join(folder, 'key');
	for (const key of [`${HIDDEN}\nand more`, `${HIDDEN}\u200b`, 'schlüssel']) {
		writeFileSync(file, key);
		const { code, errors } = await run(['--key-file', file], { D360_API_KEY: '' });
		expect(code).toBe(2);
		expect(errors).toContain('The API key has characters that no key has');
		expect(errors).not.toContain(HIDDEN);
	}
	writeFileSync(file, HIDDEN, 'utf16le');
	expect(await run(['--key-file', file], { D360_API_KEY: '' })).toMatchObject({ code: 2 });
	const nowhere = await run(['--profile', join(folder, 'missing', 'profile.json')]);
	expect(nowhere).toMatchObject({ code: 2, errors: expect.stringContaining('cannot be written') });
	expect(simulator.log.requests).toEqual([]);
}, 60_000);

test('a key that is refused ends it at once', async () => {
	const { code, output } = await run(['try', '--yes'], { D360_API_KEY: 'wrong' });
	expect(code).toBe(1);
	expect(output).toContain('✗ API key');
	expect(simulator.log.requests).toHaveLength(1);
});

test.each([
	[['shout'], 'There is no level "shout"'],
	[['--listen', 'x'], '--listen takes a whole number'],
	[['--take-webhook', 'https://a.example'], '--take-webhook needs --listen'],
	[['hear'], 'The level hear needs'],
	[['--deliveries', 'none.json'], 'The file "none.json" cannot be read'],
	[['--base-url', 'http://example.com'], '--base-url has to begin with https'],
	[['--unknown'], "Unknown option '--unknown'"],
])('%s is a mistake that is told', async (args, complaint) => {
	const { code, errors } = await run(args);
	expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining(complaint) });
	expect(errors).not.toContain('    at ');
	expect(simulator.log.requests).toEqual([]);
});

test('Ctrl-C while the group is there: it is deleted', async () => {
	simulator.setSwitches({ creationDelayMs: 300 });
	simulator.setLatency(60);
	// A second one would leave the group where it is.
	let isInterrupted = false;
	const { code, output, errors } = await run(['talk', '--yes'], undefined, (text, interrupt) => {
		if (isInterrupted || !text.includes('Join with your phone')) return;
		isInterrupted = true;
		interrupt();
	});
	expect(code).toBe(130);
	expect(errors).toContain('Stopping');
	expect(output).toContain('Nothing is left at the service.');
	expect(ownGroup(simulator)).toBeUndefined();
	expect(simulator.log.count('DELETE', '/groups/:id')).toBeGreaterThan(0);
}, 60_000);

test('deliveries come from a file: POSTs, and what the trigger put out with Include Raw', async () => {
	const [group] = simulator.state.groups.values();
	simulator.control.leave(group.id, '16505551001');
	simulator.control.sendText(group.id, '16505551002', 'Hello');
	const [left, text] = simulator.events.map(({ field, value }) => ({
		object: 'whatsapp_business_account',
		entry: [{ id: '1', changes: [{ field, value }] }],
	}));
	const raw = text.entry[0].changes[0].value.messages?.[0];
	const file = join(folder, 'deliveries.json');
	writeFileSync(
		file,
		`${JSON.stringify(left)}\n${JSON.stringify([{ json: { event: 'x', raw } }])}\n`,
	);
	const { code } = await run(['--deliveries', file]);
	expect(code).toBe(0);
	expect(JSON.parse(readFileSync(join(folder, 'profile.json'), 'utf8'))).toMatchObject({
		switches: { timestampStyle: 'string', initiatedByPosition: 'group' },
	});
	expect(simulator.log.requests.every(({ method }) => method === 'GET')).toBe(true);
});
