import { sendToGroup } from '../../api/messages';
import { withoutUndefined } from '../../api/values';
import { groupField, readGroupChoice } from '../../fields/group';
import type { Operation } from '../../runtime/operation';
import { contentFields, contentOptions, planContent } from './shared/content';
import { trackingDataOption } from './shared/options';

/**
 * POST /messages with `recipient_type` "group" (after POST /media for a file of the item). Free-form:
 * only within 24 hours of a participant's last message. Never sent twice.
 */
export const sendMessage: Operation = {
	resource: 'message',
	operation: 'send',
	name: 'Send',
	action: 'Send a message to a group',
	description:
		'Send a text, image, video, audio, document or sticker to a WhatsApp group. Works within 24 hours after a participant last wrote; otherwise send a template.',
	calls: ['POST /media', 'POST /messages'],
	fields: [groupField, ...contentFields],
	options: [...contentOptions, trackingDataOption],
	output: {
		groupId: 'string',
		messageId: 'string',
		messageStatus: 'string',
		mediaId: 'string',
		success: 'boolean',
		status: 'string',
	},
	async plan(input) {
		const group = readGroupChoice(input);
		const prepare = await planContent(input);
		const trackingData = input.optionText('trackingData');
		return async (lookups) => {
			const groupId = await group.lookUp(lookups);
			return {
				orderBy: groupId,
				run: async (api) => {
					const { content, mediaId } = await prepare(api);
					const sent = await sendToGroup(api, groupId, {
						...content,
						...(trackingData && { biz_opaque_callback_data: trackingData }),
					});
					const { messageId, messageStatus, body } = sent;
					const json = {
						groupId,
						messageId,
						messageStatus,
						mediaId,
						success: true,
						status: 'accepted',
					};
					return [{ json: withoutUndefined(json), raw: body }];
				},
			};
		};
	},
};
