import fc from 'fast-check';

import { SeenEvents, type Ticket } from '../../../nodes/WhatsAppGroups/delivery/duplicates';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let time = 0;
const now = () => time;

beforeEach(() => {
	time = Date.UTC(2026, 0, 1);
});

function begin(seen: SeenEvents, ...ids: string[]): { fresh: string[]; ticket: Ticket } {
	const begun = seen.begin(ids);
	if (begun.status === 'pending') throw new Error('It is pending');
	return begun;
}

function hand(seen: SeenEvents, ...ids: string[]): string[] {
	const { fresh, ticket } = begin(seen, ...ids);
	seen.commit(ticket);
	return fresh;
}

describe('an event counts as seen only when n8n has accepted it', () => {
	it('is pending until then, and the whole POST with it', () => {
		const seen = new SeenEvents({ now });
		const { fresh, ticket } = begin(seen, 'a', 'b', 'a');
		expect(fresh).toEqual(['a', 'b']);
		expect(seen.begin(['c', 'b'])).toEqual({ status: 'pending' });
		expect(hand(seen, 'c')).toEqual(['c']);
		seen.commit(ticket);
		expect(begin(seen, 'b', 'd', 'a').fresh).toEqual(['d']);
	});

	it('is fresh again when it was refused', () => {
		const seen = new SeenEvents({ now });
		seen.release(begin(seen, 'a').ticket);
		expect(begin(seen, 'a').fresh).toEqual(['a']);
	});

	it('keeps the first of commit and release, however often they come', () => {
		const seen = new SeenEvents({ now });
		const accepted = begin(seen, 'a').ticket;
		seen.commit(accepted);
		seen.release(accepted);
		seen.commit(accepted);
		const refused = begin(seen, 'b').ticket;
		seen.release(refused);
		seen.commit(refused);
		expect(begin(seen, 'a', 'b').fresh).toEqual(['b']);
	});

	it('counts as accepted after ten minutes in which n8n has said nothing', () => {
		const seen = new SeenEvents({ now });
		begin(seen, 'a');
		time += 10 * MINUTE - 1;
		expect(seen.begin(['a'])).toEqual({ status: 'pending' });
		time += 1;
		expect(begin(seen, 'a').fresh).toEqual([]);
		expect(seen.exportTail()).toHaveLength(10);
	});

	it('counts so from the hang-up, once', () => {
		const seen = new SeenEvents({ now });
		const first = begin(seen, 'a').ticket;
		time += MINUTE;
		begin(seen, 'b');
		time += 8 * MINUTE;
		seen.hangUp(first);
		time += 2 * MINUTE;
		expect(begin(seen, 'b').fresh).toEqual([]);
		time += 8 * MINUTE - 1;
		expect(seen.begin(['a'])).toEqual({ status: 'pending' });
		time += 1;
		seen.hangUp(first);
		expect(begin(seen, 'a').fresh).toEqual([]);
	});

	it('is fresh again when n8n refuses it later than that', () => {
		const seen = new SeenEvents({ now });
		const { ticket } = begin(seen, 'a', 'b');
		time += 10 * MINUTE;
		expect(begin(seen, 'a', 'b').fresh).toEqual([]);
		time += 1;
		seen.release(ticket);
		expect(seen.size).toBe(0);
		const again = begin(seen, 'a');
		seen.commit(again.ticket);
		seen.release(ticket);
		expect(begin(seen, 'a').fresh).toEqual([]);
	});

	it('stays accepted when n8n says so later than that, whatever comes then', () => {
		const seen = new SeenEvents({ now });
		const { ticket } = begin(seen, 'a');
		time += 10 * MINUTE;
		expect(begin(seen, 'a').fresh).toEqual([]);
		seen.commit(ticket);
		seen.release(ticket);
		expect(begin(seen, 'a').fresh).toEqual([]);
	});

	it('of which n8n was silent leaves alone what was accepted anew since', () => {
		const seen = new SeenEvents({ now });
		const { ticket } = begin(seen, 'a');
		time += 10 * MINUTE;
		begin(seen, 'b');
		time += 7 * DAY;
		expect(hand(seen, 'a')).toEqual(['a']);
		seen.release(ticket);
		expect(begin(seen, 'a').fresh).toEqual([]);
	});

	it('is forgotten after seven days', () => {
		const seen = new SeenEvents({ now });
		hand(seen, 'a');
		time += 7 * DAY - 1;
		expect(hand(seen, 'a')).toEqual([]);
		time += 1;
		expect(hand(seen, 'a')).toEqual(['a']);
		expect(seen.size).toBe(1);
	});
});

/** What must hold, in the simplest words: a set of what was accepted, and who is handling what. */
it('never loses an event and never hands one over twice', () => {
	const id = fc.constantFrom(...'abcdefgh');
	const steps = fc.array(
		fc.oneof(
			{ weight: 4, arbitrary: fc.record({ do: fc.constant('begin' as const), ids: fc.array(id) }) },
			{ weight: 3, arbitrary: fc.record({ do: fc.constant('commit' as const), at: fc.nat() }) },
			{ weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), at: fc.nat() }) },
			fc.record({ do: fc.constant('hangUp' as const), at: fc.nat() }),
			fc.record({ do: fc.constant('wait' as const), ms: fc.nat({ max: 10 * MINUTE }) }),
			fc.record({ do: fc.constant('restart' as const) }),
		),
		{ maxLength: 60 },
	);
	fc.assert(
		fc.property(steps, (list) => {
			let seen = new SeenEvents({ now });
			const accepted = new Set<string>();
			interface Handling {
				ticket: Ticket;
				fresh: string[];
				/** Since when nothing was heard of it. */
				at: number;
				state: 'open' | 'presumed' | 'closed';
			}
			let handlings: Handling[] = [];
			const presume = () => {
				for (const one of handlings) {
					if (one.state !== 'open' || time - one.at < 10 * MINUTE) continue;
					one.state = 'presumed';
					one.fresh.forEach((id) => accepted.add(id));
				}
			};
			const isHeld = (one: string) =>
				handlings.some(({ fresh, state }) => state === 'open' && fresh.includes(one));
			for (const step of list) {
				presume();
				if (step.do === 'wait') {
					time += step.ms;
				} else if (step.do === 'restart') {
					seen = new SeenEvents({ now, tail: seen.exportTail() });
					handlings = [];
				} else if (step.do === 'begin') {
					const begun = seen.begin(step.ids);
					expect(begun.status).toBe(step.ids.some(isHeld) ? 'pending' : 'ok');
					if (begun.status === 'pending') continue;
					const fresh = [...new Set(step.ids)].filter((one) => !accepted.has(one));
					expect(begun.fresh).toEqual(fresh);
					handlings.push({ ticket: begun.ticket, fresh, at: time, state: 'open' });
				} else if (handlings.length > 0) {
					const chosen = handlings[step.at % handlings.length];
					seen[step.do](chosen.ticket);
					if (step.do === 'hangUp') {
						if (chosen.state === 'open') chosen.at = time;
						continue;
					}
					if (chosen.state === 'closed') continue;
					for (const one of chosen.fresh) {
						if (step.do === 'commit') accepted.add(one);
						else accepted.delete(one);
					}
					chosen.state = 'closed';
				}
			}
			presume();
			for (const one of 'abcdefgh') {
				if (!isHeld(one)) expect(begin(seen, one).fresh).toEqual(accepted.has(one) ? [] : [one]);
			}
		}),
		{ numRuns: 500 },
	);
});

describe('memory', () => {
	it('holds the last 10,000 of 200,000 events', () => {
		const seen = new SeenEvents({ now });
		let largest = 0;
		for (let index = 0; index < 200_000; index += 1000) {
			hand(seen, ...Array.from({ length: 1000 }, (_, offset) => `event ${index + offset}`));
			largest = Math.max(largest, seen.size);
		}
		expect(largest).toBe(10_000);
		expect(begin(seen, 'event 190000', 'event 199999').fresh).toEqual([]);
		expect(begin(seen, 'event 189999').fresh).toEqual(['event 189999']);
	});

	it('has 10,000 events under way at most, and makes the next POST wait', () => {
		const seen = new SeenEvents({ now });
		const ids = Array.from({ length: 10_000 }, (_, index) => `event ${index}`);
		hand(seen, 'handled before');
		const half = begin(seen, ...ids.slice(0, 5000)).ticket;
		begin(seen, ...ids.slice(5000));
		expect(seen.begin(['one more'])).toEqual({ status: 'pending' });
		expect(begin(seen, 'handled before').fresh).toEqual([]);
		expect(seen.size).toBe(10_001);
		seen.commit(half);
		expect(begin(seen, 'one more').fresh).toEqual(['one more']);
	});

	it('takes a POST of any size when nothing else is under way', () => {
		const seen = new SeenEvents({ now });
		const ids = Array.from({ length: 10_001 }, (_, index) => `event ${index}`);
		expect(hand(seen, ...ids)).toEqual(ids);
		expect(seen.size).toBe(10_000);
	});

	it('holds nothing of what was refused, and of silence only that it counts', () => {
		const seen = new SeenEvents({ now });
		seen.release(begin(seen, 'refused').ticket);
		expect(seen.size).toBe(0);
		for (let index = 0; index < 20_000; index += 1000) {
			begin(seen, ...Array.from({ length: 1000 }, (_, offset) => `silent ${index + offset}`));
			time += 10 * MINUTE;
		}
		expect(seen.exportTail()).toHaveLength(2560);
		expect(seen.size).toBe(10_000);
	});
});

describe('the tail for restarts', () => {
	const ids = Array.from({ length: 1000 }, (_, index) => `event ${index}`);

	it('holds the last 256 events in 2,562 bytes', () => {
		const seen = new SeenEvents({ now });
		hand(seen, ...ids);
		const tail = seen.exportTail();
		expect(Buffer.byteLength(JSON.stringify(tail))).toBe(2562);
		expect(hand(new SeenEvents({ now, tail }), ...ids)).toEqual(ids.slice(0, -256));
	});

	it('holds nothing that was not accepted', () => {
		const seen = new SeenEvents({ now });
		begin(seen, 'a');
		seen.release(begin(seen, 'b').ticket);
		expect(seen.exportTail()).toBe('');
	});

	it('goes on over restarts, newest last', () => {
		const first = new SeenEvents({ now });
		hand(first, ...ids.slice(0, 200));
		const second = new SeenEvents({ now, tail: first.exportTail() });
		hand(second, ...ids.slice(200, 300));
		const third = new SeenEvents({ now, tail: second.exportTail() });
		expect(hand(third, ...ids.slice(0, 300))).toEqual(ids.slice(0, 44));
	});

	it('is forgotten seven days after it was loaded', () => {
		const first = new SeenEvents({ now });
		hand(first, 'a');
		const second = new SeenEvents({ now, tail: first.exportTail() });
		time += 7 * DAY;
		expect(hand(second, 'a')).toEqual(['a']);
	});

	it.each([
		['!aaaaaaaaa'],
		['aaaaaaaaa!'],
		['aaaaa aaaa'],
		['aaaaaaaaa'],
		['aaaaaaaaaaaaaaa'],
		[['aaaaaaaaaa']],
	])('%j is none', (tail) => {
		expect(new SeenEvents({ now, tail: tail as string }).size).toBe(0);
	});

	it('is read in pieces of ten characters', () => {
		expect(new SeenEvents({ now, tail: 'aaaaaaaaaabbbbbbbbbb' }).size).toBe(2);
	});

	it('that is none of ours is ignored', () => {
		fc.assert(
			fc.property(fc.anything(), (tail) => {
				const seen = new SeenEvents({ now, tail: tail as string });
				expect(begin(seen, 'a', 'b').fresh).toEqual(['a', 'b']);
			}),
		);
	});
});
