import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import {
	checkWanted,
	readOptions,
	readWanted,
} from '../../../nodes/WhatsAppGroups/delivery/wanted';
import { EVENTS } from '../../../nodes/WhatsAppGroups/events/catalogue';
import { InputFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { byId } from '../../support/world';
import { expressionOf, triggerContext } from './triggerContext';

const MESSAGES = ['messageReceived', 'messageFailed'];

function wanted(parameters: object) {
	return readWanted(triggerContext({ events: MESSAGES, ...parameters }));
}

function row(value: unknown, mode = 'id') {
	return { groupId: { __rl: true, mode, value } };
}

/** The parameters of a choice of groups, in either place. */
const PLACES: Array<['groups' | 'leftOutGroups', string, (choice: unknown) => object]> = [
	['groups', 'Only These Groups', (choice) => ({ groups: choice })],
	['leftOutGroups', 'Leave Out Groups', (choice) => ({ options: { leaveOutGroups: choice } })],
];

function complaint(read: () => unknown): string {
	try {
		read();
	} catch (thrown) {
		if (!(thrown instanceof InputFailure)) throw thrown;
		return [thrown.details.message, thrown.details.hint].join(' ');
	}
	throw new Error('It was not refused');
}

test('as n8n stores a new trigger, everything that is on by default is wanted', () => {
	expect(readWanted(triggerContext({}))).toEqual({
		events: EVENTS.filter(({ isDefault }) => isDefault).map(({ value }) => value),
		groups: [],
		leftOutGroups: [],
		messageTypes: [],
	});
});

describe('Events by expression', () => {
	test.each<[string, string]>([
		['a text', '={{ "messageReceived, messageFailed" }}'],
		['lines', '={{ "messageReceived\\nmessageFailed" }}'],
		['a text with expressions in it', '={{ "messageReceived" }}, {{ "messageFailed" }}'],
		['a list', '={{ ["messageReceived", "messageFailed"] }}'],
		['JSON', '={{ JSON.stringify(["messageReceived", "messageFailed"]) }}'],
		['labels', '={{ "Message Received" }},{{ "MESSAGE FAILED" }}'],
		['a variable', '={{ $vars.events }}'],
	])('%s', (_, events) => {
		const context = triggerContext({ events }, 'activate', { events: MESSAGES.join(' , ') });
		expect(readWanted(context).events).toEqual(MESSAGES);
		expect(() => checkWanted(context)).not.toThrow();
	});

	const nothing = 'Events: the expression gives nothing. Let it give at least one event.';
	const none =
		'Events: none is chosen, so that nothing could start the workflow. Choose at least one.';
	const choose =
		'Choose from the list, or let the expression give the names as an array or as a text separated by commas.';
	test.each<[unknown, string]>([
		['={{ undefined }}', nothing],
		['={{ null }}', nothing],
		['={{ [] }}', nothing],
		['={{ "" }}', nothing],
		['={{ " , " }}', nothing],
		['={{ $vars.missing }}', nothing],
		['={{ [null] }}', `Events: null is not in the list. ${choose}`],
		['={{ {} }}', `Events: an object is not in the list. ${choose}`],
		['={{ true }}', `Events: true is not in the list. ${choose}`],
		[
			'={{ "messageReceived, mesageFailed" }}',
			`Events: "mesageFailed" is not in the list (nearest: messageFailed). ${choose}`,
		],
		[[], none],
		['', none],
	])('%j is refused', (events, told) => {
		const context = triggerContext({ events } as INodeParameters);
		expect(complaint(() => readWanted(context))).toBe(told);
		expect(() => checkWanted(context)).toThrow(expect.objectContaining({ message: told }));
	});

	test('that cannot be evaluated is refused with n8n’s words', () => {
		const context = triggerContext({ events: '={{ $("Nobody").item.json.events }}' });
		expect(complaint(() => readWanted(context))).toBe(
			"Events: the expression cannot be evaluated. n8n says: Referenced node doesn't exist. Correct it, or choose from the list.",
		);
	});
});

describe('Message Types', () => {
	test.each<[unknown, string[]]>([
		[undefined, []],
		[[], []],
		[['text'], ['text']],
		['={{ "Text, IMAGE" }}', ['text', 'image']],
		['={{ ["text"] }}', ['text']],
	])('%j', (messageTypes, expected) => {
		expect(
			wanted({ options: { ...(messageTypes !== undefined && { messageTypes }) } }).messageTypes,
		).toEqual(expected);
	});

	test.each([
		['={{ [] }}', 'Message Types: the expression gives nothing. Remove the option for all.'],
		['={{ null }}', 'Message Types: the expression gives nothing. Remove the option for all.'],
		['={{ "txt" }}', /^Message Types: "txt" is not in the list \(nearest: text\)\. /],
	])('%s is refused', (messageTypes, told) => {
		expect(complaint(() => wanted({ options: { messageTypes } }))).toEqual(
			typeof told === 'string' ? told : expect.stringMatching(told),
		);
	});
});

describe.each(PLACES)('%s', (field, label, parameters) => {
	const read = (choice: unknown) => wanted(parameters(choice))[field];

	test.each<[string, unknown]>([
		['nothing', {}],
		['no rows', { group: [] }],
		['rows that nobody filled in', { group: [{}, row('', 'list'), row('')] }],
	])('%s chooses none', (_, choice) => {
		expect(read(choice)).toEqual([]);
	});

	/** The ways in which a set of IDs can be chosen. */
	const notation = fc.constantFrom<(ids: string[]) => unknown>(
		(ids) => ({ group: ids.map((id) => row(id, 'list')) }),
		(ids) => ({ group: [{}, ...ids.map((id) => row(` ${id} `)), row('', 'list')] }),
		(ids) => ({ group: ids.map((id) => row(`={{ "${id}" }}`)) }),
		(ids) => ({ group: [row(expressionOf(ids))] }),
		(ids) => ({ group: [row(ids.join(', '))] }),
		(ids) => ({ group: [row(ids.join('\n'))] }),
		(ids) => ({ group: [row(ids.join(' '))] }),
		(ids) => ({ group: [row(ids.join(' \t '))] }),
		(ids) => ({ group: [row(`={{ "${ids.join(';')}" }}`)] }),
		(ids) => ({ group: [row(JSON.stringify(ids))] }),
		(ids) => ({ group: [row(ids[0]), row(expressionOf([ids.slice(1), ids]))] }),
		(ids) => ({ group: [row(expressionOf(ids.map((groupId) => ({ groupId, subject: 'One' }))))] }),
		(ids) => ({ group: [row(expressionOf(ids.map((id) => ({ id }))))] }),
		(ids) => ({ group: ids.map((id) => ({ groupId: id })) }),
	);
	const groupId = fc
		.stringMatching(/^[A-Za-z0-9+/_-]{4,60}={0,2}$/)
		.filter((id) => !/^(?:undefined|null)$/i.test(id));

	test('every notation of a set of groups gives the same set', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(groupId, { minLength: 1, maxLength: 5 }),
				notation,
				(ids, write) => {
					expect(read(write(ids))).toEqual(ids);
				},
			),
			{ numRuns: 300 },
		);
	});

	const NOTHING = `${label}: the expression gives nothing. Remove its row if the workflow is not to depend on it.`;
	const notOne = (what: string) =>
		`${label}: ${what} is not the ID of a group. Choose groups from the list, or let the expression give their IDs as an array or as a text separated by commas.`;
	test.each<[string, string]>([
		['={{ undefined }}', NOTHING],
		['={{ null }}', NOTHING],
		['={{ [] }}', NOTHING],
		['={{ "" }}', NOTHING],
		['={{ " ; " }}', NOTHING],
		['={{ [null] }}', notOne('null')],
		['={{ ["A", null] }}', notOne('null')],
		['={{ {} }}', notOne('an object')],
		['={{ { subject: "One" } }}', notOne('an object')],
		['={{ [{ groupId: "A" }, { }] }}', notOne('an object')],
		['={{ false }}', notOne('false')],
		['={{ 120363404694233821 }}', notOne('120363404694233820')],
		['={{ "" + undefined }}', notOne('"undefined"')],
		['={{ "" + {} }}', notOne('"[object Object]"')],
		['=A, {{ null }}null', notOne('"null"')],
		['=A {{ null }}null', notOne('"A null"')],
		['https://chat.whatsapp.com/LINK', notOne('"https://chat.whatsapp.com/LINK"')],
		['["A", "B"', notOne('"["A""')],
	])('%s is refused, also beside one that is right', (value, told) => {
		expect(complaint(() => read({ group: [row(value)] }))).toBe(told);
		expect(complaint(() => read({ group: [row('A'), {}, row(value)] }))).toBe(told);
	});

	test('a locator that holds something else than an ID is refused', () => {
		expect(complaint(() => read({ group: [row('One', 'name')] }))).toBe(notOne('an object'));
	});
});

describe('activation', () => {
	const bad = { events: '={{ "rubbish" }}' };

	test.each(['activate', 'update', 'create', 'manual'] as const)(
		'%s is refused with a sentence that says it all',
		(mode) => {
			expect(() => checkWanted(triggerContext(bad, mode))).toThrow(
				expect.objectContaining({
					name: 'NodeOperationError',
					message: expect.stringMatching(/^Events: "rubbish" is not in the list .*commas\.$/),
				}),
			);
		},
	);

	test.each(['init', 'leadershipChange'] as const)(
		'%s goes on: whoever was active is not signed off',
		(mode) => {
			expect(() => checkWanted(triggerContext(bad, mode))).not.toThrow();
		},
	);

	const groups = (...ids: string[]) => ({ group: ids.map((id) => ({ groupId: byId(id) })) });
	test('is refused when nothing is left of what was chosen', () => {
		const both = (chosen: object, leaveOutGroups: object) =>
			triggerContext({ events: MESSAGES, groups: chosen, options: { leaveOutGroups } });
		expect(() => checkWanted(both(groups('A', 'B'), groups('C', 'B', 'A')))).toThrow(
			'Only These Groups: each of them is left out by the options, so that no event could start the workflow. Take them out of Leave Out Groups.',
		);
		expect(() => checkWanted(both(groups('A', 'B'), groups('B')))).not.toThrow();
		expect(() => checkWanted(both({}, groups('B')))).not.toThrow();
	});
});

describe('switches of the options', () => {
	const switches = ['downloadMedia', 'ignoreDuplicates', 'includeRaw', 'requireSignature'];

	test.each(switches)('%s, whatever form its expression gives', (name) => {
		const read = (value: unknown) =>
			readOptions(triggerContext({ options: { [name]: value } }))[name];
		for (const on of [true, '={{ true }}', '={{ "true" }}', '={{ 1 }}'])
			expect(read(on)).toBe(true);
		for (const off of [false, '={{ false }}', '={{ "False" }}', '={{ 0 }}']) {
			expect(read(off)).toBe(false);
		}
		for (const rubbish of ['={{ null }}', '={{ "yes" }}', '={{ {} }}', '={{ [true] }}']) {
			const context = triggerContext({ events: MESSAGES, options: { [name]: rubbish } });
			expect(complaint(() => readOptions(context))).toMatch(
				/ is neither true nor false\. Switch it /,
			);
			expect(() => checkWanted(context)).toThrow(/ is neither true nor false\. /);
		}
	});

	test('those that are not set are not there, and what is no switch is as it was', () => {
		expect(readOptions(triggerContext({}))).toEqual({});
		expect(readOptions(triggerContext({ options: { messageTypes: ['text'] } }))).toEqual({
			messageTypes: ['text'],
		});
	});
});
