export const CAN_SEND_VALUES = ['AVAILABLE', 'LIMITED', 'BLOCKED'] as const;

/** GET /health_status */
export interface HealthStatusResponse {
	health_status: {
		can_send_message: (typeof CAN_SEND_VALUES)[number];
		entities: Array<{
			entity_type: string;
			id: string;
			can_send_message: (typeof CAN_SEND_VALUES)[number];
			additional_info?: string[];
			errors?: Array<{
				error_code: number;
				error_description: string;
				possible_solution?: string;
			}>;
		}>;
	};
	id?: string;
}
