import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import type { Story } from './story';

const run = promisify(execFile);
const command = ['--import', 'tsx', path.join(__dirname, 'main.ts')];

async function demo(...args: string[]) {
	return await run(process.execPath, [...command, ...args], { maxBuffer: 10_000_000 });
}

test('the workflows do what the list says, and the service has seen the same', async () => {
	const { stdout, stderr } = await demo('--json');
	const story = JSON.parse(stdout) as Story & { ok: boolean };
	expect(story.checks.filter(({ ok }) => !ok)).toEqual([]);
	expect(story.checks).toHaveLength(16);
	expect(story.ok).toBe(true);
	expect(story.refusedByRateLimit).toBeGreaterThan(0);
	expect(
		story.groups.map(({ subject, status, participants }) => [subject, status, participants.length]),
	).toEqual([
		['Harbour Café orders', 'created', 3],
		['Spring Fair crew', 'deleted', 2],
		['City Runners', 'full', 8],
		['Book Club', 'created', 2],
		['Night Shift', 'created', 2],
		['(No Name)', 'notCreated', 0],
	]);
	const outside = story.people.filter(({ fate }) => fate !== 'joined');
	expect(outside.map(({ recipient, fate }) => [recipient, fate])).toEqual([
		['call-me-maybe', 'notInvited'],
		['0202 555 0103', 'notInvited'],
		['+1 202 555 0118', 'groupFull'],
		['+1 202 555 0119', 'groupFull'],
		['+44 7700 900199', 'notDelivered'],
		['+1 202 555 0140', 'notInvited'],
	]);
	expect(story.messages.filter(({ text }) => !text.done)).toEqual([
		expect.objectContaining({ subject: 'Night Shift' }),
	]);
	expect(story.cleanUp.map(({ done }) => done)).toEqual([true, true]);
	expect(stderr).toContain('Invite members');
}, 120_000);

test('an unknown option is refused in one line', async () => {
	await expect(demo('--jsn')).rejects.toMatchObject({
		code: 2,
		stdout: '',
		stderr: expect.stringMatching(/^Unknown option '--jsn'.*\n$/),
	});
}, 60_000);

test('--help says how to use it', async () => {
	const { stdout } = await demo('--help');
	expect(stdout).toContain('npm run demo [-- --json]');
}, 60_000);

test('a story that fails before its first workflow runs leaves nothing open that would go on', async () => {
	const empty = await mkdtemp(path.join(tmpdir(), 'whatsapp-groups-demo-'));
	const part = (name: string) => JSON.stringify(path.join(__dirname, name));
	const script = `
		const { tellStory } = require(${part('story.ts')});
		const { reportProgress } = require(${part('progress.ts')});
		const never = new AbortController().signal;
		tellStory(${JSON.stringify(empty)}, reportProgress(process.stderr), never).catch((error) => {
			process.stderr.write(error.message);
			process.exitCode = 3;
		});`;
	try {
		await expect(
			run(process.execPath, ['--import', 'tsx', '-e', script], { timeout: 30_000 }),
		).rejects.toMatchObject({
			code: 3,
			killed: false,
			stderr: expect.stringContaining('package.json') as string,
		});
	} finally {
		await rm(empty, { recursive: true, force: true });
	}
}, 60_000);

test('Ctrl-C ends it at once, and cleanly', async () => {
	const ending = run(process.execPath, [...command, '--json']);
	ending.child.stderr?.once('data', () => ending.child.kill('SIGINT'));
	await expect(ending).rejects.toMatchObject({
		code: 130,
		stdout: '',
		stderr: expect.stringMatching(/\nStopped\.\n$/),
	});
	await expect(ending).rejects.not.toMatchObject({
		stderr: expect.stringContaining('approve-requests'),
	});
}, 60_000);
