/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   reads the document, and the tests that it names */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.resolve(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8');

const named = [...read('docs/security.md').matchAll(/`(test\/\S+\.test\.ts)` “([^”]+)”/g)].map(
	([, file, name]) => ({ file, name }),
);

test('each row of the document names a test', () => {
	const rows = read('docs/security.md')
		.split('\n')
		.filter((line) => /^\| (?!Against|---)/.test(line));
	expect(rows.length).toBeGreaterThan(15);
	expect(rows.filter((row) => !row.includes('.test.ts` “'))).toEqual([]);
});

test.each(named)('$file has the test “$name”', ({ file, name }) => {
	expect(read(file)).toContain(`'${name}'`);
});
