import type { INodeProperties } from 'n8n-workflow';

/** `biz_opaque_callback_data`: comes back with the status events; unverified for groups (D20). */
export const trackingDataOption: INodeProperties = {
	displayName: 'Tracking Data',
	name: 'trackingData',
	type: 'string',
	default: '',
	description: 'A text of your own that comes back with the status events of this message',
};
