/** Links and pictures lead somewhere, and what people ask is answered within two clicks. */
import { OLDEST_N8N_VERSION, N8N_VERSION } from '../../tools/n8n/versions';
import { EVENTS } from '../../../nodes/WhatsAppGroups/events/catalogue';
import { brokenTargets, DOCUMENTS, readDocument, resolveTarget, textOf } from './documents';

const MOST_WORDS = 1500;

test.each(DOCUMENTS)('the links and pictures of %s lead somewhere', (file) => {
	expect(brokenTargets(file)).toEqual([]);
});

test('a link to nowhere is found, in each form that links have', () => {
	const text = [
		'# A `b` & c',
		'## A `b` & c',
		'[good](#a-b--c) [second of its name](#a-b--c-1) [file](docs/hosting.md#install)',
		'[no heading](#a-b) [no file](docs/nothing.md) [no heading there](docs/hosting.md#nothing)',
		'[outside](../README.md) ![no picture](docs/images/nothing.png) [by name]',
		'<img src="nothing.png"> `[code](nothing)`',
		'',
		'| a [cell](nothing-in-a-table) |',
		'| --- |',
		'',
		'[by name]: nothing-by-name',
	].join('\n\n');
	expect(brokenTargets('README.md', text.replaceAll('\n\n|', '\n|'))).toEqual([
		'#a-b',
		'docs/nothing.md',
		'docs/hosting.md#nothing',
		'../README.md',
		'docs/images/nothing.png',
		'nothing-by-name',
		'nothing.png',
		'nothing-in-a-table',
	]);
});

/** The documents that a document links to. */
function linkedFrom(file: string): string[] {
	return readDocument(textOf(file))
		.targets.map((target) => resolveTarget(file, target)?.file)
		.filter((found) => found !== undefined);
}

test('every document is within two clicks of the README', () => {
	const once = linkedFrom('README.md');
	const twice = once.filter((file) => DOCUMENTS.includes(file)).flatMap(linkedFrom);
	const reached = new Set(['README.md', ...once, ...twice]);
	expect(DOCUMENTS.filter((file) => !reached.has(file))).toEqual([]);
});

describe('the questions of readers', () => {
	const [, table] = textOf('docs/README.md').split('\n\n');
	const rows = table
		.split('\n')
		.slice(2)
		.map((row) => row.split('|').map((cell) => cell.trim()));

	test('there are twelve or more, one click from the README', () => {
		expect(linkedFrom('README.md')).toContain('docs/README.md');
		expect(rows.length).toBeGreaterThanOrEqual(12);
	});

	test.each(rows.map(([, question, answer]) => [question, answer]))('%s', (question, answer) => {
		expect(question).toMatch(/\?$/);
		expect(readDocument(answer).targets).not.toEqual([]);
		expect(brokenTargets('docs/README.md', answer)).toEqual([]);
	});
});

describe('the README', () => {
	const readme = textOf('README.md');

	test(`is read in one sitting: at most ${MOST_WORDS} words`, () => {
		const words = readme.split(/\s+/).filter(Boolean).length;
		expect(words).toBeLessThanOrEqual(MOST_WORDS);
		expect(words).toBeGreaterThan(500);
	});

	test('counts the events, and names the oldest n8n, as they are', () => {
		expect(readme).toContain(`[${EVENTS.length} events]`);
		expect(readme).toContain(`n8n ${OLDEST_N8N_VERSION} or newer`);
	});
});

test('the table of what was run names the versions that are run', () => {
	const hosting = textOf('docs/hosting.md');
	const { devDependencies } = JSON.parse(textOf('package.json')) as {
		devDependencies: Record<string, string>;
	};
	const names = [
		`n8n ${N8N_VERSION}`,
		`n8n ${OLDEST_N8N_VERSION}`,
		`n8n-core ${devDependencies['n8n-core']}`,
	];
	const [, table] = hosting.split('What was actually run:');
	const cells = table.split('|').map((cell) => cell.trim());
	for (const name of names) expect(cells).toContain(name);
});
