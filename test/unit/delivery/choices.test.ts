import fc from 'fast-check';

import { choiceReader, entriesOf } from '../../../nodes/WhatsAppGroups/delivery/choices';
import { EVENTS } from '../../../nodes/WhatsAppGroups/events/catalogue';
import { MESSAGE_TYPES } from '../../../nodes/WhatsAppGroups/events/messageTypes';
import { InputFailure } from '../../../nodes/WhatsAppGroups/failures/failure';

const LISTS = [
	['events', EVENTS],
	['message types', MESSAGE_TYPES],
] as const;

/** One of the ways in which people write a name. */
const spelling = fc.constantFrom<(text: string) => string>(
	(text) => text,
	(text) => text.toUpperCase(),
	(text) => text.toLowerCase(),
	(text) => text.replaceAll(' ', '_'),
	(text) => ` ${text}\t`,
);

/** One of the ways in which a list of names comes out of an expression. */
const notation = fc.constantFrom<(names: string[]) => unknown>(
	(names) => names,
	(names) => names.join(','),
	(names) => names.join(', '),
	(names) => names.join('\n'),
	(names) => names.join(';\r\n'),
	(names) => `,${names.join(',,')}, `,
	(names) => JSON.stringify(names),
	(names) => JSON.stringify(names, null, 2),
	(names) => names.map((name) => `"${name.trim()}"`).join(', '),
	(names) => [names.join(',')],
	(names) => JSON.stringify([names, []]),
	(names) => [names.slice(0, 1), [names.slice(1)]],
	(names) => [JSON.stringify(names), ''],
);

describe.each(LISTS)('%s', (_, choices) => {
	const written = fc.subarray([...choices], { minLength: 1 }).chain((chosen) =>
		fc.record({
			chosen: fc.constant(chosen),
			names: fc.tuple(
				...chosen.map(({ name, value }) =>
					fc.tuple(fc.constantFrom(name, value), spelling).map(([text, spell]) => spell(text)),
				),
			),
		}),
	);

	test('every notation of a set gives the same set', () => {
		fc.assert(
			fc.property(written, notation, ({ chosen, names }, write) => {
				const read = choiceReader('Label', choices)(write(names));
				expect(new Set(read)).toEqual(new Set(chosen.map(({ value }) => value)));
				expect(read).toHaveLength(chosen.length);
			}),
			{ numRuns: 500 },
		);
	});

	test('what is not understood is never dropped: it is refused, and named', () => {
		const known = new Set(choices.flatMap(({ name, value }) => [name, value]));
		const strange = fc.oneof(
			fc.string({ minLength: 1 }),
			fc.constantFrom(...known).map((name) => `${name}x`),
			fc.constantFrom(...known).map((name) => `-${name}`),
			fc.constantFrom(...known).map((name) => `!${name}`),
			fc.constantFrom<unknown>(null, undefined, 0, 7, true, false, {}, { event: 'text' }),
		);
		fc.assert(
			fc.property(written, strange, fc.boolean(), ({ names }, odd, isFirst) => {
				// What it means is another question: whatever is read here, nothing may go missing.
				fc.pre(typeof odd !== 'string' || isUnknown(odd, known));
				const given = isFirst ? [odd, ...names] : [...names, odd];
				const failure = refusal(() => choiceReader('Label', choices)(given));
				const told =
					typeof odd === 'string'
						? '"'
						: typeof odd === 'object' && odd
							? 'an object'
							: String(odd);
				expect(failure.details.message).toMatch(/^Label: .* is not in the list/s);
				expect(failure.details.message).toContain(told);
				expect(failure.details.hint).toMatch(/^Choose from the list/);
			}),
			{ numRuns: 500 },
		);
	});
});

/** Whether a text holds something, and no part of it is a name in any spelling. */
function isUnknown(text: string, known: ReadonlySet<string>): boolean {
	const entries = entriesOf(text);
	const names = new Set([...known].map((name) => name.replaceAll(' ', '').toLowerCase()));
	return (
		entries.length > 0 &&
		entries.every((entry) => {
			if (typeof entry !== 'string') return true;
			return /^[-!]/.test(entry) || !names.has(entry.replace(/[^a-z]/gi, '').toLowerCase());
		})
	);
}

function refusal(work: () => unknown): InputFailure {
	try {
		work();
	} catch (thrown) {
		if (thrown instanceof InputFailure) return thrown;
		throw thrown;
	}
	throw new Error('It was not refused');
}

test.each([
	['mesageReceived', '"mesageReceived" is not in the list (nearest: messageReceived)'],
	['Participant Join', '"Participant Join" is not in the list (nearest: participantJoined)'],
	[
		'group_deleted_failed',
		'"group_deleted_failed" is not in the list (nearest: groupDeleteFailed)',
	],
	['erroR', '"erroR" is not in the list (nearest: apiError)'],
	['x'.repeat(100), `"${'x'.repeat(60)}…" is not in the list (nearest: messageReceived)`],
	['x'.repeat(60), `"${'x'.repeat(60)}" is not in the list (nearest: messageReceived)`],
	[
		['a', 'b', 'c'],
		'"a" is not in the list (nearest: other), "b" is not in the list (nearest: other), "c" is not in the list (nearest: other)',
	],
	['group"Deleted', '"group"Deleted" is not in the list (nearest: groupDeleted)'],
	['groupDeleted!', '"groupDeleted!" is not in the list (nearest: groupDeleted)'],
	['!groupDeleted', '"!groupDeleted" is not in the list (nearest: groupDeleted)'],
	[{ event: 'messageReceived' }, 'an object is not in the list'],
	['{"event":"messageReceived"}', 'an object is not in the list'],
	[
		['a', 'other', 'b', 'c', 'd', 'e'],
		'"a" is not in the list (nearest: other), "b" is not in the list (nearest: other), "c" is not in the list (nearest: other), and 2 more',
	],
])('%j is refused with the nearest of what there is', (given, told) => {
	expect(refusal(() => choiceReader('Events', EVENTS)(given)).details).toEqual({
		code: 'invalid_input',
		message: `Events: ${told}.`,
		hint: 'Choose from the list, or let the expression give the names as an array or as a text separated by commas.',
	});
});

test.each(['"Message Received"', "'messageReceived'", '`MESSAGE_RECEIVED`'])(
	'%j is read without its quotes',
	(given) => {
		expect(choiceReader('Events', EVENTS)([given])).toEqual(['messageReceived']);
	},
);

test('the nearest of two is told by the last letter as well', () => {
	const choices = ['ab', 'ac'].map((value) => ({ name: value, value }));
	expect(refusal(() => choiceReader('List', choices)(['yac'])).message).toContain('(nearest: ac)');
});

test('no two names of a list are the same but for their spelling', () => {
	for (const [, choices] of LISTS) {
		for (const { name, value } of choices) {
			expect(choiceReader('Label', choices)([name, value])).toEqual([value]);
		}
	}
});
