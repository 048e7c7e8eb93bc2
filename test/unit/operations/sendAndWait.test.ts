import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { byName, mapped } from '../../support/world';
import { ask, asks, GROUP_ID, lastLink, QUESTION, useAsking } from '../waiting/asking';

const asking = useAsking();
const sent = () => asking.world.simulator.log.sentTo(GROUP_ID);
const posts = () => asking.world.simulator.log.count('POST', '/messages');

/** Runs a question that must not come to wait. */
async function refused(parameters: INodeParameters, items = 1) {
	const input = Array.from({ length: items }, (_, n) => ({ json: { n } }));
	const { host, engine } = asking;
	const result = await host.run(engine, asks(parameters), { input, startNode: 'Start' });
	expect(result.status).toBe('error');
	expect(result.run.waitTill ?? result.run.data.waitTill).toBeUndefined();
	return result.error as unknown as { message: string; description: string };
}

/** Which options hold this wait. */
const limit = (values: unknown): INodeParameters =>
	({ options: { limitWaitTime: { values } } }) as INodeParameters;

describe('the message', () => {
	test('is the question, with the link below it', async () => {
		const { link, result } = await ask(asking);
		expect(sent()[0].body).toMatchObject({
			recipient_type: 'group',
			to: GROUP_ID,
			type: 'text',
			text: { body: `${QUESTION}\n\nRespond: ${link}` },
		});
		expect(link).toMatch(
			new RegExp(
				`^${asking.host.url}/${result.executionId}/node-1\\?question=[\\w-]{22}&signature=[0-9a-f]{64}$`,
			),
		);
	});

	test('takes its words from the options', async () => {
		await ask(asking, { options: { messageButtonLabel: 'Antworten', trackingData: 'mine' } });
		const [{ body }] = sent();
		expect((body.text as IDataObject).body).toContain('\n\nAntworten: http');
		expect(body.biz_opaque_callback_data).toBe('mine');
	});

	test('has another link each time', async () => {
		const nonces = new Set<string>();
		for (let round = 0; round < 3; round++) {
			const { link } = await ask(asking);
			nonces.add(new URL(link).searchParams.get('question') ?? '');
		}
		expect(nonces.size).toBe(3);
	});

	test('that is too long with the link is not sent', async () => {
		const { message } = await refused({ message: 'x'.repeat(4000) });
		expect(message).toMatch(
			/^Message is too long: with the link it exceeds 4096 characters by \d+\./,
		);
		expect(posts()).toBe(0);
	});
});

describe('as a template', () => {
	const template = (name: string, more: INodeParameters = {}): INodeParameters => ({
		sendAs: 'template',
		template: byName(name),
		...more,
	});

	test('the link stands in the only variable of its body', async () => {
		const { link } = await ask(asking, template('approval_link'));
		expect(link).toContain('/webhook-waiting/');
		expect(sent()[0].body.template).toEqual({
			name: 'approval_link',
			language: { code: 'en_US' },
			components: [{ type: 'body', parameters: [{ type: 'text', text: link }] }],
		});
	});

	test('or in the one that is named, beside the values of the others', async () => {
		const parameters = { linkVariable: '2', templateParameters: mapped({ body_1: 'discounts' }) };
		const { link } = await ask(asking, template('two_links', parameters));
		expect(JSON.stringify(sent()[0].body)).toContain(
			JSON.stringify([
				{ type: 'text', text: 'discounts' },
				{ type: 'text', text: link },
			]),
		);
	});

	test('a button takes what follows the beginning of its address', async () => {
		const { templates } = asking.world.simulator.state;
		const seed = templates.find(({ name }) => name === 'approval_request');
		const here = structuredClone(seed!);
		const url = `${asking.host.url}/{{1}}`;
		here.name = here.id = 'approval_here';
		here.components = [
			{ type: 'BODY', text: 'Please decide: {{1}} Thank you.' },
			{ type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Decide', url }] },
		];
		templates.push(here);
		const parameters = template('approval_here', {
			templateParameters: mapped({ body_1: 'discounts' }),
		});
		const { host, engine } = asking;
		const { executionId, status, error } = await host.run(engine, asks(parameters), {
			startNode: 'Start',
		});
		expect([status, error?.message]).toEqual(['waiting', undefined]);
		const { components: values } = sent()[0].body.template as {
			components: Array<{ parameters: Array<{ text: string }> }>;
		};
		const [{ text }] = values[1].parameters;
		expect(text).toMatch(new RegExp(`^${executionId}/node-1\\?question=`));
		expect((await fetch(`${host.url}/${text}`)).status).toBe(200);
	});

	test.each([
		['plain', {}, '"plain" has no variable that could carry the link'],
		['two_links', {}, 'several variables of "two_links" could carry the link. Enter one of: 1, 2.'],
		[
			'two_links',
			{ linkVariable: '3' },
			'has no variable "3" that could carry the link. Enter one of: 1, 2.',
		],
		[
			'approval_request',
			{ templateParameters: mapped({ body_1: 'x' }) },
			'the button “Decide” of "approval_request" leads to http://127.0.0.1/, where nobody can answer',
		],
		['two_links', { linkVariable: '2' }, 'Body {{1}} is empty'],
		['none', {}, 'there is no template "none"'],
	])('%s with %j is refused, and nothing is sent', async (name, more, reason) => {
		expect((await refused(template(name, more))).message).toContain(reason);
		expect(posts()).toBe(0);
	});

	test.each([
		['approval_link', '', []],
		['two_links', '2', ['body_1']],
		['approval_request', '', ['body_1']],
	])('the editor asks for the other values of %s (link: "%s")', async (name, linkVariable, ids) => {
		const parameters = { ...asks(template(name, { linkVariable })).nodes[1].parameters };
		const { fields } = await asking.engine.mapperFields('templateFields', parameters);
		expect(fields.map(({ id }) => id)).toEqual(ids);
	});
});

test('the editor says which variables could carry the link, where several could', async () => {
	const parameters = asks({ sendAs: 'template', template: byName('two_links') }).nodes[1];
	const shown = await asking.engine.mapperFields('templateFields', parameters.parameters);
	expect(shown).toEqual({
		fields: [],
		emptyFieldsNotice:
			'Link Variable: several variables of &quot;two_links&quot; could carry the link. Enter one of: 1, 2.',
	});
});

describe('it does not wait', () => {
	test('for several items: nothing is sent, and the way to do it is told', async () => {
		const { message, description } = await refused({}, 3);
		expect(message).toMatch(
			/^3 items came in, but an execution can wait for one answer only\. Nothing was sent\. Put a Loop Over Items node/,
		);
		expect(description).toContain('None of the 3 items was carried out.');
		expect(posts()).toBe(0);
	});

	test('for several items that are to go on with errors: each has one', async () => {
		const { host, engine } = asking;
		const json = asks();
		json.nodes[1].onError = 'continueRegularOutput';
		const input = [{ json: {} }, { json: {} }];
		const result = await host.run(engine, json, { input, startNode: 'Start' });
		expect(result.status).toBe('success');
		expect(result.json('Ask')).toEqual(
			[0, 1].map((itemIndex) => ({
				success: false,
				status: 'failed',
				error: expect.objectContaining({ code: 'invalid_input', itemIndex }) as unknown,
			})),
		);
		expect(posts()).toBe(0);
	});

	test.each([
		['resetAfter', 'may have taken effect'],
		['truncated', 'may have taken effect'],
	] as const)('when it is unknown whether it was asked (%s)', async (kind, words) => {
		asking.world.simulator.faults.add({ kind });
		expect((await refused({})).message).toContain(words);
		expect(posts()).toBe(1);
	});

	test('when the service refused, also when it goes on with the error', async () => {
		asking.world.simulator.faults.add({ kind: 'error', code: 131047, times: 2 });
		expect((await refused({})).message).toMatch(/24 hours/);
		const json = asks();
		json.nodes[1].onError = 'continueErrorOutput';
		const { host, engine } = asking;
		const result = await host.run(engine, json, { startNode: 'Start' });
		expect(result.status).toBe('success');
		expect(result.json('Ask', 1)[0].error).toMatchObject({ code: 131047 });
	});

	test.each([
		[{ message: '={{ "" }}' }, 'Message is empty'],
		[{ message: '={{ undefined }}' }, 'Message is empty'],
		[{ responseType: '={{ "groupReply" }}' }, 'Response Type must be one of approval, freeText'],
		[{ sendAs: '={{ "letter" }}' }, 'Send As must be one of text, template'],
		[{ sendAs: 'template' }, 'Template is empty'],
		[
			{ approvalOptions: { values: { approvalType: '={{ "triple" }}' } } },
			'Type of Approval must be one of single, double, but is "triple"',
		],
		[
			{ approvalOptions: { values: { approveLabel: 'x'.repeat(61) } } },
			'Approve Button Label is too long',
		],
		[limit({ limitType: 'afterTimeInterval', resumeAmount: 0 }), 'Amount must be a number above 0'],
		[
			limit({ limitType: 'afterTimeInterval', resumeAmount: '={{ "soon" }}' }),
			'Amount must be a number above 0',
		],
		[
			limit({ limitType: 'afterTimeInterval', resumeAmount: 1, resumeUnit: '={{ "years" }}' }),
			'Unit must be one of minutes, hours, days, but is "years"',
		],
		[
			limit({ limitType: 'afterTimeInterval', resumeAmount: 1e9, resumeUnit: 'days' }),
			'Amount is too far away',
		],
		[
			limit({ limitType: 'atSpecifiedTime', maxDateAndTime: '2020-01-01T00:00:00' }),
			'Max Date and Time is over already',
		],
		[limit({ limitType: 'atSpecifiedTime', maxDateAndTime: '' }), 'Max Date and Time is empty'],
		[
			limit({ limitType: 'atSpecifiedTime', maxDateAndTime: '={{ "some day" }}' }),
			'Max Date and Time is not a date and time',
		],
		...['={{ null }}', '={{ undefined }}', '={{ "" }}', '={{ ({}) }}'].flatMap(
			(nothing): Array<[INodeParameters, string]> => [
				[limit({ limitType: nothing, resumeAmount: 1 }), 'Limit Type must be'],
				[
					limit({ limitType: 'afterTimeInterval', resumeAmount: 1, resumeUnit: nothing }),
					'Unit must be',
				],
				[limit({ limitType: 'atSpecifiedTime', maxDateAndTime: nothing }), 'Max Date and Time is'],
				[{ approvalOptions: { values: { approvalType: nothing } } }, 'Type of Approval must be'],
				[{ responseType: nothing }, 'Response Type must be'],
				[{ sendAs: nothing }, 'Send As must be'],
			],
		),
	])('with %j, and nothing is sent', async (parameters, reason) => {
		expect((await refused(parameters)).message).toContain(reason);
		expect(posts()).toBe(0);
	});
});

test('whose time is over before it could be sent is not asked', async () => {
	asking.world.simulator.faults.add({
		kind: 'delay',
		method: 'GET',
		path: '/groups',
		delayMs: 900,
	});
	const maxDateAndTime = '={{ DateTime.now().plus(400).toISO() }}';
	const { message } = await refused({
		groupId: { __rl: true, mode: 'name', value: 'Managers' },
		...limit({ limitType: 'atSpecifiedTime', maxDateAndTime }),
	});
	expect(message).toContain('Max Date and Time is over already, so nobody could answer.');
	expect(posts()).toBe(0);
});

describe('the wait', () => {
	const waitTill = async (parameters: INodeParameters) => {
		const { result } = await ask(asking, parameters);
		return new Date(result.run.data.waitTill as unknown as string);
	};

	test.each([{}, { options: { limitWaitTime: {} } }])('has no end with %j', async (parameters) => {
		expect((await waitTill(parameters as INodeParameters)).getUTCFullYear()).toBe(3000);
	});

	test.each([
		['minutes', 60_000],
		['hours', 3_600_000],
		['days', 86_400_000],
	])('ends after an interval in %s, from when it was asked', async (resumeUnit, unitMs) => {
		const before = Date.now();
		const until = await waitTill(
			limit({ limitType: 'afterTimeInterval', resumeAmount: 1.5, resumeUnit }),
		);
		expect(until.getTime()).toBeGreaterThanOrEqual(before + 1.5 * unitMs);
		expect(until.getTime()).toBeLessThanOrEqual(Date.now() + 1.5 * unitMs);
	});

	test.each(['={{ null }}', '={{ undefined }}', '={{ $json.nothing }}'])(
		'an amount of %s is none: nothing is sent',
		async (resumeAmount) => {
			const values = { limitType: 'afterTimeInterval', resumeAmount, resumeUnit: 'minutes' };
			const { message } = await refused(limit(values));
			expect(message).toContain('Amount must be a number above 0');
			expect(posts()).toBe(0);
		},
	);

	test.each([
		'01.12.2099 12:00',
		'12/01/2099 12:00',
		'Dec 1, 2099 12:00',
		'1.2.2099',
		'01-12-2099',
		'01.12.2099 12:00 GMT',
		'2099-12-1',
	])('%s is not read alike by everybody: nothing is sent', async (maxDateAndTime) => {
		const { message } = await refused(limit({ limitType: 'atSpecifiedTime', maxDateAndTime }));
		expect(message).toContain('Max Date and Time can be read in more than one way');
		expect(posts()).toBe(0);
	});

	test.each([
		['2099-12-01', '2099-11-30T23:00:00.000Z'],
		['Tue, 01 Dec 2099 12:00:00 GMT', '2099-12-01T12:00:00.000Z'],
		['Tue, 01 Dec 2099 12:00:00 +0200', '2099-12-01T10:00:00.000Z'],
		['Tue Dec 01 2099 12:00:00 GMT+0100 (Central European Time)', '2099-12-01T11:00:00.000Z'],
		['2099-12-01T12:00:00.000Z', '2099-12-01T12:00:00.000Z'],
		['2099-12-01T12:00:00+01:00', '2099-12-01T11:00:00.000Z'],
		['2099-12-01T12:00:00.000+0100', '2099-12-01T11:00:00.000Z'],
		['2099-12-01T12:00:00+01', '2099-12-01T11:00:00.000Z'],
		['20991201T120000Z', '2099-12-01T12:00:00.000Z'],
		['2099-12-01T12:00:00+01:00[Europe/Berlin]', '2099-12-01T11:00:00.000Z'],
		['2099-12-01 12:00:00 America/New_York', '2099-12-01T17:00:00.000Z'],
		['2099-07-01T12:00:00', '2099-07-01T10:00:00.000Z'],
		['2099-12-01 12:00', '2099-12-01T11:00:00.000Z'],
		['2099-07-01T12:00:00-07:00', '2099-07-01T19:00:00.000Z'],
		['2099-07-01T12:00:00Z', '2099-07-01T12:00:00.000Z'],
		['={{ DateTime.fromISO("2099-07-01T12:00:00Z") }}', '2099-07-01T12:00:00.000Z'],
	])('ends at %s, which is %s', async (maxDateAndTime, iso) => {
		const until = await waitTill(limit({ limitType: 'atSpecifiedTime', maxDateAndTime }));
		expect(until.toISOString()).toBe(iso);
	});

	test('goes on with the input when its time is over', async () => {
		const values = { limitType: 'afterTimeInterval', resumeAmount: 1, resumeUnit: 'hours' };
		const { result } = await ask(asking, limit(values), [{ json: { n: 5 } }]);
		await asking.host.timeOut(result.executionId);
		expect(asking.host.resultOf(result.executionId).json('After')).toEqual([{ n: 5 }]);
		expect(lastLink(asking.world)).not.toBe('');
		expect(posts()).toBe(1);
	});
});
