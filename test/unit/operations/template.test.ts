import type { INodeParameters } from 'n8n-workflow';

import type { LibraryTemplate } from '../../../nodes/WhatsAppGroups/api/contract/templates';
import { byName } from '../../support/world';
import { NODE, useBench } from './bench';
import { templates } from './seeds';

const bench = useBench({ templates });
const manyTemplates = (count: number) => {
	for (let index = 0; index < count; index += 1) {
		bench.simulator.control.addTemplate({ name: `t${index}`, components: [] });
	}
};

describe('template:getAll', () => {
	test('gives templates in the vocabulary', async () => {
		const result = await bench.run('template:getAll', { limit: 1 });
		expect(result.items(NODE)).toEqual([
			{
				json: {
					templateId: '501',
					name: 'group_invite',
					language: 'en_US',
					templateStatus: 'APPROVED',
					category: 'UTILITY',
					components: [
						{ type: 'BODY', text: 'Here is the link that you asked for: {{1}} See you, {{2}}!' },
					],
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.calls()).toEqual([
			{ call: 'GET /v1/configs/templates', query: { limit: '100', offset: '0' } },
		]);
	});

	test('tells why a template was rejected', async () => {
		bench.simulator.control.addTemplate({
			name: 'refused',
			status: 'REJECTED',
			rejected_reason: 'INVALID_FORMAT',
		});
		const json = await bench.output('template:getAll', { returnAll: true });
		expect(json.at(-1)).toMatchObject({
			templateStatus: 'REJECTED',
			rejectedReason: 'INVALID_FORMAT',
		});
		for (const one of json) expect(one).not.toHaveProperty('status');
	});

	test.each([
		['legacy', { limit: '100', offset: '0' }, 3],
		// Here no total says that the third page is the last.
		['new', { limit: '100' }, 4],
	] as const)('returnAll reads 250 templates, all pages (%s)', async (endpoint, first, pages) => {
		bench.simulator.setSwitches({ templatesEndpoint: endpoint });
		manyTemplates(250 - templates.length);
		const json = await bench.output('template:getAll', { returnAll: true });
		expect(json).toHaveLength(250);
		expect(new Set(json.map(({ templateId }) => templateId)).size).toBe(250);
		const route = endpoint === 'legacy' ? '/v1/configs/templates' : '/message_templates';
		const queries = bench.simulator.log.find('GET', route).map(({ query }) => query);
		expect(queries[0]).toEqual(first);
		expect(queries).toHaveLength(pages);
		expect(bench.simulator.log.count('GET', '/v1/configs/templates')).toBe(
			endpoint === 'legacy' ? 3 : 1,
		);
	});

	test.each([
		[100, 1],
		[101, 2],
	])('limit %i takes %i calls', async (limit, calls) => {
		manyTemplates(200);
		expect(await bench.output('template:getAll', { limit })).toHaveLength(limit);
		expect(bench.callNames()).toHaveLength(calls);
	});

	test('a server that gives smaller pages than asked for is read to its end', async () => {
		bench.simulator.setSwitches({ legacyTemplatesMaxLimit: 7 });
		const json = await bench.output('template:getAll', { returnAll: true });
		expect(json.map(({ name, language }) => `${String(name)}|${String(language)}`)).toEqual(
			bench.simulator.state.templates.map(({ name, language }) => `${name}|${language}`),
		);
	});

	test('simplify off gives the service’s own templates', async () => {
		const parameters = { limit: 1, options: { simplify: false } };
		expect(await bench.output('template:getAll', parameters)).toEqual([
			{
				id: '501',
				name: 'group_invite',
				language: 'en_US',
				status: 'approved',
				category: 'UTILITY',
				rejected_reason: null,
				components: [
					{ type: 'BODY', text: 'Here is the link that you asked for: {{1}} See you, {{2}}!' },
				],
			},
		]);
	});
});

describe('template:createInvite', () => {
	const create = 'template:createInvite';
	const chosen = (parameters: INodeParameters = {}): INodeParameters => ({
		name: 'my_invite',
		libraryTemplate: byName('group_invite_upon_request_1'),
		...parameters,
	});
	const request = {
		name: 'my_invite',
		category: 'UTILITY',
		language: 'en_US',
		library_template_name: 'group_invite_upon_request_1',
	};
	const onlyOne = () => {
		const { library } = bench.simulator.state;
		bench.simulator.state.library = library.filter(
			({ name }) => name !== 'group_invite_upon_request_1',
		);
	};

	test('creates it from the library template that was chosen', async () => {
		const result = await bench.run(create, chosen());
		const { id } = bench.simulator.state.templates.at(-1) ?? {};
		expect(result.items(NODE)).toEqual([
			{
				json: {
					success: true,
					status: 'accepted',
					templateId: id,
					name: 'my_invite',
					language: 'en_US',
					templateStatus: 'APPROVED',
					category: 'UTILITY',
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.calls()).toEqual([{ call: 'POST /v1/configs/templates', body: request }]);
	});

	test('the newer endpoint, where the older is missing', async () => {
		bench.simulator.setSwitches({ templatesEndpoint: 'new', libraryApproval: 'pending' });
		const [json] = await bench.output(create, chosen());
		expect(json).toMatchObject({
			status: 'accepted',
			templateStatus: 'PENDING',
			templateId: expect.any(String),
		});
		expect(bench.calls()).toEqual([
			{ call: 'POST /v1/configs/templates', body: request },
			{ call: 'POST /message_templates', body: request },
		]);
	});

	test('with none chosen takes the only one of the library', async () => {
		onlyOne();
		await bench.output(create, { name: 'my_invite' });
		expect(bench.calls()).toEqual([
			{
				call: 'GET /message_template_library',
				query: { topic: 'group_invite_link', category: 'utility', language: 'en_US' },
			},
			{
				call: 'POST /v1/configs/templates',
				body: { ...request, library_template_name: 'group_invite_upon_request_2' },
			},
		]);
	});

	test('with none chosen and several there, names them', async () => {
		const error = await bench.failure(create, { name: 'my_invite' });
		expect(error.message).toContain('Library Template is empty, and the library has 2 templates');
		expect(error.message).toContain(
			'invites. Choose one of: group_invite_upon_request_1, group_invite_upon_request_2.',
		);
		expect(bench.simulator.log.count('POST', '/v1/configs/templates')).toBe(0);
	});

	test.each([
		['without a library', () => bench.simulator.setSwitches({ templatesEndpoint: 'legacy' })],
		['with nothing in the library', () => (bench.simulator.state.library = [])],
	])('%s takes the topic for the name', async (_case, prepare) => {
		prepare();
		await bench.run(create, { name: 'my_invite' });
		expect(bench.calls().at(-1)).toEqual({
			call: 'POST /v1/configs/templates',
			body: { ...request, library_template_name: 'group_invite_link' },
		});
	});

	test('in the language that is asked for', async () => {
		await bench.output(create, chosen({ language: 'de' }));
		expect(bench.calls()[0].body).toEqual({ ...request, language: 'de' });
	});

	test('simplify off gives the service’s own body', async () => {
		bench.simulator.setSwitches({ templatesEndpoint: 'new' });
		const [json] = await bench.output(create, chosen({ options: { simplify: false } }));
		expect(json).toEqual({ id: expect.any(String), status: 'APPROVED', category: 'UTILITY' });
	});
});

describe('the dropdown of templates', () => {
	const search = async (filter?: string, token?: string) =>
		await bench.world.engine.listSearch(
			'searchTemplates',
			{ resource: 'message', operation: 'sendTemplate' },
			filter,
			token,
		);

	test.each(['legacy', 'new'] as const)('names language and status (%s)', async (endpoint) => {
		bench.simulator.setSwitches({ templatesEndpoint: endpoint });
		const { results, paginationToken } = await search();
		expect(results).toHaveLength(templates.length);
		expect(results).toEqual(
			expect.arrayContaining([
				{ name: 'greeting (de)', value: 'greeting|de' },
				{ name: 'new_year (en_US) – pending', value: 'new_year|en_US' },
				{ name: 'half_done (de) – rejected', value: 'half_done|de' },
			]),
		);
		if (endpoint === 'legacy') expect(paginationToken).toBeUndefined();
		// Here no total says that it was the last: the next page is empty.
		else {
			expect(await search(undefined, String(paginationToken))).toEqual({
				results: [],
				paginationToken: undefined,
			});
		}
	});

	test.each(['legacy', 'new'] as const)('pages: one call per page (%s)', async (endpoint) => {
		bench.simulator.setSwitches({ templatesEndpoint: endpoint });
		manyTemplates(250 - templates.length);
		const values: unknown[] = [];
		let token: string | undefined;
		let pages = 0;
		do {
			const page = await search(undefined, token);
			pages += 1;
			values.push(...page.results.map(({ value }) => value));
			token = page.paginationToken as string | undefined;
		} while (token !== undefined);
		expect(new Set(values).size).toBe(250);
		expect(pages).toBe(endpoint === 'legacy' ? 3 : 4);
		expect(bench.callNames()).toHaveLength(endpoint === 'legacy' ? 3 : 5);
	});

	test('a search goes on to the page that has something', async () => {
		manyTemplates(300);
		expect(await search(' T299 ')).toEqual({
			results: [{ name: 't299 (en_US)', value: 't299|en_US' }],
			paginationToken: undefined,
		});
		expect((await search('nothing of the kind')).results).toEqual([]);
	});

	test('tells what is wrong when the templates cannot be read', async () => {
		const engine = bench.world.engineWith({ apiKey: 'wrong' });
		const parameters = { resource: 'message', operation: 'sendTemplate' };
		await expect(engine.listSearch('searchTemplates', parameters)).rejects.toMatchObject({
			message: expect.stringMatching(/^360dialog does not accept the API key\. Enter the key /),
			description: expect.stringContaining('The service’s words: Invalid api_key'),
		});
	});
});

describe('the dropdown of the library', () => {
	const search = async (filter?: string, language = 'en_US') =>
		await bench.world.engine.listSearch(
			'searchLibrary',
			{ resource: 'template', operation: 'createInvite', language },
			filter,
		);

	test('shows the templates for group invites in the language', async () => {
		const { results } = await search();
		expect(results).toEqual([
			{
				name: 'group_invite_upon_request_1 (en_US)',
				value: 'group_invite_upon_request_1',
				description: expect.stringContaining('Here is the group link'),
			},
			{
				name: 'group_invite_upon_request_2 (en_US)',
				value: 'group_invite_upon_request_2',
				description: expect.stringContaining('As requested'),
			},
		]);
		expect(bench.calls()).toEqual([
			{
				call: 'GET /message_template_library',
				query: { topic: 'group_invite_link', category: 'utility', language: 'en_US' },
			},
		]);
	});

	test.each([
		['_2', 'en_US', 1],
		[' UPON ', 'en_US', 2],
		['low_balance', 'en_US', 0],
		[undefined, 'de', 0],
	])('finds by "%s" in %s', async (filter, language, count) => {
		expect((await search(filter, language)).results).toHaveLength(count);
	});

	test('is empty where the service has no library', async () => {
		bench.simulator.setSwitches({ templatesEndpoint: 'legacy' });
		expect((await search()).results).toEqual([]);
	});

	test('an item is shown with its own language, else with the one that was asked for', async () => {
		const body = { data: [{ name: 'own', language: 'en_GB' }, { name: 'none' }] };
		bench.simulator.faults.add({ kind: 'answer', method: 'GET', status: 200, body });
		expect((await search()).results).toEqual([
			{ name: 'own (en_GB)', value: 'own' },
			{ name: 'none (en_US)', value: 'none' },
		]);
	});

	test('an item without a name breaks nothing', async () => {
		bench.simulator.state.library.push({
			topic: 'GROUP_INVITE_LINK',
			category: 'UTILITY',
			language: 'en_US',
		} as LibraryTemplate);
		expect((await search()).results).toHaveLength(2);
	});
});

describe('the fields of a template', () => {
	const fields = async (
		name: string,
		resource = 'message',
		more: INodeParameters = {},
	): Promise<Array<[string, string]>> => {
		const operation = resource === 'message' ? 'sendTemplate' : 'send';
		const parameters = { resource, operation, template: byName(name), ...more };
		const found = await bench.world.engine.mapperFields('templateFields', parameters);
		for (const field of found.fields) {
			const required = field.id !== 'header_filename';
			expect(field).toMatchObject({ required, type: 'string', display: true });
		}
		return found.fields.map(({ id, displayName }) => [id, displayName]);
	};

	test.each<[string, Array<[string, string]>]>([
		['welcome', []],
		[
			'group_invite',
			[
				['body_1', 'Body {{1}}'],
				['body_2', 'Body {{2}}'],
			],
		],
		[
			'order_update_group',
			[
				['header_media', 'Image (ID or Link)'],
				['body_1', 'Body {{1}}'],
				['body_2', 'Body {{2}}'],
			],
		],
		['clip', [['header_media', 'Video (ID or Link)']]],
		[
			'report',
			[
				['header_media', 'Document (ID or Link)'],
				['header_filename', 'Document Name'],
			],
		],
		['voucher', [['button_1', 'Code to Copy']]],
		[
			'headed',
			[
				['header_1', 'Header {{1}}'],
				['body_1', 'Body {{1}}'],
			],
		],
		[
			'appointment_named',
			[
				['body_first_name', 'Body {{first_name}}'],
				['body_date', 'Body {{date}}'],
			],
		],
		[
			'track_parcel',
			[
				['body_1', 'Body {{1}}'],
				['button_1', 'Button Track {{1}}'],
			],
		],
		['greeting|de', []],
	])('%s', async (name, expected) => {
		expect(await fields(name)).toEqual(expected);
	});

	test.each<[string, INodeParameters, Array<[string, string]>]>([
		['group_invite', {}, [['body_2', 'Body {{2}}']]],
		['group_invite', { options: { inviteVariable: '2' } }, [['body_1', 'Body {{1}}']]],
		['named_invite', {}, [['body_name', 'Body {{name}}']]],
	])('of an invite, without the invitation itself: %s %j', async (name, more, expected) => {
		expect(await fields(name, 'invite', more)).toEqual(expected);
	});

	test('none before a template is chosen, and no call for them', async () => {
		expect(await fields('')).toEqual([]);
		expect(bench.callNames()).toEqual([]);
	});

	const notice = async (method: string, name: string, resource = 'message') => {
		const operation = resource === 'message' ? 'sendTemplate' : 'send';
		const parameters = { resource, operation, template: byName(name) };
		const found = await bench.world.engine.mapperFields(method, parameters);
		expect(found.fields).toEqual([]);
		return found.emptyFieldsNotice;
	};

	test.each([
		['nothing', 'there is no template &quot;nothing&quot;'],
		['greeting|fr', 'does not exist in &quot;fr&quot;, only in en_US, de'],
		['meeting_place', 'kind &quot;location&quot;'],
		['welcome', 'no values to fill in'],
	])('of %s: says why there are none, in their place', async (name, message) => {
		expect(await notice('templateFields', name)).toContain(message);
	});

	test('of an invite whose variable is not certain: says which option to set', async () => {
		expect(await notice('templateFields', 'invite_with_link', 'invite')).toContain(
			'Set the option Invite Variable.',
		);
	});

	test('the service’s reason stands there as well', async () => {
		bench.simulator.faults.add({ kind: 'error', code: 131005, times: 0 });
		for (const method of ['templateFields', 'templateText'])
			expect(await notice(method, 'welcome')).toMatch(/^The number lacks a permission for this\./);
	});

	test('the text of the template is shown, and nothing of it becomes part of the page', async () => {
		bench.simulator.control.addTemplate({
			name: 'shown',
			status: 'PENDING',
			components: [
				{ type: 'HEADER', format: 'TEXT', text: 'For {{1}}' },
				{ type: 'BODY', text: 'A <b>bold</b> "line" & {{1}}\nand another' },
				{ type: 'FOOTER', text: '<script>alert(1)</script>' },
				{ type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Go<', url: 'https://x.test/{{1}}' }] },
			],
		});
		const text = await notice('templateText', 'shown');
		expect(text).toBe(
			[
				'<b>Not approved yet: pending.</b>',
				'<b>For {{1}}</b>',
				'A &lt;b&gt;bold&lt;/b&gt; &quot;line&quot; &amp; {{1}}',
				'and another',
				'<i>&lt;script&gt;alert(1)&lt;/script&gt;</i>',
				'[Go&lt; → https://x.test/{{1}}]',
			].join('<br>'),
		);
	});
});
