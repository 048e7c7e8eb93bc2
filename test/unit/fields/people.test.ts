import fc from 'fast-check';

import { asPerson } from '../../../nodes/WhatsAppGroups/api/values';
import { InputFailure } from '../../../nodes/WhatsAppGroups/api/errorBody';
import { participantIds, toE164, toParticipant } from '../../../nodes/WhatsAppGroups/fields/people';

const USER_ID = 'US.13491208655302741918';

/** 7 to 15 digits of an international number. */
const digits = fc.stringMatching(/^[1-9][0-9]{6,14}$/);
const userId = fc
	.tuple(fc.stringMatching(/^[A-Z]{2}$/), fc.stringMatching(/^[A-Za-z0-9]{1,30}$/))
	.map((parts) => parts.join('.'));

/** The number with the signs that people put between digits. */
const written = fc
	.tuple(
		digits,
		fc.array(fc.constantFrom('', ' ', '-', '.', '/', '(', ')', '\u00a0', '  '), {
			minLength: 16,
			maxLength: 16,
		}),
		fc.constantFrom('+', '', '00'),
	)
	.map(([number, signs, prefix]) => ({
		number,
		text: `${prefix}${[...number].map((digit, index) => `${digit}${signs[index]}`).join('')}`,
	}))
	.filter(({ text }) => !/\(\s*0\s*\)/.test(text));

/** What a run throws, if anything. */
function thrownBy(run: () => unknown): unknown {
	try {
		run();
		return undefined;
	} catch (error) {
		return error;
	}
}

function complaint(run: () => unknown): InputFailure {
	const thrown = thrownBy(run);
	if (thrown instanceof InputFailure) return thrown;
	throw new Error('Nothing was refused', { cause: thrown });
}

describe('toE164', () => {
	test.each([
		['+49 151 23456789', '+4915123456789'],
		['+49 (151) 234-567.89', '+4915123456789'],
		['+49/151/23456789', '+4915123456789'],
		['0049 151 23456789', '+4915123456789'],
		['4915123456789', '+4915123456789'],
		[' +1 650 555 1001 ', '+16505551001'],
		[16505551001, '+16505551001'],
		['1234567', '+1234567'],
		['123456789012345', '+123456789012345'],
		[{ waId: '16505551001' }, '+16505551001'],
		[{ waId: 16505551001, userId: USER_ID }, '+16505551001'],
	])('%j is %s', (value, expected) => {
		expect(toE164(value, 'Recipients')).toBe(expected);
	});

	test('finds the number, however it is written', () => {
		fc.assert(
			fc.property(written, ({ number, text }) => {
				expect(toE164(text, 'L')).toBe(`+${number}`);
			}),
			{ numRuns: 1000 },
		);
	});

	test('is its own fixed point', () => {
		fc.assert(
			fc.property(written, ({ text }) => {
				const once = toE164(text, 'L');
				expect(toE164(once, 'L')).toBe(once);
			}),
		);
	});

	test.each([
		['', 'is empty'],
		['   ', 'is empty'],
		[undefined, 'is empty'],
		[null, 'is empty'],
		[true, 'is empty'],
		[{}, 'is empty'],
		[[], 'is empty'],
		[['+16505551001'], 'is empty'],
		['0151 23456789', 'has no country code'],
		['(0151) 23456789', 'has no country code'],
		['+0151 23456789', 'has no country code'],
		['000 151 23456789', 'has no country code'],
		['123456', 'is not a phone number: it has 6 digits'],
		['+1234567890123456', 'is not a phone number: it has 16 digits'],
		['+', 'is not a phone number: it has 0 digits'],
		['0', 'has no country code'],
		['+49151x23456789', 'is not a phone number'],
		['Ana', 'is not a phone number'],
		['1650+5551001', 'is not a phone number'],
		['++16505551001', 'is not a phone number'],
		['+16505551001, +16505551002', 'is not a phone number'],
		['１６５０５５５１００１', 'is not a phone number'],
		['wa.me/16505551001', 'is not a phone number'],
		[1.5e21, 'is not a phone number'],
		[-16505551001, undefined],
	])('%j: %s', (value, expected) => {
		if (expected === undefined) {
			// A hyphen is a sign between digits like any other.
			expect(toE164(value, 'Recipients')).toBe('+16505551001');
			return;
		}
		const failure = complaint(() => toE164(value, 'Recipients'));
		expect(failure.message).toMatch(/^Recipients: "/);
		expect(failure.message.endsWith(`" ${expected}`)).toBe(true);
		expect(failure.details.code).toBe('invalid_phone_number');
		expect(failure.details.hint).toContain('+49 151 23456789');
	});

	test('a number in a national form, with any signs, is refused', () => {
		fc.assert(
			fc.property(written, ({ number }) => {
				complaint(() => toE164(`0${number}`, 'L'));
				complaint(() => toE164(`(0) ${number}`, 'L'));
				complaint(() => toE164(`+0${number}`, 'L'));
			}),
		);
	});

	test.each(['+49 (0) 151 23456789', '+49(0)151 23456789', '0049 (0)151 23456789'])(
		'%s: the 0 of national calls is not taken for a digit of the number',
		(text) => {
			let number: string | undefined;
			const thrown = thrownBy(() => {
				number = toE164(text, 'L');
			});
			// To refuse it would be right, too.
			if (!(thrown instanceof InputFailure)) expect(number).toBe('+4915123456789');
		},
	);

	test('a number with a letter in it is refused', () => {
		const letter = fc.constantFrom('a', 'X', 'e', 'O', 'l', 'é', '日', '#', '*', ',', ';');
		fc.assert(
			fc.property(digits, letter, fc.nat(15), (number, sign, position) => {
				complaint(() =>
					toE164(`+${number.slice(0, position)}${sign}${number.slice(position)}`, 'L'),
				);
			}),
		);
	});

	test('a person with a hidden number cannot be invited, and the user is told so', () => {
		for (const value of [USER_ID, { userId: USER_ID }]) {
			const failure = complaint(() => toE164(value, 'Recipients'));
			expect(failure.message).toContain('hidden number');
			expect(failure.details.hint).toContain('invite link');
		}
	});

	test('whatever comes: an E.164 number, or a complaint with the label', () => {
		const nearly = fc.string({ unit: fc.constantFrom(...'0123+ -(.a') });
		fc.assert(
			fc.property(fc.oneof(fc.anything(), nearly), (value) => {
				let number: string | undefined;
				const thrown = thrownBy(() => {
					number = toE164(value, 'L');
				});
				if (number === undefined) {
					expect(thrown).toBeInstanceOf(InputFailure);
					expect((thrown as InputFailure).message.startsWith('L: ')).toBe(true);
				} else {
					expect(number).toMatch(/^\+[1-9]\d{6,14}$/);
				}
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('toParticipant', () => {
	test('takes user IDs as they are', () => {
		fc.assert(
			fc.property(userId, (id) => {
				expect(toParticipant(id, 'L')).toBe(id);
				expect(toParticipant(` ${id} `, 'L')).toBe(id);
				expect(toParticipant({ userId: id }, 'L')).toBe(id);
			}),
		);
	});

	test('takes all else for a number', () => {
		fc.assert(
			fc.property(written, ({ number, text }) => {
				expect(toParticipant(text, 'L')).toBe(`+${number}`);
			}),
		);
		for (const text of [
			'us.1234567',
			'USA.1234567',
			'US.',
			'US1234567',
			'US.12-34',
			'U1.1234567',
		]) {
			expect(complaint(() => toParticipant(text, 'L')).message).toContain('is not a phone number');
		}
	});

	test('accepts what our own outputs give, and the output says the same again', () => {
		const wire = fc.oneof(
			fc.record({ wa_id: digits }),
			fc.record({ user_id: userId, username: fc.string() }),
			fc.record({ wa_id: digits, user_id: userId, parent_user_id: userId }),
		);
		fc.assert(
			fc.property(wire, (received) => {
				const person = asPerson(received);
				const participant = toParticipant(person, 'L');
				const ids = participantIds(participant);
				expect(ids).toEqual(
					person.waId === undefined ? { userId: person.userId } : { waId: person.waId },
				);
				expect(toParticipant(ids, 'L')).toBe(participant);
				expect(toParticipant(participant, 'L')).toBe(participant);
			}),
		);
	});
});
