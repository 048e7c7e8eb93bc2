/**
 * Reading templates. Two generations of the endpoint exist side by side (contract 5.1): the older one
 * is asked first, and the newer where the older is not found.
 */
import type { Api } from './client';
import type {
	LegacyTemplatesResponse,
	TemplatesResponse,
	WireTemplate,
} from './contract/templates';
import { ServiceFailure } from './errorBody';
import { readPage } from './paging';
import { asList, asNumber, asText } from './values';

/** A template in one form, whichever endpoint it came from. */
export interface Template {
	templateId?: string;
	name: string;
	language: string;
	/** Upper case: APPROVED, PENDING, REJECTED, … */
	status?: string;
	/** Upper case: UTILITY, MARKETING, AUTHENTICATION */
	category?: string;
	rejectedReason?: string;
	components: WireTemplate['components'];
	wire: WireTemplate;
}

export interface TemplatePage {
	templates: Template[];
	/** Pass it back for the next page; undefined on the last. */
	next?: string;
}

const PAGE = 100;

/** One page of templates, by one call (two, where the older endpoint is missing). */
export async function readTemplatePage(api: Api, token?: string): Promise<TemplatePage> {
	if (token?.startsWith('after:')) return await newerPage(api, token.slice('after:'.length));
	const offset = token === undefined ? 0 : Number(token.slice('offset:'.length));
	const answer = await api.tryCall<LegacyTemplatesResponse & Partial<TemplatesResponse>>({
		method: 'GET',
		path: ['v1', 'configs', 'templates'],
		query: { limit: PAGE, offset },
		kind: 'read',
	});
	if (answer instanceof ServiceFailure) {
		if (offset === 0 && answer.details.httpStatus === 404) return await newerPage(api);
		throw answer;
	}
	const wires = asList<WireTemplate>(answer.body.waba_templates ?? answer.body.data);
	const end = offset + wires.length;
	const total = asNumber(answer.body.total);
	const goesOn = wires.length > 0 && (total === undefined ? wires.length >= PAGE : end < total);
	return { templates: wires.map(readTemplate), next: goesOn ? `offset:${end}` : undefined };
}

/** GET /message_templates */
const NEWER = {
	call: { method: 'GET', path: ['message_templates'], query: { limit: PAGE } },
	elements: (body: TemplatesResponse & Partial<LegacyTemplatesResponse>) =>
		asList<WireTemplate>(body.data ?? body.waba_templates),
} as const;

async function newerPage(api: Api, after?: string): Promise<TemplatePage> {
	const page = await readPage(api, NEWER, after);
	if (page instanceof ServiceFailure) throw page;
	const next = page.after === undefined ? undefined : `after:${page.after}`;
	return { templates: page.elements.map(readTemplate), next };
}

function readTemplate(wire: WireTemplate): Template {
	return {
		templateId: asText(wire.id),
		name: asText(wire.name) ?? '',
		language: asText(wire.language) ?? '',
		status: asText(wire.status)?.toUpperCase(),
		category: asText(wire.category)?.toUpperCase(),
		rejectedReason: asText(wire.rejected_reason),
		components: asList(wire.components),
		wire,
	};
}

/** The templates of one execution: each page is read at most once, and only as far as needed. */
export class TemplateCatalog {
	private readonly known: Template[] = [];
	private next?: string;
	private complete = false;
	private reading?: Promise<void>;

	/**
	 * All templates of this name, or the one of this name and language.
	 *
	 * @throws ServiceFailure when the templates cannot be read
	 */
	async find(api: Api, name: string, language?: string): Promise<Template[]> {
		const matches = () =>
			this.known.filter(
				(template) =>
					template.name === name && (language === undefined || template.language === language),
			);
		// Without a language the whole list must be seen: a second language would make it ambiguous.
		while (!this.complete && (language === undefined || matches().length === 0)) {
			await this.readOn(api);
		}
		return matches();
	}

	/** Items that need more templates at the same time share one call. */
	private async readOn(api: Api): Promise<void> {
		this.reading ??= this.readPage(api).finally(() => {
			this.reading = undefined;
		});
		await this.reading;
	}

	private async readPage(api: Api): Promise<void> {
		const page = await readTemplatePage(api, this.next);
		this.known.push(...page.templates);
		this.next = page.next;
		this.complete = page.next === undefined;
	}
}
