import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { demoSeeds, forgetState, keepState, startSimulator, StateFileError } from './index';

let folder: string;
let file: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'simulator-state-'));
	file = path.join(folder, 'state.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fail = (message: string) => {
	throw new Error(message);
};

test('groups and messages outlive the process; forgetting begins anew', async () => {
	const first = await startSimulator(demoSeeds());
	const kept = keepState(first, file, fail);
	expect(kept.wasThere).toBe(false);
	const { id } = first.control.addGroup({ subject: 'Lasting', members: ['16505551001'] });
	first.control.sendText(id, '16505551001', 'Remember me');
	kept.stop();
	await first.close();
	const second = await startSimulator(demoSeeds());
	const again = keepState(second, file, fail);
	expect(again.wasThere).toBe(true);
	expect(second.state.groups.get(id)?.subject).toBe('Lasting');
	expect(second.state.chatLines.at(-1)?.message?.content.text).toBe('Remember me');
	again.stop();
	await second.close();
	forgetState(file);
	const third = await startSimulator(demoSeeds());
	expect(keepState(third, file, fail).wasThere).toBe(false);
	expect(third.state.groups.has(id)).toBe(false);
	await third.close();
	expect(readdirSync(folder)).toEqual(['state.json']);
});

test('a change is written by itself', async () => {
	const simulator = await startSimulator();
	const kept = keepState(simulator, file, fail);
	simulator.control.addGroup({ subject: 'Written soon' });
	const deadline = Date.now() + 20_000;
	while (!readFileSync(file, 'utf8').includes('Written soon') && Date.now() < deadline) {
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	expect(readFileSync(file, 'utf8')).toContain('Written soon');
	kept.stop();
	await simulator.close();
});

test.each([
	['', 'JSON'],
	['{"format":"whatsapp-groups-simulator"', 'JSON'],
	['{}', 'no saved state'],
	['{"format":"whatsapp-groups-simulator","version":1}', 'damaged'],
])('a file with %j is refused with a reason, and left as it is', async (content, reason) => {
	writeFileSync(file, content);
	const simulator = await startSimulator(demoSeeds());
	expect(() => keepState(simulator, file, fail)).toThrow(StateFileError);
	expect(() => keepState(simulator, file, fail)).toThrow(reason);
	expect(readFileSync(file, 'utf8')).toBe(content);
	expect(simulator.state.groups.size).toBe(4);
	await simulator.close();
});

test('a folder that cannot be written to is told at once', async () => {
	const simulator = await startSimulator();
	const nowhere = path.join(folder, 'missing', 'state.json');
	expect(() => keepState(simulator, nowhere, fail)).toThrow('cannot be kept');
	await simulator.close();
});

test('of two that keep the same file, the one whose file was replaced says so and overwrites nothing', async () => {
	const [first, second] = [await startSimulator(), await startSimulator()];
	const told: string[] = [];
	const keptByFirst = keepState(first, file, (message) => told.push(message));
	const keptBySecond = keepState(second, file, fail);
	first.control.addGroup({ subject: 'Of the first' });
	second.control.addGroup({ subject: 'Of the second' });
	expect(keptBySecond.stop()).toBe(true);
	expect(keptByFirst.stop()).toBe(false);
	expect(told).toEqual([expect.stringContaining('another program writes it')]);
	expect(readFileSync(file, 'utf8')).toContain('Of the second');
	await Promise.all([first.close(), second.close()]);
});
