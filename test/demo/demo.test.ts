/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   runs the demo as a user does, in a process of its own */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import type { Story } from './story';

const run = promisify(execFile);
const script = path.resolve(__dirname, '../../scripts/demo.mjs');

async function demo(...args: string[]) {
	return await run(process.execPath, [script, ...args], { maxBuffer: 10_000_000 });
}

test('the demo’s workflows run, and what they claim is what the service saw', async () => {
	const { stdout, stderr } = await demo('--json');
	const story = JSON.parse(stdout) as Story & { ok: boolean };
	expect(story.checks.filter(({ ok }) => !ok)).toEqual([]);
	expect(story.ok).toBe(true);
	expect(story.refusedByRateLimit).toBeGreaterThan(0);
	expect(story.groups.map(({ participants }) => participants)).toEqual([3, 2, 8, 2, 2, 0]);
	expect(story.people.filter(({ invited }) => !invited).map(({ recipient }) => recipient)).toEqual([
		'call-me-maybe',
		'0202 555 0103',
	]);
	expect(stderr).toContain('✓ Invite members');
}, 120_000);

test('an unknown option is refused in one line', async () => {
	await expect(demo('--jsn')).rejects.toMatchObject({
		code: 2,
		stderr: expect.stringMatching(/^Unknown option '--jsn'.*\n$/),
	});
}, 60_000);
