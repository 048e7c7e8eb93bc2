import { ControlError } from '../people';
import type { Simulator } from '../types';
import { describeSwitches } from '../switches';
import { digits, optional, text, whole, type ControlRoute, type Input } from './route';

const DEFAULT_LAST = 100;

/** The last entries of a list. */
function lastOf<T>(entries: readonly T[], { last }: Input): T[] {
	return entries.slice(-Number(last ?? DEFAULT_LAST));
}

/** What can be seen. */
export function observing(simulator: Simulator): ControlRoute[] {
	const { log, state } = simulator;
	const last = { last: optional(digits) };
	return [
		{
			method: 'GET',
			path: '/state',
			about: 'everything the service knows',
			fields: {},
			run: () => simulator.snapshot(),
		},
		{
			method: 'GET',
			path: '/people',
			about: 'people, with what they received one to one',
			fields: {},
			run: () => [...state.people.values()],
		},
		{
			method: 'GET',
			path: '/requests',
			about: 'requests, oldest first; the last 100 unless told',
			fields: last,
			run: (input) => lastOf(log.requests, input),
		},
		{
			method: 'GET',
			path: '/requests/:id/answer',
			about: 'the answer to one of the last 1,000 requests',
			fields: { id: digits },
			run: ({ id }) => {
				const answer = log.answerTo(Number(id));
				if (!answer) throw new ControlError(`No answer to request ${String(id)} is kept`);
				return answer;
			},
		},
		{
			method: 'GET',
			path: '/sent',
			about: 'accepted messages',
			fields: last,
			run: (input) => lastOf(log.sentMessages, input),
		},
		{
			method: 'GET',
			path: '/events',
			about: 'what was told to the webhook',
			fields: last,
			run: (input) => lastOf(simulator.events, input),
		},
		{
			method: 'GET',
			path: '/deliveries',
			about: 'attempts to deliver',
			fields: last,
			run: (input) => lastOf(simulator.deliveries, input),
		},
		{
			method: 'GET',
			path: '/switches',
			about: 'switches; with `?describe=1` what each is about',
			fields: { describe: optional(text) },
			run: ({ describe }) => (describe ? describeSwitches(simulator.switches) : simulator.switches),
		},
		{
			method: 'POST',
			path: '/idle',
			about: 'answers when nothing is under way',
			fields: { timeoutMs: optional(whole) },
			run: async ({ timeoutMs }) => await simulator.idle(timeoutMs as number | undefined),
		},
	];
}
