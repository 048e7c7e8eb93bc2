import { sendToGroup } from '../../api/messages';
import { withoutUndefined } from '../../api/values';
import { groupField, readGroupChoice } from '../../fields/group';
import { readTemplateReference, resolveTemplate, templateField } from '../../fields/template';
import { templateParametersField, templateTextField } from '../../fields/templateParameters';
import { planComponents, readTemplateValues } from '../../fields/templateValues';
import type { Operation } from '../../runtime/operation';
import { trackingDataOption } from './shared/options';

/** POST /messages with a template to a group: allowed at any time. Never sent twice. */
export const sendTemplate: Operation = {
	resource: 'message',
	operation: 'sendTemplate',
	name: 'Send Template',
	action: 'Send a template to a group',
	description:
		'Send an approved template message to a WhatsApp group, even when nobody has written in the last 24 hours. Its name comes from Template: Get Many. WhatsApp may charge for it, per person.',
	calls: ['GET /v1/configs/templates', 'POST /messages'],
	fields: [groupField, templateField, templateTextField, templateParametersField],
	options: [trackingDataOption],
	output: {
		groupId: 'string',
		messageId: 'string',
		messageStatus: 'string',
		success: 'boolean',
		status: 'string',
	},
	plan(input) {
		const group = readGroupChoice(input);
		const reference = readTemplateReference(input);
		const values = readTemplateValues(input);
		const trackingData = input.optionText('trackingData');
		return async (lookups) => {
			const groupId = await group.lookUp(lookups);
			const template = await resolveTemplate(lookups.api, lookups.templates, reference);
			const components = planComponents(template, values)();
			return {
				orderBy: groupId,
				run: async (api) => {
					const sent = await sendToGroup(api, groupId, {
						type: 'template',
						template: {
							name: template.name,
							language: { code: template.language },
							...(components.length > 0 && { components }),
						},
						...(trackingData && { biz_opaque_callback_data: trackingData }),
					});
					const { messageId, messageStatus, body } = sent;
					const json = { groupId, messageId, messageStatus, success: true, status: 'accepted' };
					return [{ json: withoutUndefined(json), raw: body }];
				},
			};
		};
	},
};
