import { notNothing } from '../../api/answer';
import { TemplateCatalog } from '../../api/templates';
import { asJson, withoutUndefined } from '../../api/values';
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
	fields: [...pagingFields],
	output: {
		templateId: 'string',
		name: 'string',
		language: 'string',
		templateStatus: 'string',
		category: 'string',
		rejectedReason: 'string',
		components: [{ type: 'string', format: 'string', text: 'string' }],
	},
	plan(input) {
		const limit = readLimit(input);
		return {
			run: async (api) => {
				const templates = await new TemplateCatalog().list(api, limit);
				return templates.map(({ wire, name, language, components, ...template }) => {
					const told = withoutUndefined({
						...template,
						name: name || undefined,
						language: language || undefined,
						components: Array.isArray(wire.components) ? components.map(asJson) : undefined,
					});
					return { json: notNothing('a template', told), raw: wire };
				});
			},
		};
	},
};
