import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { demoSeeds, SETTINGS } from './index';
import { simulatorReadmeWithGenerated } from './readme';
import { startTestClient, type TestClient } from './testClient';

const README = readFileSync(join('test', 'simulator', 'README.md'), 'utf8');

let client: TestClient;
beforeEach(async () => {
	client = await startTestClient(demoSeeds());
});
afterEach(async () => await client.close());

test('its commands work when they are pasted', async () => {
	const { simulator } = client;
	const blocks = [...README.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block]) => block);
	expect(blocks.length).toBeGreaterThan(5);
	const script = blocks.join('\n').replace('BASE=http://127.0.0.1:3600', `BASE=${simulator.url}`);
	const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script]);
	expect(simulator.log.requests.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
	expect(stdout).toContain('{"joined":true}');
	expect(stdout).not.toContain('"error":');
	expect(simulator.log.sentMessages).toMatchObject([{ body: { text: { body: 'Welcome!' } } }]);
	expect(simulator.log.sentMessages[0].failedWith).toBeUndefined();
	expect(simulator.switches.createResponse).toBe('id');
	expect(simulator.faults.list()).toHaveLength(2);
});

test('its table has every switch with its values and default', () => {
	const rows = Object.entries(SETTINGS).map(([name, setting]) => {
		const others = (setting.values ?? []).filter((value) => value !== setting.default);
		const values = [setting.default, ...others].map((value) => `\`${String(value)}\``).join(', ');
		return `| \`${name}\` | ${values} | ${setting.doubt} | ${setting.about} |`;
	});
	const table = ['| switch | values | doubt | about |', '| --- | --- | --- | --- |', ...rows];
	const [, written] = README.split(/<!-- \/?switches -->/);
	expect(unpadded(written)).toEqual(table);
});

/** Rows of a table without the padding that the formatter adds. */
function unpadded(table: string): string[] {
	const rows = table.trim().split('\n');
	return rows.map((row) => row.replace(/ +/g, ' ').replace(/-{3,}/g, '---'));
}

test('its table of control endpoints is the one that is made from their schemas', async () => {
	const parts = (text: string) => unpadded(text.split(/<!-- \/?control -->/)[1]);
	expect(parts(README)).toEqual(parts(await simulatorReadmeWithGenerated(README)));
	expect(parts(README).length).toBeGreaterThan(50);
});
