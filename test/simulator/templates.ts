import type {
	CreateTemplateRequest,
	CreateTemplateResponse,
	LegacyTemplatesResponse,
	LibraryTemplate,
	TemplateLibraryResponse,
	TemplatesResponse,
	WireTemplate,
	WireTemplateComponent,
} from '../../nodes/WhatsAppGroups/api/contract/templates';
import type { Answer, Call, Core, Handler } from './core';
import { aboutTemplate, badParameter, notFoundAnswer, ServiceError } from './errors';
import { capped, pageOf } from './paging';
import type { Template } from './state';
import { isObject, jsonBody, queryInteger, type JsonObject } from './validation';

const CATEGORIES = ['AUTHENTICATION', 'MARKETING', 'UTILITY'];
const COMPONENT_TYPES = ['HEADER', 'BODY', 'FOOTER', 'BUTTONS'];
const INVITE_TOPIC = 'group_invite_link';

/** What a seed says about a template; the rest is filled in. */
export type TemplateSeed = Partial<Template> & Pick<Template, 'name'>;

/** The names and texts of the real library's items are not published: these are made up (D8). */
export const INVITE_LIBRARY: LibraryTemplate[] = [
	{
		id: '7147013345418901',
		name: 'group_invite_upon_request_1',
		language: 'en_US',
		category: 'UTILITY',
		topic: 'GROUP_INVITE_LINK',
		usecase: 'GROUP_INVITE_UPON_REQUEST',
		body: 'Here is the group link that you asked for: {{1}}\nSee you there, {{2}}!',
		body_params: ['https://chat.whatsapp.com/LINK_ID', 'Pablo'],
		body_param_types: ['GROUP_ID', 'TEXT'],
	},
	{
		id: '7147013345418902',
		name: 'group_invite_upon_request_2',
		language: 'en_US',
		category: 'UTILITY',
		topic: 'GROUP_INVITE_LINK',
		usecase: 'GROUP_INVITE_UPON_REQUEST',
		body: 'As requested, join our group here: {{1}}',
		body_params: ['https://chat.whatsapp.com/LINK_ID'],
		body_param_types: ['GROUP_ID'],
	},
	{
		id: '7147013345418927',
		name: 'low_balance_warning_1',
		language: 'en_US',
		category: 'UTILITY',
		topic: 'PAYMENTS',
		usecase: 'LOW_BALANCE_WARNING',
		header: 'Your account balance is low',
		body: 'Hi {{1}}, the balance of your account is low.',
		body_params: ['Jim'],
		body_param_types: ['TEXT'],
		buttons: [{ type: 'URL', text: 'Make a deposit', url: 'https://www.example.com/' }],
	},
];

export function newTemplate(core: Core, seed: TemplateSeed): Template {
	return {
		id: core.ids.digits(15),
		language: 'en_US',
		category: 'UTILITY',
		rejected_reason: null,
		components: [],
		parameterTypes: [],
		...seed,
		status: (seed.status ?? 'APPROVED').toUpperCase(),
	};
}

/** Unless the switch `templatesEndpoint` takes this generation of the endpoint away. */
function onlyIn(generation: 'legacy' | 'new', handler: Handler): Handler {
	return (core, call) => {
		const { templatesEndpoint } = core.switches;
		const exists = templatesEndpoint === 'both' || templatesEndpoint === generation;
		return exists ? handler(core, call) : notFoundAnswer(core);
	};
}

function wireTemplate(template: Template): WireTemplate {
	const wire: Partial<Template> & WireTemplate = { ...template };
	delete wire.parameterTypes;
	return wire;
}

export const listLegacyTemplates = onlyIn('legacy', (core, call) => {
	const { legacyTemplatesMaxLimit: max } = core.switches;
	const any = { min: 0, max: Number.MAX_SAFE_INTEGER };
	const asked = queryInteger(call, 'limit', { ...any, min: 1, default: max });
	const limit = capped(core, Math.min(asked, max));
	const offset = queryInteger(call, 'offset', { ...any, default: 0 });
	const page = core.state.templates.slice(offset, offset + limit);
	return {
		body: {
			waba_templates: page.map((template) => ({
				...wireTemplate(template),
				status: template.status.toLowerCase(),
			})),
			count: page.length,
			total: core.state.templates.length,
		} satisfies LegacyTemplatesResponse,
	};
});

export const listTemplates = onlyIn('new', (core, call) => {
	const { templates } = core.state;
	const position = (key: string) => {
		const index = templates.findIndex(({ id }) => id === key);
		return index < 0 ? { index: templates.length, present: false } : { index, present: true };
	};
	const page = pageOf(core, call, 'templates', templates, ({ id }) => id, position);
	const fields = call.query.fields?.split(',');
	const data = page.items.map((template) => {
		const wire = wireTemplate(template);
		if (!fields) return wire;
		const wanted = Object.entries(wire).filter(([key]) => key === 'id' || fields.includes(key));
		return Object.fromEntries(wanted);
	});
	const paging = page.paging ? { paging: page.paging } : {};
	return { body: { data: data as WireTemplate[], ...paging } satisfies TemplatesResponse };
});

export const createLegacyTemplate = onlyIn('legacy', (core, call) => {
	const template = create(core, call);
	return { body: { ...wireTemplate(template), status: template.status.toLowerCase() } };
});

export const createTemplate = onlyIn('new', (core, call): Answer => {
	const { id, status, category } = create(core, call);
	return { body: { id, status, category } satisfies CreateTemplateResponse };
});

function create(core: Core, call: Call): Template {
	return aboutTemplate(() => createChecked(core, call));
}

function createChecked(core: Core, call: Call): Template {
	const body = jsonBody(call);
	const { name, category, language } = body as Partial<CreateTemplateRequest>;
	if (typeof name !== 'string' || !/^[a-z0-9_]{1,512}$/.test(name)) {
		throw badParameter('name takes 1 to 512 lower-case letters, digits and underscores');
	}
	if (typeof category !== 'string' || !CATEGORIES.includes(category)) {
		throw badParameter(`category must be one of ${CATEGORIES.join(', ')}`);
	}
	if (typeof language !== 'string' || !/^[a-z]{2,3}(_[A-Z]{2})?$/.test(language)) {
		throw badParameter('language is required, such as en_US');
	}
	const { templates } = core.state;
	if (templates.some((other) => other.name === name && other.language === language)) {
		throw badParameter(`There is already a template "${name}" in ${language}`);
	}
	const template = newTemplate(core, { name, category, language, ...contentOf(core, body) });
	templates.push(template);
	return template;
}

function contentOf(core: Core, body: JsonObject): Partial<Template> {
	const { library_template_name: libraryName, components } = body;
	if (libraryName !== undefined) return fromLibrary(core, body, libraryName);
	const valid =
		Array.isArray(components) &&
		components.every(
			(component) =>
				isObject(component) && COMPONENT_TYPES.includes(String(component.type).toUpperCase()),
		);
	if (!valid) throw badParameter('components or library_template_name is required');
	const list = components as WireTemplateComponent[];
	if (!list.some(({ type }) => type.toUpperCase() === 'BODY')) {
		throw badParameter('A component of type BODY is required');
	}
	return { components: list, status: 'PENDING' };
}

function fromLibrary(core: Core, body: JsonObject, wanted: unknown): Partial<Template> {
	const { libraryInviteName, libraryApproval } = core.switches;
	const { library } = core.state;
	const byTopic = wanted === INVITE_TOPIC && libraryInviteName !== 'listed';
	const item = byTopic
		? library.find(({ topic }) => topic?.toLowerCase() === INVITE_TOPIC)
		: library.find(({ name }) => name === wanted);
	const isInvite = item?.topic?.toLowerCase() === INVITE_TOPIC;
	if (!item || (isInvite && !byTopic && libraryInviteName === 'topic')) {
		throw badParameter(`There is no template "${String(wanted)}" in the library`);
	}
	if (item.buttons?.length && !Array.isArray(body.library_template_button_inputs)) {
		throw new ServiceError(131008, 'library_template_button_inputs is required');
	}
	const components: WireTemplateComponent[] = [];
	if (item.header) components.push({ type: 'HEADER', format: 'TEXT', text: item.header });
	const example = { body_text: [item.body_params ?? []] };
	components.push({ type: 'BODY', text: item.body, example });
	if (item.buttons?.length) components.push({ type: 'BUTTONS', buttons: item.buttons });
	return {
		components,
		parameterTypes: item.body_param_types ?? [],
		status: libraryApproval === 'approved' ? 'APPROVED' : 'PENDING',
	};
}

export const listLibrary = onlyIn('new', (core, call) => {
	const { search, topic, usecase, language, category } = call.query;
	const same = (wanted: string | undefined, value: string | undefined) =>
		wanted === undefined || wanted.toLowerCase() === value?.toLowerCase();
	const data = core.state.library.filter(
		(item) =>
			same(topic, item.topic) &&
			same(usecase, item.usecase) &&
			same(category, item.category) &&
			(language === undefined || item.language?.split('_')[0] === language.split('_')[0]) &&
			(search === undefined || `${item.name} ${item.body}`.includes(search)),
	);
	return { body: { data } satisfies TemplateLibraryResponse };
});
