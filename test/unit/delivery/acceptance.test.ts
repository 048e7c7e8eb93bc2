import { EventEmitter } from 'node:events';

import fc from 'fast-check';

import { watchAnswer } from '../../../nodes/WhatsAppGroups/delivery/acceptance';
import { SeenEvents } from '../../../nodes/WhatsAppGroups/delivery/duplicates';

type Watched = Parameters<typeof watchAnswer>[0];

/** An answer as Node has it, in the parts that matter here: what happens to it, the test decides. */
class FakeAnswer extends EventEmitter {
	statusCode = 200;
	destroyed = false;
	readonly calls: Array<{ self: unknown; parameters: unknown[] }> = [];

	end(this: unknown, ...parameters: unknown[]): unknown {
		(this as FakeAnswer).calls.push({ self: this, parameters });
		return this;
	}

	/** n8n answers. */
	answer(status: number): void {
		this.statusCode = status;
		this.end('body');
	}

	hangUp(): void {
		this.destroyed = true;
		this.emit('close');
	}
}

function watched(answer = new FakeAnswer()) {
	const told: string[] = [];
	watchAnswer(answer as unknown as Watched, {
		accepted: () => told.push('accepted'),
		refused: () => told.push('refused'),
		hungUp: () => told.push('hung up'),
	});
	return { answer, told };
}

describe('n8n’s own call of end tells, and nothing else', () => {
	test.each([200, 201, 202, 204, 301, 400, 401, 404, 429, 500, 502, 503])('%i', (status) => {
		const { answer, told } = watched();
		answer.answer(status);
		expect(told).toEqual([status === 200 ? 'accepted' : 'refused']);
	});

	const HAPPENINGS = {
		accept: (answer: FakeAnswer) => answer.answer(200),
		refuse: (answer: FakeAnswer) => answer.answer(500),
		finish: (answer: FakeAnswer) => answer.emit('finish'),
		hangUp: (answer: FakeAnswer) => answer.hangUp(),
		prefinish: (answer: FakeAnswer) => answer.emit('prefinish'),
	};
	const names = Object.keys(HAPPENINGS) as Array<keyof typeof HAPPENINGS>;
	const orders = names.flatMap((one) =>
		names.flatMap((two) => names.map((three) => [one, two, three] as const)),
	);

	test.each(orders)('%s, %s, %s', (...order) => {
		const { answer, told } = watched();
		for (const name of order) HAPPENINGS[name](answer);
		const verdicts = order.flatMap((name) =>
			name === 'accept' ? ['accepted'] : name === 'refuse' ? ['refused'] : [],
		);
		expect(told.filter((one) => one !== 'hung up')).toEqual(verdicts);
		expect(told.includes('hung up')).toBe(order.includes('hangUp'));
	});

	test('of a sender who has gone before', () => {
		const gone = new FakeAnswer();
		gone.hangUp();
		const { answer, told } = watched(gone);
		expect(told).toEqual(['hung up']);
		answer.answer(200);
		expect(told).toEqual(['hung up', 'accepted']);
	});
});

test('end is called as n8n calls it, and gives back what it gives', () => {
	const { answer } = watched();
	const done = () => {};
	expect(answer.end('text', 'utf8', done)).toBe(answer);
	expect(answer.calls).toEqual([{ self: answer, parameters: ['text', 'utf8', done] }]);
	expect(answer.end).toHaveLength(0);
});

test('what end throws is thrown, and n8n has spoken all the same', () => {
	const answer = new FakeAnswer();
	answer.end = () => {
		throw new Error('write after end');
	};
	const { told } = watched(answer);
	expect(() => answer.end()).toThrow('write after end');
	expect(told).toEqual(['accepted']);
});

/** n8n’s silence counts for an acceptance after it. */
const SILENCE_MS = 10 * 60_000;

describe('several deliveries at once, with repeats, hang-ups and refusals', () => {
	const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 });
	const which = fc.nat({ max: 20 });
	const steps = fc.array(
		fc.oneof(
			{ weight: 5, arbitrary: fc.record({ do: fc.constant('deliver' as const), ids }) },
			{ weight: 4, arbitrary: fc.record({ do: fc.constant('accept' as const), which }) },
			{ weight: 3, arbitrary: fc.record({ do: fc.constant('refuse' as const), which }) },
			{ weight: 3, arbitrary: fc.record({ do: fc.constant('hangUp' as const), which }) },
			fc.record({ do: fc.constant('wait' as const), ms: fc.nat({ max: SILENCE_MS }) }),
		),
		{ maxLength: 80 },
	);

	/** What n8n makes of one delivery. */
	interface Handling {
		ids: string[];
		answer: FakeAnswer;
		isAnswered: boolean;
		silentSince: number;
	}

	test('no event is handed over twice, and none is lost', () => {
		fc.assert(
			fc.property(steps, (list) => {
				let time = 0;
				const seen = new SeenEvents({ now: () => time });
				const handlings: Handling[] = [];
				const accepted = new Map<string, number>();
				const isHeld = (id: string) =>
					handlings.some(
						(one) => !one.isAnswered && time - one.silentSince < SILENCE_MS && one.ids.includes(id),
					);
				const mayBeHandled = (id: string) =>
					accepted.has(id) ||
					handlings.some(
						(one) =>
							!one.isAnswered && time - one.silentSince >= SILENCE_MS && one.ids.includes(id),
					);
				for (const step of list) {
					if (step.do === 'wait') {
						time += step.ms;
						continue;
					}
					if (step.do === 'deliver') {
						const begun = seen.begin(step.ids);
						expect(begun.status).toBe(step.ids.some(isHeld) ? 'pending' : 'ok');
						if (begun.status === 'pending') continue;
						for (const id of step.ids) {
							// Whatever is answered with 200 and not handed over, n8n has.
							if (!begun.fresh.includes(id)) expect(mayBeHandled(id)).toBe(true);
							else expect(accepted.has(id)).toBe(false);
						}
						if (begun.fresh.length === 0) continue;
						const answer = new FakeAnswer();
						const { ticket } = begun;
						watchAnswer(answer as unknown as Watched, {
							accepted: () => seen.commit(ticket),
							refused: () => seen.release(ticket),
							hungUp: () => seen.hangUp(ticket),
						});
						handlings.push({ ids: begun.fresh, answer, isAnswered: false, silentSince: time });
						continue;
					}
					const one = handlings[step.which];
					if (!one || one.isAnswered) continue;
					if (step.do === 'hangUp') {
						if (!one.answer.destroyed && time - one.silentSince < SILENCE_MS) {
							one.silentSince = time;
						}
						one.answer.hangUp();
						continue;
					}
					one.isAnswered = true;
					one.answer.answer(step.do === 'accept' ? 200 : 500);
					if (step.do === 'refuse') continue;
					for (const id of one.ids) accepted.set(id, (accepted.get(id) ?? 0) + 1);
				}
				expect([...accepted.values()].every((count) => count === 1)).toBe(true);
			}),
			{ numRuns: 1000 },
		);
	});
});
