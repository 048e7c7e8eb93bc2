import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listOf, record } from '../../api/answer';
import type { Api } from '../../api/client';
import { connect } from '../../api/connect';
import type {
	CreateTemplateRequest,
	CreateTemplateResponse,
	LibraryTemplate,
} from '../../api/contract/templates';
import type { Wire } from '../../api/contract/wire';
import { MAX_TEMPLATE_NAME } from '../../api/limits';
import { readUpTo } from '../../api/paging';
import { asId, asText, withoutUndefined } from '../../api/values';
import { CODES } from '../../failures/codes';
import { InputFailure, ServiceFailure, tryWork } from '../../failures/failure';
import { errorJson, nodeError } from '../../failures/shown';
import type { Operation, Result } from '../../runtime/operation';

/** Of the library; 360dialog's guide also gives it as the name of a template (D8). */
const LIBRARY_TOPIC = 'group_invite_link';
/** Words of the service for a template that nothing can be sent with, however long one waits. */
const UNUSABLE = new Set(['REJECTED', 'DISABLED']);

/**
 * POST /v1/configs/templates, or POST /message_templates where that is missing, from a template of
 * Meta's library that must stay as it is to be priced as utility. Not idempotent.
 */
export const createInviteTemplate: Operation = {
	resource: 'template',
	operation: 'createInvite',
	name: 'Create Invite',
	action: 'Create an invite template',
	description:
		'Create a template for inviting people to groups, from Meta’s library. Its approval may take up to 24 hours.',
	calls: ['GET /message_template_library', 'POST /v1/configs/templates', 'POST /message_templates'],
	fields: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: 'group_invite',
			required: true,
			description: 'The template’s name in your account: lowercase letters, digits and underscores',
		},
		{
			displayName: 'Language',
			name: 'language',
			type: 'string',
			default: 'en_US',
			required: true,
			placeholder: 'e.g. en_US',
			description: 'The language code of the template',
		},
		{
			displayName: 'Library Template',
			name: 'libraryTemplate',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			description:
				'The template in Meta’s library to make it from. When empty, the only one for group invites in this language.',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: 'Select a library template…',
					typeOptions: { searchListMethod: 'searchLibrary', searchable: true },
				},
				{
					displayName: 'By Name',
					name: 'name',
					type: 'string',
					placeholder: 'e.g. group_invite_link',
				},
			],
		},
	],
	output: {
		success: 'boolean',
		status: 'string',
		templateId: 'string',
		name: 'string',
		language: 'string',
		templateStatus: 'string',
		category: 'string',
	},
	plan(input) {
		const name = input.text('name', { max: MAX_TEMPLATE_NAME });
		if (!/^[a-z0-9_]+$/.test(name)) {
			throw input.wrong('name', 'may only hold lowercase letters, digits and underscores');
		}
		const language = input.text('language');
		const chosen = input.locatedIfAny('libraryTemplate');
		return {
			run: async (api) => {
				const library = chosen ?? (await onlyLibraryTemplate(api, language));
				const answer = await create(api, {
					name,
					category: 'UTILITY',
					language,
					library_template_name: library,
				});
				const { id, status, category } = answer.value;
				const templateStatus = asText(status)?.toUpperCase();
				const facts = withoutUndefined({
					templateId: asId(id),
					name,
					language,
					templateStatus,
					category: asText(category)?.toUpperCase(),
				});
				if (templateStatus !== undefined && UNUSABLE.has(templateStatus)) {
					return [unusable(templateStatus, facts)];
				}
				return [{ json: { success: true, status: 'accepted', ...facts }, raw: answer.body }];
			},
		};
	},
};

/** It exists, and so is not to be created again, but what it is for cannot be done with it. */
function unusable(templateStatus: string, facts: IDataObject): Result {
	const failure = new ServiceFailure(
		{
			code: 'template_rejected',
			message: `The template was created, but it is ${templateStatus}: it cannot be sent.`,
			hint: CODES.template_rejected.todo,
		},
		'unknown',
	);
	const json = { success: false, status: 'failed', ...facts, error: errorJson(failure) };
	return { json, failure };
}

async function create(api: Api, json: CreateTemplateRequest) {
	const call = {
		method: 'POST',
		json,
		kind: 'once',
		howToFindOut: 'List the templates with Template: Get Many to see whether it exists.',
		expects: record<CreateTemplateResponse>(
			'the new template',
			({ id, name }) => asId(id) !== undefined || asText(name) === json.name,
		),
	} as const;
	const answer = await api.tryCall({ ...call, path: ['v1', 'configs', 'templates'] });
	if (!(answer instanceof ServiceFailure)) return answer;
	if (answer.details.httpStatus !== 404 || answer.certainty === 'unknown') throw answer;
	return await api.call({ ...call, path: ['message_templates'] });
}

interface Listed {
	name: string;
	language?: string;
	body?: string;
}

/** The library's templates for group invites; undefined where there is no library. */
async function readLibrary(api: Api, language?: string): Promise<Listed[] | undefined> {
	const list = {
		call: {
			method: 'GET',
			path: ['message_template_library'],
			query: { topic: LIBRARY_TOPIC, category: 'utility', language },
			expects: listOf<LibraryTemplate>('a list of library templates'),
		},
		id: ({ id, name }: Wire<LibraryTemplate>) => asId(id) ?? asId(name),
	} as const;
	const library = await tryWork(readUpTo(api, list, Infinity));
	if (!(library instanceof ServiceFailure)) return library.flatMap(asListed);
	if (library.details.httpStatus === 404) return undefined;
	throw library;
}

/** None without a name: it could not be asked for. */
function asListed(wire: Wire<LibraryTemplate>): Listed | [] {
	const name = asText(wire.name);
	return name === undefined
		? []
		: { name, language: asText(wire.language), body: asText(wire.body) };
}

/** Where there is no library to look in, or nothing in it, the topic itself is the name (D8). */
async function onlyLibraryTemplate(api: Api, language: string): Promise<string> {
	const library = (await readLibrary(api, language)) ?? [];
	const names = [...new Set(library.map(({ name }) => name))];
	if (names.length > 1) {
		throw new InputFailure(
			`Library Template is empty, and the library has ${names.length} templates for group invites.`,
			`Choose one of: ${names.join(', ')}.`,
		);
	}
	return names[0] ?? LIBRARY_TOPIC;
}

/** The library's templates for group invites. */
export async function searchLibrary(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const language = asText(this.getCurrentNodeParameter('language'));
	const wanted = filter?.trim().toLowerCase() ?? '';
	try {
		const found = (await readLibrary(await connect(this, 1), language)) ?? [];
		return {
			results: found
				.map(({ name, language: code, body }) => ({
					name: `${name} (${code ?? language})`,
					value: name,
					description: body,
				}))
				.filter(({ value }) => value.toLowerCase().includes(wanted)),
		};
	} catch (failure) {
		throw nodeError(this.getNode(), failure);
	}
}
