import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { SetupError } from '../n8n/cache';
import { node24 } from '../n8n/node24';
import { documentOf, summaryOf } from './document';
import type { Section } from './section';

const ROOT = path.resolve(__dirname, '../../..');
const DOCUMENT = path.join(ROOT, 'docs', 'benchmarks.md');
const RESULTS = path.join(ROOT, '.cache', 'bench');

/** In the order of the document; each is a file or folder of that name. */
const PARTS = ['sending', 'cost', 'deliveries', 'parsing', 'footprint'];

const HELP = `Usage: npm run bench [-- part …]

Measures this package against n8n's own nodes and against what is physically
possible, side by side. All parts take about half an hour. Writes
docs/benchmarks.md; of parts that are not measured anew, the results of their
last run are taken. Ends with exit code 1 when a target is missed.

Parts: ${PARTS.join(', ')}
`;

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { help: { type: 'boolean', short: 'h' } },
	});
	if (values.help) {
		process.stdout.write(HELP);
		return;
	}
	const unknown = positionals.find((name) => !PARTS.includes(name));
	if (unknown !== undefined) {
		throw new SetupError(`There is no part "${unknown}". There are: ${PARTS.join(', ')}.`);
	}
	const begun = Date.now();
	const report = (line: string) => {
		const seconds = Math.round((Date.now() - begun) / 1000);
		process.stdout.write(`${String(seconds).padStart(5)} s  ${line}\n`);
	};
	// The Node that n8n itself needs, so that all parts are measured on one.
	const { executable } = await node24(report);
	const wanted = positionals.length > 0 ? positionals : PARTS;
	await mkdir(RESULTS, { recursive: true });
	for (const part of wanted) {
		const section = await measure(part, executable, report);
		process.stdout.write(`\n${summaryOf([section])}\n`);
		if (section.targets.some(({ met }) => !met)) process.exitCode = 1;
		await writeFile(resultOf(part), JSON.stringify(section));
	}
	const unmeasured = PARTS.filter((part) => !existsSync(resultOf(part)));
	if (unmeasured.length > 0) {
		report(`Wrote no document: ${unmeasured.join(', ')} were never measured here.`);
		return;
	}
	const sections = await Promise.all(
		PARTS.map(async (part) => JSON.parse(await readFile(resultOf(part), 'utf8')) as Section),
	);
	await writeFile(DOCUMENT, documentOf(sections));
	report('Wrote docs/benchmarks.md.');
}

function resultOf(part: string): string {
	return path.join(RESULTS, `${part}.json`);
}

/** In a process of its own, so that no part finds the memory as another left it. */
async function measure(
	part: string,
	executable: string,
	report: (line: string) => void,
): Promise<Section> {
	const child = fork(path.join(__dirname, 'part.ts'), [part], {
		cwd: ROOT,
		execPath: executable,
		execArgv: ['--expose-gc', '--import', 'tsx'],
		stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
	});
	return await new Promise((resolve, reject) => {
		let section: Section | undefined;
		child.on('message', (message) => {
			const { line, result } = message as { line?: string; result?: Section };
			if (line !== undefined) report(line);
			section = result ?? section;
		});
		child.on('close', (code) => {
			if (section) resolve(section);
			else reject(new SetupError(`The part "${part}" ended with exit code ${code}.`));
		});
	});
}

main().catch((error: Error) => {
	process.stderr.write(`\n${error instanceof SetupError ? error.message : error.stack}\n`);
	process.exitCode = 1;
});
