/** What was measured, for people: docs/benchmarks.md and the terminal. */
import os from 'node:os';

import { NODE_VERSION, N8N_VERSION } from '../n8n/versions';
import { markdownTable } from '../../support/markdown';
import type { Section, Table, Target } from './section';

const GIB = 1024 ** 3;

export function documentOf(sections: readonly Section[]): string {
	const targets = sections.flatMap((section) => section.targets);
	const missed = targets.filter(({ met }) => !met);
	return [
		'<!-- Written by `npm run bench`. -->',
		'# Benchmarks',
		'Measured side by side in one run, by `npm run bench`: every contender has its rounds in turn with the others, so that what slows the machine down slows them all. Compare figures of one table with each other, not with those of another machine. Figures are medians; the smallest and the largest stand in parentheses.',
		`Machine: ${machine()}. Node ${NODE_VERSION}, n8n ${N8N_VERSION} for its own nodes and for deliveries; all of it on this machine, so every contender shares the processor with the service that it calls.`,
		'## In short',
		markdown(tableOfHighlights(sections)),
		'## Targets',
		`${targets.length - missed.length} of ${targets.length} were met.`,
		markdown(tableOfTargets(targets)),
		...sections.flatMap(({ title, about, tables }) => [
			`## ${title}`,
			...about,
			...tables.flatMap((table) => [`**${table.caption}**`, markdown(table)]),
		]),
	]
		.join('\n\n')
		.concat('\n');
}

/** For the terminal. */
export function summaryOf(sections: readonly Section[]): string {
	return sections
		.flatMap(({ title, tables, targets }) => [
			`${title}\n`,
			...tables.map((table) => `${table.caption}\n${aligned(table)}\n`),
			...targets.map(
				({ what, wanted, measured, met }) =>
					`${met ? 'met   ' : 'MISSED'}  ${what}: ${measured} (wanted ${wanted})`,
			),
			'',
		])
		.join('\n');
}

function machine(): string {
	const cpus = os.cpus();
	const memory = Math.round(os.totalmem() / GIB);
	return `${cpus.length} cores (${cpus[0].model.trim()}), ${memory} GB of memory, ${os.type()}`;
}

function tableOfHighlights(sections: readonly Section[]): Table {
	return {
		caption: 'In short',
		columns: ['', 'This package', 'The least possible', 'n8n’s own nodes'],
		rows: sections
			.flatMap(({ highlights }) => highlights)
			.map(({ what, ours, floor, other }) => [what, ours, floor, other]),
	};
}

function tableOfTargets(targets: readonly Target[]): Table {
	return {
		caption: 'Targets',
		columns: ['', 'Wanted', 'Measured', ''],
		rows: targets.map(({ what, wanted, measured, met }) => [
			what,
			wanted,
			measured,
			met ? 'met' : '**missed**',
		]),
	};
}

function markdown({ columns, rows }: Table): string {
	return markdownTable(columns, rows);
}

function aligned({ columns, rows }: Table): string {
	const widths = columns.map((column, index) =>
		Math.max(column.length, ...rows.map((row) => row[index].length)),
	);
	return [columns, ...rows]
		.map((cells) =>
			cells
				.map((cell, index) => cell.padEnd(widths[index]))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}
