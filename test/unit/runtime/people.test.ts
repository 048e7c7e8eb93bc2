import fc from 'fast-check';

import { InputFailure, ServiceFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { errorJson } from '../../../nodes/WhatsAppGroups/failures/shown';
import type { Entry, EntryResult } from '../../../nodes/WhatsAppGroups/runtime/operation';
import {
	masked,
	peopleFailure,
	refusedInput,
	resultOf,
	summariesOf,
} from '../../../nodes/WhatsAppGroups/runtime/people';

const refused = new ServiceFailure({ code: 131026, message: 'Not on WhatsApp.' }, 'notDone');
const unclear = new ServiceFailure({ code: 'timeout', message: 'No answer.' }, 'unknown');

const anna: Entry = { ids: { groupId: 'G', recipient: '+49 151 23456703', waId: '4915123456703' } };

describe('resultOf', () => {
	test.each(['done', 'accepted', 'unchanged'] as const)('%s is a success', (status) => {
		expect(resultOf(anna, { status }, 3)).toEqual({
			json: { success: true, status, ...anna.ids },
			raw: undefined,
		});
	});

	test('what is known besides comes after who it is', () => {
		const raw = { id: 'wamid.1' };
		const result = resultOf(
			anna,
			{ status: 'accepted', json: { messageId: 'wamid.1' }, warning: 'Look.', raw },
			0,
		);
		expect(result).toEqual({
			json: {
				success: true,
				status: 'accepted',
				...anna.ids,
				messageId: 'wamid.1',
				warning: 'Look.',
			},
			raw,
		});
	});

	test.each([
		[refused, 'failed'],
		[new InputFailure('Bad.'), 'failed'],
		[unclear, 'unknown'],
	])('of %s: %s', (failure, status) => {
		const result = resultOf(anna, { failure }, 3);
		expect(result).toEqual({
			json: { success: false, status, ...anna.ids, error: errorJson(failure, 3) },
			failure,
		});
	});
});

describe('peopleFailure', () => {
	const anyResults = fc.array(
		fc.constantFrom<EntryResult>(
			{ status: 'done' },
			{ failure: refused },
			{ failure: unclear },
			{ failure: new InputFailure('Bad.') },
		),
		{ minLength: 1, maxLength: 8 },
	);

	test('says how many failed, and that doing it again is safe only where nobody can be done', () => {
		fc.assert(
			fc.property(anyResults, (entries) => {
				const failures = entries.flatMap((one) => ('failure' in one ? [one.failure] : []));
				fc.pre(failures.length > 0);
				const results = entries.map((one) => resultOf(anna, one, 0));
				const failure = peopleFailure('recipients', results);
				expect(failure.first).toBe(failures[0]);
				expect(failure.results).toBe(results);
				const somethingMayBeDone =
					failures.length < entries.length || failures.includes(unclear as never);
				expect(failure.certainty).toBe(somethingMayBeDone ? 'unknown' : 'notDone');
				const isOfAll =
					failures.length === entries.length && failures.every((one) => one === failures[0]);
				expect(failure.details).toEqual({
					...failures[0].details,
					message: isOfAll
						? failures[0].details.message
						: `${failures.length} of ${entries.length} recipients failed. The first: ${failures[0].details.message}`,
				});
			}),
		);
	});

	test('what failed for all of them at once is told once', () => {
		const results = [1, 2, 3].map(() => resultOf(anna, { failure: refused }, 0));
		expect(peopleFailure('recipients', results).details).toEqual(refused.details);
	});
});

describe('the service’s words in the text of an error', () => {
	/** The same words wherever the service's may stand: in our message there are some where we have none. */
	const words = (said: string) => {
		const failure = new ServiceFailure(
			{ code: 131999, title: said, message: `It answered: ${said}.`, details: said },
			'notDone',
		);
		const ben: Entry = { ids: { groupId: 'G', participant: 'US.13491208655302741918' } };
		const results = [
			resultOf(anna, { failure }, 0),
			resultOf({ ids: { ...ben.ids, userId: 'US.13491208655302741918' } }, { status: 'done' }, 0),
		];
		const both = [results[0], resultOf(ben, { failure }, 0)];
		return {
			told: peopleFailure('recipients', results).details,
			ofAll: peopleFailure('recipients', both).details.message,
			summary: summariesOf(results)[0],
			data: results[0].json.error,
		};
	};

	test.each([
		['Recipient 4915123456703 is not allowed', 'Recipient 491…703 is not allowed'],
		['Recipient +4915123456703 is not allowed', 'Recipient +49…703 is not allowed'],
		['Recipient "+49 151 23456703"', 'Recipient "+49…703"'],
		['Recipient +49 (151) 234-567-03', 'Recipient +49…-03'],
		['Recipient A4915 123 456 703!', 'Recipient A491…703!'],
		['Recipient:  4915 123 456 703', 'Recipient:  491…703'],
		['Recipient 4915  123  456  703', 'Recipient 491…703'],
		['Recipient 4915   123   456   703', 'Recipient 4915   123   456   703'],
		['4915123456703 and 4915123456703', '491…703 and 491…703'],
		['4915123456703 4915123456703', '491…703 491…703'],
		['Not US.13491208655302741918', 'Not US.…918'],
		['(#100) Invalid parameter in G', '(#100) Invalid parameter in G'],
		['Trace 1234567890123', 'Trace 1234567890123'],
	])('%s', (said, expected) => {
		const { told, ofAll, summary, data } = words(said);
		expect(told).toEqual({
			code: 131999,
			title: expected,
			message: `1 of 2 recipients failed. The first: It answered: ${expected}.`,
			details: expected,
		});
		expect(ofAll).toBe(`It answered: ${expected}.`);
		expect(summary).toBe(`+49…703: It answered: ${expected}.`);
		// In data people are whole.
		expect(data).toMatchObject({
			title: said,
			message: `It answered: ${said}.`,
			details: said,
		});
	});

	test.each([
		['+55 11 98234-5678', '551182345678', '551…678'],
		['+52 55 1234 5678', '5215512345678', '521…678'],
		['+54 11 1234-5678', '+5491112345678', '+54…678'],
	])('%s is also named %s', (recipient, named, expected) => {
		const waId = recipient.replace(/\D/g, '');
		const failure = new ServiceFailure({ code: 100, message: `Not ${named}.` }, 'notDone');
		const results = [resultOf({ ids: { recipient, waId } }, { failure }, 0)];
		expect(peopleFailure('recipients', results).details.message).toBe(`Not ${expected}.`);
	});

	test.each([[['491512345670', '4915123456703']], [['4915123456703', '491512345670']]])(
		'a number that begins like another is not taken for it: %j',
		(numbers) => {
			const details = 'Recipient 4915123456703';
			const failure = new ServiceFailure({ code: 100, message: 'Refused.', details }, 'notDone');
			const results = numbers.map((waId) => resultOf({ ids: { waId } }, { failure }, 0));
			const told = peopleFailure('recipients', results).details.details;
			expect(told).toBe('Recipient 491…703');
		},
	);

	test('where there are none, there are none', () => {
		const failure = new ServiceFailure({ code: 100, message: 'Refused.' }, 'notDone');
		const { details } = peopleFailure('recipients', [resultOf(anna, { failure }, 0)]);
		expect(details).toEqual({ code: 100, message: 'Refused.' });
	});
});

describe('refusedInput', () => {
	const refusal = (text: string) => new InputFailure(`Recipients: "${text}" is bad.`, 'Hint.');
	const entry = (text?: string): Entry => ({
		ids: {},
		...(text !== undefined && { refusal: refusal(text) }),
	});

	test('of one, its own words', () => {
		expect(refusedInput('recipients', [entry('x')]).details).toEqual({
			code: 'invalid_input',
			message: 'Recipients: "x" is bad. Nothing was sent for this item.',
			hint: 'Hint.',
		});
	});

	test('names all of them, and counts', () => {
		expect(refusedInput('recipients', [entry('x'), entry(), entry('y')]).message).toBe(
			'Recipients: "x" is bad. Recipients: "y" is bad. 2 of 3 recipients cannot be read. Nothing was sent for this item.',
		);
	});

	test('of very many the first ten, and how many more', () => {
		const many = Array.from({ length: 25 }, (_, index) => entry(`no. ${index}`));
		const { message } = refusedInput('recipients', many);
		expect(message).toContain('"no. 9"');
		expect(message).not.toContain('"no. 10"');
		expect(message).toContain('And 15 more. 25 of 25 recipients cannot be read.');
	});

	test('keeps the code of what is wrong', () => {
		const bad = new InputFailure('Bad.', undefined, 'invalid_phone_number');
		expect(refusedInput('recipients', [{ ids: {}, refusal: bad }]).details.code).toBe(
			'invalid_phone_number',
		);
	});
});

describe('people in texts', () => {
	test.each([
		['+4915123456703', '+49…703'],
		['+49 151 23456703', '+49…703'],
		['US.13491208655302741918', 'US.…918'],
		['1234567', '12…67'],
		['+1234567', '+1…67'],
		['٤٩١٥١٢٣٤', '٤٩…٣٤'],
		['𝟒𝟗𝟏𝟓𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟎𝟑', '𝟒𝟗𝟏…𝟕𝟎𝟑'],
		['123456789', '12…89'],
		['1234567890', '123…890'],
		['Anna', 'Anna'],
		['Anna Bell', 'Anna Bell'],
		['Anna Bella', 'Ann…lla'],
		['123456', '123456'],
		['', ''],
	])('%s is %s', (text, expected) => {
		expect(masked(text)).toBe(expected);
	});

	test('no number is ever whole, and no character is cut in two', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^\+?[0-9]{7,15}$/), (number) => {
				const shown = masked(number);
				expect(shown).toContain('…');
				expect(shown.replace(/\D/g, '').length).toBeLessThanOrEqual(6);
				expect(shown.replace(/\D/g, '').length).toBeLessThan(number.replace(/\D/g, '').length - 1);
			}),
		);
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				expect(masked(text)).not.toMatch(/\p{Surrogate}/u);
			}),
		);
	});

	test.each<[EntryResult, string]>([
		[{ status: 'accepted' }, '+49…703: accepted'],
		[{ status: 'unchanged' }, '+49…703: unchanged'],
		[{ failure: refused }, '+49…703: Not on WhatsApp.'],
		[{ failure: unclear }, '+49…703: No answer.'],
	])('the summary of %j', (result, expected) => {
		expect(summariesOf([resultOf(anna, result, 0)])).toEqual([expected]);
	});

	test.each([
		[{ groupId: 'G', participant: 'US.13491208655302741918' }, 'US.…918'],
		[{ groupId: 'G', userId: 'US.13491208655302741918' }, 'US.…918'],
		[{ groupId: 'G', joinRequestId: 'request-0001' }, 'req…001'],
	])('the summary names %j by %s', (ids, expected) => {
		expect(summariesOf([resultOf({ ids }, { status: 'done' }, 0)])).toEqual([`${expected}: done`]);
	});
});
