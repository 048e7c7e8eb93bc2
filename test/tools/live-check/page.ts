/** What a run ends with: readiness, what was seen, and what is left. */
import type { Outcome } from './run';
import type { Terminal } from './terminal';

const MARKS = { ok: '✓', bad: '✗', unknown: '?' };

export function tell({ colors, say, table }: Terminal, outcome: Outcome): void {
	const { readiness, findings, doubts, left, notes } = outcome;
	const paint = { ok: colors.green, bad: colors.red, unknown: colors.yellow };
	say(`\n${colors.bold('Is the number ready?')}`);
	for (const { topic, mark, text } of readiness.lines) {
		say(`  ${paint[mark](MARKS[mark])} ${topic.padEnd(17)} ${text}`);
	}
	if (readiness.next.length > 0) {
		say(`\n${colors.bold('What to do next')}`);
		for (const step of readiness.next) say(`  · ${step}`);
	}
	const rows = doubts.map(({ doubt, about, state, seen }) => [
		doubt,
		about,
		state,
		state === 'not known' ? '' : seen.filter((one) => !one.includes('not known:')).join('; '),
	]);
	const settled = doubts.filter(({ state }) => state === 'seen').length;
	say(`\n${colors.bold('Doubts about the service')}: ${settled} of ${doubts.length} seen`);
	say(table(['', 'About', 'State', 'Seen'], rows));
	const odd = Object.entries(findings).filter(([, { kind }]) => kind === 'misfit');
	if (odd.length > 0) {
		say(colors.yellow(`\nThis account does what no switch of the simulator knows:`));
		for (const [name, finding] of odd) {
			if (finding.kind === 'misfit') say(`  · ${name}: ${finding.what}`);
		}
		say('  Please attach the report to an issue: nobody has seen this before.');
	}
	for (const note of notes) say(colors.yellow(`\n${note}`));
	if (outcome.failure) say(colors.red(`\nThe check itself failed: ${outcome.failure.message}`));
	if (outcome.isStopped) say('\nStopped.');
	for (const sentence of left) say(colors.red(`\nLeft behind: ${sentence}`));
	if (outcome.seen.own && left.length === 0) say('\nNothing is left at the service.');
}
