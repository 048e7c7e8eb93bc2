/**
 * Documents that a command writes from what it measured tell of the faults, calls, events, registrations
 * and versions that there are now. How old their figures are no test can tell. But what is new, renamed or
 * gone must not be missing there, or stand there still: then the command has to be run again.
 */
import { spawnSync } from 'node:child_process';

import { CALLS } from '../faults/calls';
import { DELIVERY_FAULTS } from '../faults/deliveryFaults';
import { EVENT_KINDS } from '../faults/eventKinds';
import { FAULTS, PARTIAL } from '../faults/faults';
import { REGISTERING } from '../faults/registrations';
import { WANTED } from '../mutation/wanted';
import { N8N_VERSION, NODE_VERSION } from '../../tools/n8n/versions';
import { PROJECT, textOf } from './documents';

/** What stands below the headings of a level, by heading. */
function sections(text: string, level: number): Map<string, string> {
	const [, ...parts] = `\n${text}`.split(`\n${'#'.repeat(level)} `);
	return new Map(parts.map((part) => [part.split('\n', 1)[0], part]));
}

interface Told {
	faults: string[];
	/** What the faults of a part hit. */
	kinds: string[];
}

function toldIn(document: string, part: string): Told {
	const text = sections(document, 2).get(part) ?? '';
	const [, list = ''] = /What it all hits: (.*)\.\n/.exec(text) ?? [];
	return { faults: [...sections(text, 3).keys()].sort(), kinds: list.split('; ').sort() };
}

const titles = (faults: ReadonlyArray<{ title: string }>) => faults.map(({ title }) => title);
const kinds = (rows: ReadonlyArray<{ kind: string }>) => [...new Set(rows.map(({ kind }) => kind))];

describe('docs/reliability.md (if not: run "npm run test:faults")', () => {
	const document = textOf('docs/reliability.md');

	test('tells of every fault of a call, and of every call', () => {
		const told = toldIn(document, 'Calls');
		expect(told.faults).toEqual(titles([...FAULTS, PARTIAL]).sort());
		expect(told.kinds).toEqual(expect.arrayContaining(kinds(CALLS)));
	});

	test('tells of every fault of a delivery, and of every kind of event', () => {
		expect(toldIn(document, 'Deliveries')).toEqual({
			faults: titles(DELIVERY_FAULTS).sort(),
			kinds: kinds(EVENT_KINDS).sort(),
		});
	});

	test('tells of every kind of registration', () => {
		const told = toldIn(document, 'Activating and deactivating');
		expect(told.kinds).toEqual(kinds(REGISTERING).sort());
		expect(titles(FAULTS)).toEqual(expect.arrayContaining(told.faults));
	});
});

test('docs/benchmarks.md was measured with the versions of now (if not: run "npm run bench")', () => {
	expect(textOf('docs/benchmarks.md')).toContain(`Node ${NODE_VERSION}, n8n ${N8N_VERSION} for`);
});

test('docs/mutation.md tells of every folder (if not: run "npm run test:mutation")', () => {
	const told = [...textOf('docs/mutation.md').matchAll(/^\| `(\w+)\/` \|/gm)].map(
		([, folder]) => folder,
	);
	expect(told.sort()).toEqual(Object.keys(WANTED).sort());
});

test('a release does not write the changelog, which is kept by hand, from the commits', () => {
	const { output } = JSON.parse(textOf('.auto-changelog')) as { output: string };
	expect(output).not.toBe('CHANGELOG.md');
	const { status } = spawnSync('git', ['check-ignore', '--quiet', output], { cwd: PROJECT });
	expect(status).toBe(0);
});
