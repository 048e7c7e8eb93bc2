/**
 * Where faults come in: at the credential, through which each attempt of each call passes. An attempt
 * that shall be hit is marked by a header, on which the simulator acts. So it is certain which attempt
 * is hit, however many run at the same time.
 */
import type { ICredentialType, IHttpRequestOptions } from 'n8n-workflow';

import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import type { Simulator } from '../../simulator';
import type { Fault } from './faults';

const MARK = 'x-injected-fault';
/** A port that is reserved for a service that nobody runs any more. */
const NOBODY = 'http://127.0.0.1:1';
/** An answer that never comes need not be waited for as long as users do. */
const SILENCE_MS = 150;

/** Whether an attempt is hit, by its call ("GET /groups") and its number, counted from 0. */
export type Hits = (call: string, attempt: number) => boolean;

export interface Injection {
	credentialType: ICredentialType;
	/** How many attempts were hit so far. */
	injected(): number;
	/** Every attempt so far, in order, hit or not. */
	readonly attempts: readonly string[];
	/** From now on nothing goes wrong. */
	heal(): void;
}

export function inject(simulator: Simulator, fault: Fault, hits: Hits): Injection {
	if (fault.effect) {
		const where = ({ entry }: { entry: { headers: Record<string, string> } }) =>
			entry.headers[MARK] !== undefined;
		simulator.faults.add({ ...fault.effect, times: 0, where });
	}
	const attempts: string[] = [];
	let injected = 0;
	let healed = false;

	const spoil = (options: IHttpRequestOptions): void => {
		injected += 1;
		if (fault.refused) options.url = options.url.replace(simulator.url, NOBODY);
		if (fault.silent) options.timeout = SILENCE_MS;
		options.headers = { ...options.headers, [MARK]: 'yes' };
	};
	return {
		credentialType: Object.assign(new WhatsAppGroupsApi(), {
			authenticate: async (credentials: { apiKey?: unknown }, options: IHttpRequestOptions) => {
				const call = `${options.method ?? 'GET'} ${new URL(options.url).pathname}`;
				const isHit = !healed && hits(call, attempts.length);
				attempts.push(call);
				options.headers = { ...options.headers, 'D360-API-KEY': String(credentials.apiKey) };
				if (isHit) spoil(options);
				return await Promise.resolve(options);
			},
		}) as ICredentialType,
		injected: () => injected,
		attempts,
		heal: () => {
			healed = true;
		},
	};
}

/** Whether a call is the one of an operation's list, such as "GET /groups/{group_id}". */
export function isCall(pattern: string): (call: string) => boolean {
	const escaped = pattern
		.split(/\{[^}]*\}/)
		.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
		.join('[^/]+');
	const expression = new RegExp(`^${escaped}$`);
	return (call) => expression.test(call);
}

/** The first `count` attempts of a call. */
export function firstOf(pattern: string, count: number): Hits {
	const isMeant = isCall(pattern);
	let left = count;
	return (call) => {
		if (left === 0 || !isMeant(call)) return false;
		left -= 1;
		return true;
	};
}
