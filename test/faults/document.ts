/** What became of all the faults, as docs/reliability.md tells it. */
import type { Observation } from './records';

const PARTS: Array<{ part: Observation['part']; title: string; about: string }> = [
	{
		part: 'calls',
		title: 'Calls',
		about:
			'Each fault hits each call of each operation: once, after which all is well again, and as long as it is tried. Each runs with On Error set to continue, with On Error set to stop, and with Retry On Fail. "Lost" counts what was told as done and was not, or told as not done and was; "doubled" what was done twice. Of what may have been done the user is told that it may.',
	},
	{
		part: 'deliveries',
		title: 'Deliveries',
		about:
			'Each fault hits each kind of event on its way to the trigger. "Lost" counts events that came to no execution, "doubled" those that came to a second one.',
	},
	{
		part: 'registration',
		title: 'Activating and deactivating',
		about:
			'Each fault hits each call of activating a workflow, of what n8n asks at its start, and of deactivating: once, and for long. Then all is well again and it is tried once more, which must work. "Lost" counts webhooks of other systems that are gone and events that did not come, "doubled" registrations and events that are there twice.',
	},
	{
		part: 'killed',
		title: 'n8n is killed',
		about:
			'The process is ended with SIGKILL before each call, and after each call that has taken effect but is not answered; another process goes on with what n8n had stored. Counted as above.',
	},
];

/** What the figures other than 0 mean; the tests let no others be. */
const EXCEPTIONS: Array<{
	part: Observation['part'];
	figure: 'lost' | 'doubled';
	words: string;
}> = [
	{
		part: 'deliveries',
		figure: 'doubled',
		words:
			'n8n took the delivery, but answered so late that the service sent it again. Nobody but n8n knows that it took it, so the events come once more, with the same `eventId`.',
	},
	{
		part: 'registration',
		figure: 'lost',
		words:
			'With Replace the service took our webhook, and then nothing worked for so long that the other system’s could not be put back. The error names it.',
	},
	{
		part: 'killed',
		figure: 'lost',
		words:
			'With Replace n8n was killed in the second between taking the other system’s place and storing what stood there. When the workflow is deactivated, that webhook has to be set by hand.',
	},
];

export function documentOf(records: readonly Observation[]): string {
	const total = (figure: 'injected' | 'lost' | 'doubled') =>
		records.reduce((sum, record) => sum + record[figure], 0).toLocaleString('en');
	return [
		'<!-- Written by `npm run test:faults`. -->',
		'# Reliability',
		`What goes wrong, what you see of it, and what is lost or done twice. All of it was brought about by \`npm run test:faults\`, in n8n's own engine and over real HTTP to a simulator of 360dialog: faults struck ${total('injected')} times in ${records.length.toLocaleString('en')} runs or sets of runs; lost: ${total('lost')}, doubled: ${total('doubled')}.`,
		'## In short',
		inShort(records),
		...exceptions(records),
		...PARTS.flatMap(({ part, title, about }) => {
			const own = records.filter((record) => record.part === part);
			const faults = [...new Set(own.map(({ fault }) => fault))].sort();
			return [
				`## ${title}`,
				about,
				...faults.flatMap((fault) => sectionOf(own.filter((record) => record.fault === fault))),
			];
		}),
	]
		.join('\n\n')
		.concat('\n');
}

function inShort(records: readonly Observation[]): string {
	const rows = PARTS.map(({ part, title }) => {
		const own = records.filter((record) => record.part === part);
		const sum = (figure: 'injected' | 'lost' | 'doubled') =>
			own.reduce((total, record) => total + record[figure], 0).toLocaleString('en');
		const faults = new Set(own.map(({ fault }) => fault)).size;
		const kinds = new Set(own.map(({ kind }) => kind)).size;
		return [title, String(faults), String(kinds), sum('injected'), sum('lost'), sum('doubled')];
	});
	return tableOf(['', 'Faults', 'What they hit', 'Times', 'Lost', 'Doubled'], rows);
}

/** Where something was lost or done twice. */
function exceptions(records: readonly Observation[]): string[] {
	return EXCEPTIONS.map(({ part, figure, words }) => {
		const count = records
			.filter((record) => record.part === part)
			.reduce((sum, record) => sum + record[figure], 0);
		return `**${count} ${figure}:** ${words}`;
	});
}

function sectionOf(records: readonly Observation[]): string[] {
	const [{ fault, meaning }] = records;
	const groups = new Map<string, Observation[]>();
	for (const record of records) {
		const key = record.seen;
		const same = groups.get(key);
		if (same) same.push(record);
		else groups.set(key, [record]);
	}
	const rows = [...groups].map(([seen, same]) => {
		const kinds = [...new Set(same.map(({ kind }) => kind))].sort().join('; ');
		const sum = (figure: 'injected' | 'lost' | 'doubled') =>
			same.reduce((total, record) => total + record[figure], 0);
		return [kinds, String(sum('injected')), seen, String(sum('lost')), String(sum('doubled'))];
	});
	rows.sort(([one], [other]) => (one < other ? -1 : 1));
	return [
		`### ${fault}`,
		meaning,
		tableOf(['Hit', 'Times', 'What you see', 'Lost', 'Doubled'], rows),
	];
}

function tableOf(head: string[], rows: string[][]): string {
	return [head, head.map(() => '---'), ...rows]
		.map((cells) => `| ${cells.map(escaped).join(' | ')} |`)
		.join('\n');
}

function escaped(cell: string): string {
	return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
