import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

import { expressionEngines } from './expressions';

test('every engine that this Node has gives the same values', async () => {
	const main = path.join(__dirname, 'expressionsMain.ts');
	const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', main]);
	const results = JSON.parse(stdout) as Record<string, unknown>;
	expect(Object.keys(results)).toEqual(expressionEngines);
	const [major] = process.versions.node.split('.');
	expect(expressionEngines.includes('vm')).toBe(Number(major) >= 24);
	for (const engine of expressionEngines) {
		expect(results[engine]).toEqual([
			{ status: 'success', items: [{ text: '1/1 A B' }, { text: '2/2 A B' }] },
			{ status: 'success', items: [{ text: [1, { list: ['a'] }] }, { text: [2, {}] }] },
			{ status: 'success', items: [{}, {}] },
			{ status: 'error', error: "Referenced node doesn't exist", items: [] },
			{ headers: { 'X-Key': 'key', 'X-Plain': 'plain' } },
		]);
	}
});
