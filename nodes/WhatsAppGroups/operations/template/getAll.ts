import { readTemplatePage, type Template } from '../../api/templates';
import { asJson, asList, defined } from '../../api/values';
import { optionsField } from '../../fields/options';
import { pagingFields, readLimit } from '../../fields/paging';
import type { Operation } from '../../runtime/operation';

/** GET /v1/configs/templates, or GET /message_templates where that is missing. */
export const getManyTemplates: Operation = {
	resource: 'template',
	operation: 'getAll',
	name: 'Get Many',
	action: 'Get many templates',
	description: 'List the message templates of the WhatsApp account with language, status and text',
	calls: ['GET /v1/configs/templates', 'GET /message_templates'],
	fields: [...pagingFields, optionsField()],
	output: {
		templateId: 'string',
		name: 'string',
		language: 'string',
		status: 'string',
		category: 'string',
		rejectedReason: 'string',
		components: [{ type: 'string', format: 'string', text: 'string' }],
	},
	plan(input) {
		const limit = readLimit(input);
		const simplify = input.optionFlag('simplify', true);
		return {
			run: async (api) => {
				const templates: Template[] = [];
				let token: string | undefined;
				do {
					const page = await readTemplatePage(api, token);
					templates.push(...page.templates);
					token = page.next;
				} while (token !== undefined && templates.length < limit);
				return templates.slice(0, limit).map(({ wire, ...template }) => ({
					json: simplify
						? defined({ ...template, components: asList(template.components).map(asJson) })
						: asJson(wire),
				}));
			},
		};
	},
};
