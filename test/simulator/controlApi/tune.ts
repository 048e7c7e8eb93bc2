import type { Core } from '../core';
import type { Fault, FaultRule } from '../faults';
import { ControlError } from '../people';
import type { RateLimit } from '../rateLimit';
import type { Switches } from '../switches';
import type { Simulator } from '../types';
import {
	BadControl,
	digits,
	flag,
	object,
	oneOf,
	optional,
	text,
	whole,
	type ControlRoute,
} from './route';

export function faultView({ id, rule, hits, matches }: Fault) {
	const path = rule.path instanceof RegExp ? String(rule.path) : rule.path;
	return { id, hits, matches, rule: { ...rule, path } };
}

/** How the service behaves. */
export function tuning(core: Core, simulator: Simulator): ControlRoute[] {
	return [...behaviour(core, simulator), ...faults(simulator), ...keeping(simulator)];
}

function behaviour(core: Core, simulator: Simulator): ControlRoute[] {
	const { switches, control } = simulator;
	return [
		{
			method: 'PATCH',
			path: '/switches',
			about: 'sets switches',
			fields: {},
			more: '`{ name: value }`',
			run: (input) => {
				simulator.setSwitches(input as Partial<Switches>);
				return switches;
			},
		},
		{
			method: 'GET',
			path: '/latency',
			about: 'the latency',
			fields: {},
			run: () => core.latency,
		},
		{
			method: 'PUT',
			path: '/latency',
			about: 'sets it: `ms`, or `min` and `max`',
			fields: { ms: optional(whole), min: optional(whole), max: optional(whole) },
			run: ({ ms, min = ms, max = ms }) => {
				if (min === undefined || max === undefined) {
					throw new BadControl('"ms" is required, or "min" and "max"');
				}
				simulator.setLatency({ min: min as number, max: max as number });
				return core.latency;
			},
		},
		{
			method: 'GET',
			path: '/rate-limit',
			about: 'the rate limit',
			fields: {},
			run: () => ({ rateLimit: core.limiter.current }),
		},
		{
			method: 'PUT',
			path: '/rate-limit',
			about: 'sets it; `scope` is `messages` or `all`',
			fields: { perSecond: { ...whole, minimum: 1 }, scope: optional(oneOf('messages', 'all')) },
			run: (input) => {
				simulator.setRateLimit(input as unknown as RateLimit);
				return { rateLimit: core.limiter.current };
			},
		},
		{
			method: 'DELETE',
			path: '/rate-limit',
			about: 'removes it',
			fields: {},
			run: () => simulator.setRateLimit(null),
		},
		{
			method: 'PUT',
			path: '/api-key',
			about: 'makes another key valid',
			fields: { apiKey: text },
			run: ({ apiKey }) => simulator.setApiKey(apiKey as string),
		},
		{
			method: 'PUT',
			path: '/webhook',
			about: 'sets the main webhook without checks',
			fields: { url: text, headers: optional(object) },
			run: ({ url, headers = {} }) =>
				simulator.setWebhook({
					url: url as string,
					headers: headers as Record<string, string>,
				}),
		},
		{
			method: 'DELETE',
			path: '/webhook',
			about: 'removes it',
			fields: {},
			run: () => simulator.setWebhook(null),
		},
		{
			method: 'POST',
			path: '/advance',
			about: 'moves time forward',
			fields: { ms: whole },
			run: ({ ms }) => {
				simulator.advance(ms as number);
				return { now: new Date(simulator.now()).toISOString() };
			},
		},
		{
			method: 'PUT',
			path: '/eligible',
			about: 'whether the number may create groups; no other call shows it',
			fields: { eligible: flag },
			run: ({ eligible }) => control.setEligible(eligible as boolean),
		},
	];
}

function faults({ faults: programmed, control, deliverRaw, redeliver }: Simulator): ControlRoute[] {
	const code = { code: optional(whole) };
	return [
		{
			method: 'GET',
			path: '/faults',
			about: 'programmed faults with their hits',
			fields: {},
			run: () => programmed.list().map(faultView),
		},
		{
			method: 'POST',
			path: '/faults',
			about: 'programs a fault',
			fields: { kind: text },
			more: 'what belongs to the kind',
			run: (input) => faultView(programmed.add(input as unknown as FaultRule)),
		},
		{
			method: 'DELETE',
			path: '/faults',
			about: 'removes all',
			fields: {},
			run: () => programmed.clear(),
		},
		{
			method: 'DELETE',
			path: '/faults/:id',
			about: 'removes one',
			fields: { id: digits },
			run: ({ id }) => {
				if (!programmed.remove(Number(id))) throw new ControlError('There is no such fault');
			},
		},
		{
			method: 'POST',
			path: '/fail-next-creation',
			about: 'the next creation fails by webhook',
			fields: code,
			run: (input) => control.failNextCreation(input.code as number | undefined),
		},
		{
			method: 'POST',
			path: '/fail-next-deletion',
			about: 'the next deletion does',
			fields: code,
			run: (input) => control.failNextDeletion(input.code as number | undefined),
		},
		{
			method: 'POST',
			path: '/fail-next-settings',
			about: 'parts of the next update do; each with its code',
			fields: {
				subject: optional(whole),
				description: optional(whole),
				picture: optional(whole),
			},
			run: (codes) => control.failNextSettings(codes),
		},
		{
			method: 'POST',
			path: '/out-of-band-error',
			about: 'an error outside any message',
			fields: code,
			run: (input) => control.outOfBandError(input.code as number | undefined),
		},
		{
			method: 'POST',
			path: '/deliver',
			about: 'posts it to the webhook',
			fields: {},
			more: 'any payload',
			run: async (payload) => await deliverRaw(payload),
		},
		{
			method: 'POST',
			path: '/redeliver',
			about: 'posts to the webhook once more what a delivery had in it',
			fields: { delivery: whole },
			run: async ({ delivery }) => await redeliver(delivery as number),
		},
	];
}

function keeping(simulator: Simulator): ControlRoute[] {
	return [
		{
			method: 'GET',
			path: '/saved',
			about: 'the whole state as a file, to be loaded again',
			fields: {},
			run: () => simulator.save(),
		},
		{
			method: 'PUT',
			path: '/saved',
			about: 'loads such a file in place of everything that is there',
			fields: {},
			more: 'what `GET /_control/saved` answered',
			run: (saved) => simulator.load(saved),
		},
		{
			method: 'POST',
			path: '/reset',
			about: 'back to the start',
			fields: {},
			run: () => simulator.reset(),
		},
	];
}
