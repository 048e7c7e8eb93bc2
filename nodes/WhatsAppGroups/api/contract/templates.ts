import type { Scalar, CursorPaging } from './wire';

export interface WireTemplateButton {
	type: string;
	text?: string;
	url?: string;
	phone_number?: string;
	example?: unknown;
}

export interface WireTemplateComponent {
	/** HEADER, BODY, FOOTER or BUTTONS, in either case. */
	type: string;
	/** Of a header: TEXT, IMAGE, VIDEO, DOCUMENT or LOCATION, in either case. */
	format?: string;
	text?: string;
	example?: unknown;
	buttons?: WireTemplateButton[];
}

export interface WireTemplate {
	id?: Scalar;
	name: string;
	language: string;
	/** Lower case from the older endpoint, upper case from the newer. */
	status?: string;
	category?: string;
	rejected_reason?: string | null;
	namespace?: string;
	components?: WireTemplateComponent[];
}

/** GET /v1/configs/templates?limit&offset */
export interface LegacyTemplatesResponse {
	waba_templates: WireTemplate[];
	count?: Scalar;
	total?: Scalar;
}

/** GET /message_templates?limit&after */
export interface TemplatesResponse {
	data: WireTemplate[];
	paging?: CursorPaging;
}

/** POST /v1/configs/templates or POST /message_templates */
export interface CreateTemplateRequest {
	name: string;
	category: 'UTILITY' | 'MARKETING' | 'AUTHENTICATION';
	language: string;
	library_template_name?: string;
	library_template_button_inputs?: unknown[];
	components?: WireTemplateComponent[];
}

export interface CreateTemplateResponse {
	id?: Scalar;
	status?: string;
	category?: string;
	name?: string;
	language?: string;
}

/** GET /message_template_library?topic=group_invite_link&language&category&search */
export interface LibraryTemplate {
	id?: Scalar;
	name: string;
	language?: string;
	category?: string;
	topic?: string;
	usecase?: string;
	header?: string;
	body?: string;
	body_params?: string[];
	body_param_types?: string[];
	buttons?: WireTemplateButton[];
}

export interface TemplateLibraryResponse {
	data: LibraryTemplate[];
	paging?: CursorPaging;
}
