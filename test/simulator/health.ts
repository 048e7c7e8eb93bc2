import type { HealthStatusResponse } from '../../nodes/WhatsAppGroups/api/contract/health';
import type { Handler } from './core';

/** Says nothing about groups: a number that is not eligible for them is healthy too. */
export const healthStatus: Handler = ({ channel }) => ({
	body: {
		health_status: {
			can_send_message: 'AVAILABLE',
			entities: [
				{ entity_type: 'PHONE_NUMBER', id: channel.phoneNumberId, can_send_message: 'AVAILABLE' },
				{ entity_type: 'WABA', id: channel.wabaId, can_send_message: 'AVAILABLE' },
				{ entity_type: 'BUSINESS', id: '506914307656634', can_send_message: 'AVAILABLE' },
				{ entity_type: 'APP', id: '634974688087057', can_send_message: 'AVAILABLE' },
			],
		},
		id: channel.phoneNumberId,
	} satisfies HealthStatusResponse,
});
