/** Error bodies: https://docs.360dialog.com/docs/support/api-error-message-list */
import type { WireError } from './wire';

/** Error bodies: https://docs.360dialog.com/docs/support/api-error-message-list */
export interface GraphErrorBody {
	error: {
		message: string;
		type?: string;
		code: number;
		error_subcode?: number;
		error_data?: { messaging_product?: string; details?: string };
		fbtrace_id?: string;
	};
}

export interface TextErrorBody {
	error: string;
}

export interface MetaErrorBody {
	meta: {
		success: false;
		http_code: number;
		developer_message: string;
		'360dialog_trace_id'?: string;
	};
}

export interface LegacyErrorBody {
	errors: WireError[];
	meta?: Record<string, unknown>;
}
