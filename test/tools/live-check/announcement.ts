/** What a run is going to do, before it does anything. */
import { callsOf, type Level, type PlannedCall } from './calls';
import type { Terminal } from './terminal';

const TITLES: Record<Level, string> = {
	look: 'Look: reads only',
	try: 'Try: one group is created, changed and deleted',
	talk: 'Talk: messages in that group, to your own phone',
	hear: 'Hear: the number’s events',
};

const MANY = 20;

export function announce(
	{ colors, say, table }: Terminal,
	levels: readonly Level[],
	baseUrl: string,
	takesWebhook: boolean,
): void {
	const calls = callsOf(levels, takesWebhook);
	say(`${colors.bold('These calls will be made')} at ${baseUrl}, and no others:\n`);
	for (const level of levels) {
		const own = calls.filter((call) => call.level === level);
		say(colors.bold(TITLES[level]));
		if (own.length > 0) {
			say(
				table(
					['Call', 'Times', 'Why'],
					own.map((call) => row(call)),
				),
			);
		} else {
			say('  No call: deliveries are taken as they come.');
		}
	}
	say('A call is made again only when the service asks for a pause.');
	if (levels.includes('try')) {
		say(
			'Whoever gets the number’s webhook will see the events of this group. Its name begins with "Live check".',
		);
	}
	if (levels.includes('talk')) {
		say('Messages that are not templates cost nothing. Nobody but your own phone is in the group.');
	}
	if (takesWebhook) {
		say(
			'While the check runs, whoever held the number’s webhook gets nothing. It is given back as it was. Where there was none and the service cannot empty it, the address stays, and you are told.',
		);
	}
	say('');
}

function row({ method, path, most, why, when }: PlannedCall): string[] {
	const times = most === 1 ? '1' : most > MANY ? 'while waiting' : `up to ${most}`;
	return [`${method} ${path}`, times, when ? `${why} (if ${when})` : why];
}
