/** Limit Wait Time: how long an execution waits for an answer. Names and values as in n8n's own nodes. */
import { tryToParseDateTime, WAIT_INDEFINITELY, type INodeProperties } from 'n8n-workflow';

import { asNumber } from '../api/values';
import { InputFailure } from '../failures/failure';
import type { ItemInput } from '../runtime/input';

const MINUTE_MS = 60_000;
const UNITS_MS = { minutes: MINUTE_MS, hours: 60 * MINUTE_MS, days: 24 * 60 * MINUTE_MS } as const;
const UNITS = Object.keys(UNITS_MS) as Array<keyof typeof UNITS_MS>;
const LIMIT_TYPES = ['afterTimeInterval', 'atSpecifiedTime'] as const;

const afterInterval = { show: { limitType: ['afterTimeInterval'] } };

export const waitLimitOption: INodeProperties = {
	displayName: 'Limit Wait Time',
	name: 'limitWaitTime',
	type: 'fixedCollection',
	default: { values: { limitType: 'afterTimeInterval', resumeAmount: 45, resumeUnit: 'minutes' } },
	description:
		'How long to wait for an answer. After that the node returns its input items, as n8n’s own nodes do. n8n checks once a minute.',
	options: [
		{
			displayName: 'Values',
			name: 'values',
			values: [
				{
					displayName: 'Limit Type',
					name: 'limitType',
					type: 'options',
					options: [
						{
							name: 'After Time Interval',
							value: 'afterTimeInterval',
							description: 'Waits for a certain amount of time',
						},
						{
							name: 'At Specified Time',
							value: 'atSpecifiedTime',
							description: 'Waits until the set date and time, in the workflow’s time zone',
						},
					],
					default: 'afterTimeInterval',
					description: 'When to go on without an answer',
				},
				{
					displayName: 'Amount',
					name: 'resumeAmount',
					type: 'number',
					typeOptions: { minValue: 0, numberPrecision: 2 },
					default: 1,
					description: 'The time to wait',
					displayOptions: afterInterval,
				},
				{
					displayName: 'Unit',
					name: 'resumeUnit',
					type: 'options',
					options: [
						{ name: 'Days', value: 'days' },
						{ name: 'Hours', value: 'hours' },
						{ name: 'Minutes', value: 'minutes' },
					],
					default: 'hours',
					description: 'The unit of the amount',
					displayOptions: afterInterval,
				},
				{
					displayName: 'Max Date and Time',
					name: 'maxDateAndTime',
					type: 'dateTime',
					default: '',
					description: 'When to go on without an answer, in the workflow’s time zone',
					displayOptions: { show: { limitType: ['atSpecifiedTime'] } },
				},
			],
		},
	],
};

/** All times are in ms since 1970. */
export interface WaitLimit {
	/** When the wait for a question ends that is asked now; undefined for never. */
	endOf(nowMs: number): number | undefined;
	/**
	 * To be called right before it is asked: looking up whom to ask takes its time.
	 *
	 * @throws InputFailure when nobody could answer any more
	 */
	check(nowMs: number): void;
}

/**
 * @param nowMs ms since 1970
 * @throws InputFailure for an amount that is none, and for a date that is none or past
 */
export function readWaitLimit(input: ItemInput, nowMs: number): WaitLimit {
	const values = input.optionValues('limitWaitTime');
	if (Object.keys(values).length === 0) return { endOf: () => undefined, check: () => {} };
	const type = input.fieldChoice(values, 'limitType', LIMIT_TYPES, 'afterTimeInterval');
	if (type === 'atSpecifiedTime') {
		const until = readDate(input, values.maxDateAndTime);
		const check = (now: number) => checkBounds(input, 'maxDateAndTime', until, now);
		check(nowMs);
		return { endOf: () => until, check };
	}
	// An expression that gives nothing is not the same as an amount that nobody set.
	const amount = asNumber('resumeAmount' in values ? values.resumeAmount : 1) ?? NaN;
	const unit = input.fieldChoice(values, 'resumeUnit', UNITS, 'hours');
	const ms = Math.round(amount * UNITS_MS[unit]);
	if (!(ms > 0)) throw input.wrong('resumeAmount', 'must be a number above 0');
	checkBounds(input, 'resumeAmount', nowMs + ms, nowMs);
	return { endOf: (askedAt) => askedAt + ms, check: () => {} };
}

/** The year comes first or the month is a word, so the day cannot be taken for the month. */
const CLEAR_DAY = /^\d{4}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/i;

/** A time of day with a zone of its own: "18:00Z", "18:00:00 GMT", "18:00+01:00", "18:00 Europe/Berlin". */
const OWN_ZONE = /[T:]\d\d[\d:.]{0,12} ?\[?(?:Z|UTC|GMT|[+-]\d\d|[a-z]+\/)/i;

/** Two zones that are never at the same time of day: what is the same in both does not depend on a zone. */
const ZONES = ['UTC', 'Asia/Tokyo'] as const;

/** A date with an offset of its own, or without one in the workflow's time zone. */
function readDate(input: ItemInput, value: unknown): number {
	if (value === undefined || value === null || value === '') {
		throw input.wrong('maxDateAndTime', 'is empty');
	}
	const hint = 'Enter it like 2026-12-24T18:00:00.';
	const inZone = (zone: string) => tryToParseDateTime(value, zone).toMillis();
	let until: number;
	let isInZone: boolean;
	try {
		until = inZone(input.timeZone);
		isInZone = inZone(ZONES[0]) !== inZone(ZONES[1]);
	} catch {
		throw input.wrong('maxDateAndTime', 'is not a date and time', hint);
	}
	const isClear = typeof value !== 'string' || (CLEAR_DAY.test(value) && OWN_ZONE.test(value));
	if (isInZone || isClear) return until;
	// JavaScript's own parser takes 01.12. for January 12, in the time zone of the machine.
	throw input.wrong('maxDateAndTime', 'can be read in more than one way', hint);
}

/** n8n's own date for "never" is the end of all waiting. */
function checkBounds(input: ItemInput, name: string, untilMs: number, nowMs: number): void {
	if (untilMs <= nowMs) {
		throw new InputFailure(
			`${input.label(name)} is over already, so nobody could answer. Nothing was sent.`,
			'Enter a time in the future.',
		);
	}
	if (untilMs >= WAIT_INDEFINITELY.getTime()) {
		throw input.wrong(name, 'is too far away', 'Remove Limit Wait Time to wait without a limit.');
	}
}
