/** What became of all the faults, as docs/reliability.md tells it. */
import { markdownTable } from '../../support/markdown';
import { NOTHING, type Observation } from './records';
import { alike, howToFindOut } from './wording';

const PARTS: Array<{ part: Observation['part']; title: string; about: string }> = [
	{
		part: 'calls',
		title: 'Calls',
		about:
			'Each fault hits each call of each operation, once and lasting. Each runs with On Error set to continue, with On Error set to stop, and with Retry On Fail. "Lost" counts what was told as done and was not, or told as not done and was; "doubled" what was done twice. Of what may have been done the user is told that it may.',
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
			'Each fault hits each call of activating a workflow, of what n8n asks at its start, and of deactivating: once, and for long. Then all is well again and it is tried once more, which must work. "Lost" counts webhooks of other systems that are gone and events that did not come, "doubled" registrations and events that are there twice, and addresses of n8n that are left behind.',
	},
	{
		part: 'killed',
		title: 'n8n is killed',
		about:
			'The process is ended with SIGKILL before each call, and after each call that has taken effect but is not answered; another process goes on with what n8n had stored. Counted as above.',
	},
];

/** What the parts come to; each is judged by the tests that write the records. */
const FINDINGS = [
	'**A fault that strikes once mostly costs nothing.** Reads, and what can safely be done again, are tried again, and you see nothing of it.',
	'**What must not be done twice is not tried again** when it may have been done: sending, inviting, creating, uploading, pinning, a new link. The error says so, and [how to find out](#how-to-find-out-whether-it-was-done).',
	'**A refusal for too many calls is waited for**, up to Max Rate Limit Wait. Then the item fails, and nothing was done for it.',
	'**An event that n8n could not take comes again**, and what was handed over starts nothing a second time.',
	'**A registration that failed or was killed half way works at the next try**, and other systems’ webhooks are given back; where that was not possible it is told below.',
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
			'Errors that belong to no message carry neither an id nor a time. Two of them cannot be told from one that comes twice, so none is held back.',
	},
];

type Figure = 'injected' | 'lost' | 'doubled';

function total(records: readonly Observation[], figure: Figure): number {
	return records.reduce((sum, record) => sum + record[figure], 0);
}

/** The same records give the same document, in whatever order they come. */
export function documentOf(records: readonly Observation[]): string {
	const [injected, lost, doubled] = (['injected', 'lost', 'doubled'] as const).map((figure) =>
		total(records, figure).toLocaleString('en'),
	);
	return [
		'<!-- Written by `npm run test:faults`. -->',
		'# Reliability',
		`Faults struck ${injected} times. Lost: **${lost}**. Done twice: **${doubled}**.`,
		'## In short',
		FINDINGS.map((finding) => `- ${finding}`).join('\n'),
		inShort(records),
		...exceptions(records),
		'## How it was found',
		"All of it was brought about by `npm run test:faults`, in n8n's own engine and over real HTTP to a simulator of 360dialog. The parts below tell of each fault what it hit, what you see, and what was lost or done twice.",
		'A fault strikes once, after which all is well again; or it lasts: then it hits each attempt of a run, which counts as one time. Where some items or people of a run are not hit, what is seen of those is left out. "…" stands for what differs: the call, the service’s own words, or [how to find out](#how-to-find-out-whether-it-was-done) whether it was done.',
		...PARTS.flatMap(({ part, title, about }) => {
			const own = records.filter((record) => record.part === part);
			const faults = [...new Set(own.map(({ fault }) => fault))].sort();
			const kinds = [...new Set(own.map(({ kind }) => kind))].sort();
			return [
				`## ${title}`,
				`${about} What it all hits: ${kinds.join('; ')}.`,
				...faults.flatMap((fault) =>
					sectionOf(
						own.filter((record) => record.fault === fault),
						kinds,
					),
				),
			];
		}),
		'## How to find out whether it was done',
		markdownTable(['After', 'What the error says'], waysToFindOut(records)),
	]
		.join('\n\n')
		.concat('\n');
}

function inShort(records: readonly Observation[]): string {
	const rows = PARTS.map(({ part, title }) => {
		const own = records.filter((record) => record.part === part);
		const figures = (['injected', 'lost', 'doubled'] as const).map((figure) =>
			total(own, figure).toLocaleString('en'),
		);
		const faults = new Set(own.map(({ fault }) => fault)).size;
		const kinds = new Set(own.map(({ kind }) => kind)).size;
		return [title, String(faults), String(kinds), ...figures];
	});
	return markdownTable(['', 'Faults', 'What they hit', 'Times', 'Lost', 'Doubled'], rows);
}

/** Where something was lost or done twice. */
function exceptions(records: readonly Observation[]): string[] {
	return EXCEPTIONS.flatMap(({ part, figure, words }) => {
		const meant = records.filter((record) => record.part === part);
		const sum = total(meant, figure);
		return sum > 0 ? [`**${sum} ${figure}:** ${words}`] : [];
	});
}

/** A fault's runs; those that end in the same words are one row. */
function sectionOf(records: readonly Observation[], ofPart: readonly string[]): string[] {
	const [{ fault, meaning }] = records;
	const kinds = [...new Set(records.map(({ kind }) => kind))].sort();
	const scope = kinds.length < ofPart.length ? ` It can hit: ${listed(kinds, ofPart)}.` : '';
	const groups = new Map<string, Observation[]>();
	for (const record of records) {
		const words = wordsOf(record.seen);
		groups.set(words, [...(groups.get(words) ?? []), record]);
	}
	const rows = [...groups].map(([words, same]) => [
		listed([...new Set(same.map(({ kind }) => kind))].sort(), kinds),
		durationOf(same),
		String(total(same, 'injected')),
		words,
		String(total(same, 'lost')),
		String(total(same, 'doubled')),
	]);
	rows.sort((one, other) => (one.join() < other.join() ? -1 : 1));
	const head = ['Hit', 'How long', 'Times', 'What you see', 'Lost', 'Doubled'];
	return [`### ${fault}`, `${meaning}${scope}`, markdownTable(head, rows)];
}

function wordsOf(seen: readonly string[]): string {
	const telling = seen.filter((text) => text !== NOTHING);
	return [...new Set((telling.length > 0 ? telling : seen).map(alike))].sort().join(' / ');
}

/** Some of all of them: those that are left out, where that is less to read. */
function listed(some: readonly string[], all: readonly string[]): string {
	const others = all.filter((one) => !some.includes(one));
	if (others.length === 0 && all.length > 1) return `all ${all.length}`;
	if (others.length < some.length && others.length > 0) return `all but ${others.join('; ')}`;
	return some.join('; ');
}

function durationOf(records: readonly Observation[]): string {
	const words = new Set(records.map(({ lasting }) => (lasting ? 'lasting' : 'once')));
	return [...words].sort().join(', ');
}

function waysToFindOut(records: readonly Observation[]): string[][] {
	const ways = new Map<string, Set<string>>();
	for (const { kind, seen } of records) {
		for (const how of seen.map(howToFindOut)) {
			if (how) ways.set(how, (ways.get(how) ?? new Set()).add(kind));
		}
	}
	return [...ways].map(([how, kinds]) => [[...kinds].sort().join('; '), how]).sort();
}
