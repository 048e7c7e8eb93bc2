import type { Call } from './core';

/** What happens to a matching call, instead of or on top of the usual. */
export type FaultEffect =
	/** A refusal with this code, in the current error shape or in `shape`; no effect. */
	| {
			kind: 'error';
			code: number;
			status?: number;
			details?: string;
			shape?: 'graph' | 'string' | 'meta' | 'legacy' | 'html';
			/** Seconds for a `Retry-After` header. */
			retryAfter?: number;
	  }
	/** Any answer at all; no effect. */
	| {
			kind: 'answer';
			status: number;
			body?: unknown;
			headers?: Record<string, string>;
			contentType?: string;
	  }
	/** A gateway's page (502 unless told otherwise); no effect. */
	| { kind: 'html'; status?: number }
	/** The call takes effect and its JSON is cut in the middle. */
	| { kind: 'truncated' }
	/** The call takes effect and is answered under a wrong content type. */
	| { kind: 'contentType'; value: string }
	/** The call takes effect `delayMs` later. */
	| { kind: 'delay' }
	/** Never answered, without effect. */
	| { kind: 'timeout' }
	/** Takes effect, then silence. */
	| { kind: 'timeoutAfter' }
	/** The connection is reset before the call takes effect. */
	| { kind: 'reset' }
	/** The call takes effect, then the connection is reset. */
	| { kind: 'resetAfter' }
	/** A page whose `after` cursor is the one that was asked with. */
	| { kind: 'repeatedCursor' }
	/** 131059. */
	| { kind: 'expiredCursor' };

export type FaultRule = FaultEffect & {
	/** Any method when left out. */
	method?: string;
	/** The decoded path; `*` stands for anything. A RegExp in-process. */
	path?: string | RegExp;
	/** Only messages to this recipient (`to` of the body, or `recipient`, as sent). */
	to?: string;
	/** In-process only: any condition on the call. */
	where?: (call: Call) => boolean;
	/** How many calls are hit; default 1, 0 for all until it is removed. */
	times?: number;
	/** How many matching calls pass unharmed first; default 0. */
	skip?: number;
	/** Wait before anything happens. */
	delayMs?: number;
};

export interface Fault {
	id: number;
	rule: FaultRule;
	/** Calls that were hit. */
	hits: number;
	/** Calls that matched, hit or not. */
	matches: number;
	remove(): void;
}

const KINDS: ReadonlySet<string> = new Set<FaultEffect['kind']>([
	'error',
	'answer',
	'html',
	'truncated',
	'contentType',
	'delay',
	'timeout',
	'timeoutAfter',
	'reset',
	'resetAfter',
	'repeatedCursor',
	'expiredCursor',
]);

/** Programmed misfortune: the first rule that matches a call and is not used up applies. */
export class Faults {
	private readonly rules: Fault[] = [];
	private nextId = 1;

	/** Programs a fault. Throws an `Error` when the rule makes no sense. */
	add(rule: FaultRule): Fault {
		if (!KINDS.has(rule.kind)) throw new Error(`Unknown fault kind "${String(rule.kind)}"`);
		if (rule.kind === 'error' && !Number.isInteger(rule.code)) {
			throw new Error('A fault of kind "error" needs a numeric "code"');
		}
		const status = 'status' in rule ? rule.status : undefined;
		if (rule.kind === 'answer' && status === undefined) {
			throw new Error('A fault of kind "answer" needs a numeric "status"');
		}
		if (status !== undefined && !isWhole(status, 200, 599)) {
			throw new Error('"status" takes a whole number from 200 to 599');
		}
		for (const name of ['times', 'skip', 'delayMs'] as const) {
			if (!isWhole(rule[name] ?? 0, 0, Infinity))
				throw new Error(`"${name}" takes a number from 0`);
		}
		for (const name of ['method', 'path', 'to'] as const) {
			const value = rule[name] ?? '';
			if (typeof value !== 'string' && !(value instanceof RegExp)) {
				throw new Error(`"${name}" takes a text`);
			}
		}
		if (rule.kind === 'contentType' && typeof rule.value !== 'string') {
			throw new Error('A fault of kind "contentType" needs a "value"');
		}
		const fault: Fault = {
			id: this.nextId++,
			rule,
			hits: 0,
			matches: 0,
			remove: () => this.remove(fault.id),
		};
		this.rules.push(fault);
		return fault;
	}

	list(): readonly Fault[] {
		return this.rules;
	}

	/** The rules that still hit something, with what is left of their calls. */
	left(): FaultRule[] {
		return this.rules.flatMap(({ rule, hits, matches: seen }) => {
			const { times = 1, skip = 0 } = rule;
			if (seen === 0) return [rule];
			if (times > 0 && hits >= times) return [];
			const rest = times > 0 ? { times: times - hits } : {};
			return [{ ...rule, ...rest, skip: Math.max(0, skip - seen) }];
		});
	}

	remove(id: number): boolean {
		const index = this.rules.findIndex((fault) => fault.id === id);
		if (index < 0) return false;
		this.rules.splice(index, 1);
		return true;
	}

	clear(): void {
		this.rules.length = 0;
	}

	/** The fault that hits this call, counted as used. */
	take(call: Call): Fault | undefined {
		for (const fault of this.rules) {
			const { times = 1, skip = 0 } = fault.rule;
			if ((times > 0 && fault.hits >= times) || !matches(fault.rule, call)) continue;
			fault.matches++;
			if (fault.matches <= skip) continue;
			fault.hits++;
			return fault;
		}
		return undefined;
	}
}

function isWhole(value: unknown, least: number, most: number): boolean {
	return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

function matches(rule: FaultRule, call: Call): boolean {
	if (rule.method && rule.method.toUpperCase() !== call.method) return false;
	if (rule.path !== undefined && !pathMatches(rule.path, call.path)) return false;
	if (rule.to !== undefined) {
		const body = call.body as { to?: unknown; recipient?: unknown } | undefined;
		if ((body?.to ?? body?.recipient) !== rule.to) return false;
	}
	// Only a call that continues a list carries a cursor to spoil.
	const needsCursor = rule.kind === 'repeatedCursor' || rule.kind === 'expiredCursor';
	if (needsCursor && !call.query.after && !call.query.before) return false;
	return rule.where?.(call) ?? true;
}

function pathMatches(pattern: string | RegExp, path: string): boolean {
	if (pattern instanceof RegExp) return pattern.test(path);
	const escaped = pattern.split('*').map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
	return new RegExp(`^${escaped.join('.*')}$`).test(path);
}
