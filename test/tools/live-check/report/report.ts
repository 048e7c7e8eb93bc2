/** The one file that can be attached to an issue. */
import type { Profile } from '../../../simulator';
import type { Outcome, Settings } from '../run';
import { leaksIn } from './leaks';
import { Redactor } from './redact';
import { ERROR_WORDS } from './vocabulary';

export interface Report {
	text: string;
	profile: Profile;
}

/** A report would hold something that is the user's. */
export class LeakError extends Error {}

const HOW_TO_READ =
	'Values of the account are replaced: the same value has the same name everywhere, such as number-1 or group-2. Times are moved, all by the same amount.';

/** @throws a LeakError when anything that was to be replaced still stands in it */
export function reportOf(settings: Settings, outcome: Outcome, now: Date): Report {
	const redactor = new Redactor(Math.floor(now.getTime() / 1000));
	const { seen, findings, doubts, readiness } = outcome;
	const profile = profileOf(outcome, settings, now);
	const traffic = seen.exchanges.map((exchange) => redactor.exchange(exchange));
	const deliveries = seen.deliveries.map((delivery) => redactor.delivery(delivery));
	const report = {
		about: 'npm run live-check',
		day: now.toISOString().slice(0, 10),
		levels: settings.levels,
		howToRead: HOW_TO_READ,
		stopped: outcome.isStopped,
		left: outcome.left.length,
		readiness: readiness.lines.map(({ topic, mark }) => ({ topic, mark })),
		fitsNoSwitch: Object.entries(findings).flatMap(([name, finding]) =>
			finding.kind === 'misfit' ? [{ switch: name, seen: finding.what }] : [],
		),
		doubts,
		profile,
		switches: findings,
		traffic,
		deliveries,
	};
	const text = `${JSON.stringify(report, null, '\t')}\n`;
	const secrets = [...redactor.secrets].filter((secret) => !isCommon(secret));
	const leaks = leaksIn(text, [settings.apiKey, ...secrets]);
	if (leaks.length > 0) {
		throw new LeakError(
			`The report was not written: ${leaks.length} values of the account would stand in it. Please report this without the values.`,
		);
	}
	return { text, profile };
}

/** Only what was seen; the simulator's defaults stand for the rest. */
function profileOf({ findings }: Outcome, { levels }: Settings, now: Date): Profile {
	const seen = Object.entries(findings).flatMap(([name, finding]) =>
		finding.kind === 'seen' ? [[name, finding.value] as const] : [],
	);
	return {
		about: `Seen by the live check on ${now.toISOString().slice(0, 10)} (${levels.join(', ')})`,
		switches: Object.fromEntries(seen) as Profile['switches'],
	};
}

/** A single word, or words of errors: reports have such words anyway, and they are no key, number or id. */
function isCommon(secret: string): boolean {
	if (/^[a-z_]{1,20}$/i.test(secret)) return true;
	const words = secret.toLowerCase().split(/[^a-z]+/);
	const isPlain = /^[a-z\s_.,-]+$/i.test(secret);
	return isPlain && words.every((word) => word === '' || ERROR_WORDS.has(word));
}
