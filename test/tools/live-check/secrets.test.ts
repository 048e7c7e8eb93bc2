/** The report of a number full of secrets is searched for each of them, in whatever form. */
import fc from 'fast-check';
import { startSimulator, type Simulator, type Switches } from '../../simulator';
import { Redactor } from './report/redact';
import { reportOf } from './report/report';
import type { Exchange } from './seen';
import { check, checked, number, QUICK } from './world';

/** Everything that is somebody's, and stands somewhere in the number. */
const SECRETS = {
	key: ['k3y', 'Vn8Qx2/Lw+Zt5Rb0'].join('-'),
	business: '4930901820123',
	phones: ['4915123456701', '4915123456702', '16505551101', '16505551102'],
	name: 'Wilhelmine Öztürk-Sørensen',
	username: '@wilhelmine.oe',
	userId: 'DE.81726354019283746501',
	subject: 'Zwiebelkuchen & "Federweißer" 2027',
	description: 'Treffpunkt: Hintereingang, Code 4711-8822',
	templateName: 'quartalszahlen_intern',
	templateText: 'Liebe Gesellschafter, {{1}} Dividende',
	inviteCode: 'Kq9ZsecretInviteCode22',
	hookHost: 'hooks.geheim-gmbh.example',
	hookPath: 'b7e2-webhook-pfad',
	hookHeader: 'X-Geheimer-Name',
	hookValue: 'Bearer tok_live_9f8e7d6c5b4a',
	destination: 'buchhaltung-kopie',
	message: 'Mein Kontostand ist 987654321 Euro',
	callback: 'kunde=Wilhelmine',
};

const { key: KEY } = SECRETS;

function secretTexts(): string[] {
	return Object.values(SECRETS).flat();
}

function fullNumber(switches: Partial<Switches>) {
	const base = number(switches);
	const [first, second] = SECRETS.phones;
	return {
		...base,
		apiKey: KEY,
		displayPhone: SECRETS.business,
		people: [
			{ waId: first, name: SECRETS.name, username: SECRETS.username, userId: SECRETS.userId },
		],
		groups: [
			{
				subject: SECRETS.subject,
				description: SECRETS.description,
				members: [first],
				inviteCode: SECRETS.inviteCode,
				joinApprovalMode: 'approval_required' as const,
				joinRequests: [second],
			},
			...(base.groups ?? []),
		],
		templates: [
			{ name: SECRETS.templateName, components: [{ type: 'BODY', text: SECRETS.templateText }] },
		],
	};
}

async function tellSecrets(simulator: Simulator): Promise<void> {
	const { state } = simulator;
	const headers = { [SECRETS.hookHeader]: SECRETS.hookValue };
	simulator.setWebhook({ url: `https://${SECRETS.hookHost}/${SECRETS.hookPath}`, headers });
	state.multiWebhook = {
		enabled: true,
		destinations: [
			{ name: SECRETS.destination, url: `https://copy.${SECRETS.hookHost}/`, headers },
		],
	};
	// A service may repeat what it refuses.
	for (const details of [KEY, SECRETS.subject, SECRETS.phones[0], SECRETS.message]) {
		const text = `Bad value ${details} (${Buffer.from(details).toString('base64')})`;
		simulator.faults.add({ kind: 'error', code: 100, details: text, path: '/message_templates' });
		simulator.faults.add({
			kind: 'error',
			code: 100,
			details: text,
			path: '/groups/*/join_requests',
		});
	}
}

/** Forms of a text, written here anew: what is wrong in the report's own search must not hide here. */
function formsOf(text: string): string[] {
	const raw = Buffer.from(text);
	const base64 = [0, 1, 2].map((offset) => {
		const padded = Buffer.concat([Buffer.from('x'.repeat(offset)), raw, Buffer.from('xx')]);
		const encoded = padded.toString('base64');
		// Characters that mix with the neighbours are left out.
		return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + raw.length) * 8) / 6));
	});
	const url = base64.map((one) => one.replaceAll('+', '-').replaceAll('/', '_'));
	return [
		text,
		encodeURIComponent(text),
		encodeURI(text),
		JSON.stringify(text).slice(1, -1),
		raw.toString('hex'),
		[...raw].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
		text.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
		[...text].reverse().join(''),
		...base64,
		...url,
	];
}

function found(report: string, secrets: readonly string[]): string[] {
	const whole = report.toLowerCase();
	return secrets.filter((secret) =>
		formsOf(secret).some((form) => whole.includes(form.toLowerCase())),
	);
}

/** Numbers inside base64 anywhere in a text. */
function numbersInside(report: string): string[] {
	return (report.match(/[A-Za-z0-9+/_=-]{12,}/g) ?? []).flatMap((token) =>
		[0, 1, 2, 3].flatMap(
			(skip) =>
				Buffer.from(token.slice(skip), 'base64')
					.toString('latin1')
					.match(/\d{9,}/g) ?? [],
		),
	);
}

test.each([
	['by default', {}],
	['with user ids', { bsuid: 'kept' }],
	['with hidden numbers', { bsuid: 'omitted' }],
	['with errors as texts', { errorShape: 'string' }],
	['with errors as pages', { errorShape: 'html' }],
	[
		'with strings and events of its own kind',
		{
			scalarStyle: 'strings',
			createdAtStyle: 'iso',
			settingsEventStyle: 'plain',
			pagingStyle: 'next',
			partialNames: 'strings',
		},
	],
] as Array<[string, Partial<Switches>]>)(
	'nothing of it stands in the report, %s',
	async (_, switches) => {
		await checked(fullNumber(switches), async (simulator) => {
			await tellSecrets(simulator);
			const settings = { levels: ['look', 'try', 'talk', 'hear'] as const, patience: QUICK };
			const outcome = await check(simulator, { settings });
			for (const person of [SECRETS.phones[2], SECRETS.phones[3]]) {
				expect(simulator.state.people.has(person)).toBe(true);
			}
			outcome.seen.deliveries.push(...incoming(simulator));
			const asked = { ...SETTINGS(simulator), levels: [...settings.levels] };
			const { text, profile } = reportOf(asked, outcome, new Date());
			const ids = [
				...simulator.state.messages.keys(),
				...simulator.state.media.keys(),
				...idsSeen(simulator),
			];
			expect(ids.length).toBeGreaterThan(5);
			const inIds = simulator.log.sentMessages.map(({ to }) => to);
			expect(found(text, [...secretTexts(), ...ids, ...inIds])).toEqual([]);
			expect(numbersInside(text)).toEqual([]);
			expect(found(JSON.stringify(profile), secretTexts())).toEqual([]);
			// It would be easy to hide everything: what the report is for has to be there.
			expect(text).toContain('group_lifecycle_update');
			expect(text).toContain('"participants"');
		});
	},
);

function SETTINGS(simulator: Simulator) {
	return {
		baseUrl: simulator.url,
		apiKey: KEY,
		levels: [],
		patience: QUICK,
		phones: 2,
		deliveries: [],
	};
}

function idsSeen({ state }: Simulator): string[] {
	return [...state.groups.values()].flatMap(({ id, number: digits, joinRequests }) => [
		id,
		digits,
		...joinRequests.keys(),
	]);
}

/** A message of somebody in the group of secrets, as it would come in. */
function incoming(simulator: Simulator) {
	const [group] = simulator.state.groups.values();
	simulator.control.sendText(group.id, SECRETS.phones[0], SECRETS.message);
	return simulator.events.slice(-3).map(({ field, value }) => {
		const body = {
			object: 'whatsapp_business_account',
			entry: [{ id: '1', changes: [{ field, value }] }],
		};
		return {
			body,
			text: JSON.stringify(body),
			isWhole: true,
			headers: { [SECRETS.hookHeader.toLowerCase()]: SECRETS.hookValue },
		};
	});
}

test('ids of the simulator hold numbers, as real ones do', async () => {
	const simulator = await startSimulator(fullNumber({}));
	const [group] = simulator.state.groups.values();
	const inside = (id: string) =>
		Buffer.from(id.replace(/^wamid\./, '').replace(/(ZD)+$/, ''), 'base64').toString('latin1');
	expect(inside(group.id)).toContain(SECRETS.business);
	expect([...group.joinRequests.keys()].map(inside)).toEqual([
		expect.stringContaining(SECRETS.phones[1]),
	]);
	const wamid = simulator.control.sendText(group.id, SECRETS.phones[0], 'Hello');
	expect(inside(wamid)).toContain(SECRETS.phones[0]);
	await simulator.close();
});

function exchangeWith(json: unknown): Exchange {
	return {
		call: 'groups',
		method: 'GET',
		path: '/groups',
		query: {},
		sentAt: 0,
		answeredAt: 0,
		status: 200,
		headers: {},
		text: JSON.stringify(json),
		json,
	};
}

test('whatever the service says, wherever: a secret that was told is not repeated', () => {
	const secret = fc
		.string({ minLength: 9, maxLength: 30, unit: 'grapheme-ascii' })
		.filter((text) => /[0-9]/.test(text) && /[A-Z]{2}/i.test(text) && !/^\d+$/.test(text));
	const key = fc.constantFrom(
		'message',
		'details',
		'title',
		'subject',
		'status',
		'type',
		'error',
		'url',
		'next',
		'id',
		'wa_id',
		'input',
		'headers',
		'name',
		'reason',
		'mime_type',
		'sha256',
		'timestamp',
		'code',
		'developer_message',
		'language',
	);
	const wrap = fc.constantFrom(
		(text: string) => text,
		(text: string) => `The value ${text} is not valid`,
		(text: string) =>
			`https://example.com/${encodeURIComponent(text)}?q=${encodeURIComponent(text)}`,
		(text: string) => Buffer.from(`xx${text}`).toString('base64'),
		(text: string) => `<html><b>${text}</b></html>`,
	);
	fc.assert(
		fc.property(secret, key, wrap, fc.boolean(), (text, where, form, isKey) => {
			const json = isKey
				? { [form(text)]: 1 }
				: { outer: { [where]: form(text), list: [form(text)] } };
			const redacted = JSON.stringify(new Redactor(0).exchange(exchangeWith(json)));
			expect(found(redacted, [text])).toEqual([]);
		}),
		{ numRuns: 500 },
	);
});

test('the same value has the same name, in every notation of a number', () => {
	const json = {
		wa_id: '16505551001',
		input: '+1 650 555-1001',
		other: '16505551002',
		number: 16505551001,
		group_id: 'G-1',
		list: [{ group_id: 'G-1' }],
	};
	const { answer } = new Redactor(0).exchange(exchangeWith(json)) as {
		answer: { body: typeof json };
	};
	const { wa_id: waId, input, other, group_id: group, list } = answer.body;
	expect(input).toBe(waId);
	expect(other).not.toBe(waId);
	expect(list[0].group_id).toBe(group);
	expect(typeof answer.body.number).toBe('number');
});

test.each([
	'Recipient +49 151 234 567 03 is not in the list',
	'phone 49 151 234 567 03 is not valid',
	'number (650) 555 12 34 is not valid',
	'id 120363 404694 233821 is not known',
])('a number that is written with blanks is not told in part: "%s"', (message) => {
	const told = JSON.stringify(new Redactor(0).value({ error: { message } }, ''));
	expect(told).not.toMatch(/\d/);
});

test.each(['(code 131041) HTTP 400', 'limit of 25 for 60 seconds'])('"%s" is told', (message) => {
	expect(new Redactor(0).value({ message }, '')).toEqual({ message });
});

test('the service’s own words stay', () => {
	const json = {
		error: {
			message: '(#131041) Group unknown',
			code: 131041,
			error_data: { details: 'The group was not found.' },
		},
		join_approval_mode: 'auto_approve',
		suspended: 'false',
		total_participant_count: 2,
	};
	const { answer } = new Redactor(0).exchange(exchangeWith(json)) as { answer: { body: unknown } };
	expect(answer.body).toEqual(json);
});
