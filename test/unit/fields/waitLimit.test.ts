/** How long a question waits; what n8n makes of it is in `operations/sendAndWait.test.ts`. */
import { WAIT_INDEFINITELY, type IExecuteFunctions } from 'n8n-workflow';

import { readWaitLimit, waitLimitOption } from '../../../nodes/WhatsAppGroups/fields/waitLimit';
import { ItemInput, labelsOf } from '../../../nodes/WhatsAppGroups/runtime/input';
import { complaintOf } from './refusal';

const NOW = Date.UTC(2026, 11, 24, 17);

/** The limit that these values are. */
function limitOf(values?: Record<string, unknown>) {
	const options = values && { limitWaitTime: { values } };
	const context = {
		getNodeParameter: (name: string, _index: number, fallback?: unknown) =>
			name === 'options' ? (options ?? fallback) : undefined,
		getTimezone: () => 'Europe/Berlin',
	} as unknown as IExecuteFunctions;
	return readWaitLimit(new ItemInput(context, 0, labelsOf([waitLimitOption])), NOW);
}
const limitAt = (maxDateAndTime: unknown) =>
	limitOf({ limitType: 'atSpecifiedTime', maxDateAndTime });

test('without values there is none', () => {
	for (const limit of [limitOf(), limitOf({})]) {
		expect(limit.endOf(NOW)).toBeUndefined();
		limit.check(Infinity);
	}
});

test.each<[Record<string, unknown>, number]>([
	[{ limitType: 'afterTimeInterval', resumeAmount: 45, resumeUnit: 'minutes' }, 45 * 60_000],
	[{ resumeAmount: 2, resumeUnit: 'days' }, 48 * 3_600_000],
	[{ resumeAmount: '1.5' }, 5_400_000],
	[{ resumeUnit: 'minutes' }, 60_000],
	[{ limitType: 'afterTimeInterval' }, 3_600_000],
])('%j after it was asked', (values, ms) => {
	const limit = limitOf(values);
	expect(limit.endOf(NOW + 7)).toBe(NOW + 7 + ms);
	limit.check(Infinity);
});

test.each<[unknown, string]>([
	['2026-12-24T18:00:00.001', '2026-12-24T17:00:00.001Z'],
	['2026-12-24T18:00:00.001Z', '2026-12-24T18:00:00.001Z'],
	['2999-12-31T23:59:59.999Z', '2999-12-31T23:59:59.999Z'],
	[new Date('2026-12-25T00:00:00Z'), '2026-12-25T00:00:00.000Z'],
])('%p is a time, by the workflow’s zone where it has none', (value, until) => {
	expect(limitAt(value).endOf(NOW)).toBe(Date.parse(until));
});

const LIKE = 'Enter it like 2026-12-24T18:00:00.';
const OVER = [
	'Max Date and Time is over already, so nobody could answer. Nothing was sent.',
	'Enter a time in the future.',
];
const TOO_FAR = [
	'Max Date and Time is too far away.',
	'Remove Limit Wait Time to wait without a limit.',
];

test.each<[unknown, Array<string | undefined>]>([
	[undefined, ['Max Date and Time is empty.', undefined]],
	[null, ['Max Date and Time is empty.', undefined]],
	['', ['Max Date and Time is empty.', undefined]],
	['soon', ['Max Date and Time is not a date and time.', LIKE]],
	[true, ['Max Date and Time is not a date and time.', LIKE]],
	['01.12.2026 18:00', ['Max Date and Time can be read in more than one way.', LIKE]],
	['2026-12-24T17:00:00Z', OVER],
	['2026-12-24T18:00:00', OVER],
	[WAIT_INDEFINITELY, TOO_FAR],
	[WAIT_INDEFINITELY.toISOString(), TOO_FAR],
	// A day as spreadsheets count them is read as a year.
	[46_380, TOO_FAR],
])('%p is refused as a time', (value, expected) => {
	expect(complaintOf(() => limitAt(value))).toEqual(expected);
});

test('a time that came meanwhile is refused', () => {
	const limit = limitAt('2026-12-24T19:00:00');
	limit.check(NOW + 3_599_999);
	expect(complaintOf(() => limit.check(NOW + 3_600_000))).toEqual(OVER);
});

test.each([
	[{ resumeAmount: 0 }, 'Amount must be a number above 0.', undefined],
	[{ resumeAmount: null }, 'Amount must be a number above 0.', undefined],
	[{ resumeAmount: 'long' }, 'Amount must be a number above 0.', undefined],
	[{ resumeAmount: 400_000, resumeUnit: 'days' }, 'Amount is too far away.', TOO_FAR[1]],
])('%j is refused', (values, message, hint) => {
	expect(complaintOf(() => limitOf(values))).toEqual([message, hint]);
});
