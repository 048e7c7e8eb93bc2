import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { CREDENTIAL_TYPE, Engine } from './engine';
import { loadPackage } from './package';

const CREDENTIAL_FILE = 'dist/Key.credentials.js';
const folders: string[] = [];
afterAll(() => {
	for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A package of one node and one credential, whose file may be missing. */
function writePackage(hasCredential: boolean): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'package-'));
	folders.push(folder);
	const write = (file: string, content: string) => writeFileSync(path.join(folder, file), content);
	mkdirSync(path.join(folder, 'dist'));
	const n8n = { nodes: ['dist/Echo.node.js'], credentials: [CREDENTIAL_FILE] };
	write('package.json', JSON.stringify({ name: 'n8n-nodes-echo', version: '1.0.0', n8n }));
	write(
		'dist/Echo.node.js',
		`exports.Echo = class { description = { name: 'echo', displayName: 'Echo', group: [], version: 1,
			description: '', defaults: {}, inputs: ['main'], outputs: ['main'], properties: [],
			credentials: [{ name: '${CREDENTIAL_TYPE}' }] };
			async execute() { return [this.getInputData()]; } };`,
	);
	if (hasCredential) {
		write(
			CREDENTIAL_FILE,
			`exports.Key = class { name = '${CREDENTIAL_TYPE}'; displayName = 'Key'; properties = []; };`,
		);
	}
	return folder;
}

test('the nodes and credentials that package.json names are loaded, and run', async () => {
	const { nodeTypes, credentialTypes } = await loadPackage(writePackage(true));
	expect(Object.keys(nodeTypes)).toContain('n8n-nodes-echo.echo');
	expect(Object.keys(credentialTypes)).toEqual([CREDENTIAL_TYPE]);
	const engine = new Engine({
		nodeTypes,
		credentialType: credentialTypes[CREDENTIAL_TYPE],
		credentials: { apiKey: 'k', baseUrl: '' },
	});
	const node = { type: 'n8n-nodes-echo.echo' };
	const result = await engine.runNode({}, [{ json: { a: 1 } }], { node });
	expect(result.json('Node')).toEqual([{ a: 1 }]);
});

test('a file that is named and missing is an error', async () => {
	await expect(loadPackage(writePackage(false))).rejects.toThrow(/Key\.credentials/);
});
