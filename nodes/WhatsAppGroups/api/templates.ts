/**
 * Reading templates. Two generations of the endpoint exist side by side (contract 5.1): the older one
 * is asked first, and the newer where the older is not found.
 */
import { ServiceFailure } from '../failures/failure';
import { listOf, type Page } from './answer';
import type { Api } from './client';
import type { WireTemplate, WireTemplateComponent } from './contract/templates';
import type { Wire } from './contract/wire';
import { incomplete, readPage, Seen } from './paging';
import { asId, asList, asNumber, asText, asWire } from './values';

/** A template in one form, whichever endpoint it came from. */
export interface Template {
	templateId?: string;
	name: string;
	language: string;
	/** Upper case: APPROVED, PENDING, REJECTED, … */
	templateStatus?: string;
	/** Upper case: UTILITY, MARKETING, AUTHENTICATION */
	category?: string;
	rejectedReason?: string;
	components: Array<Wire<WireTemplateComponent>>;
	wire: Wire<WireTemplate>;
}

export interface TemplatePage {
	templates: Template[];
	/** Pass it back for the next page; undefined on the last. */
	next?: string;
}

const PAGE = 100;
const LIST = listOf<WireTemplate>('a list of templates', 'waba_templates');

/** One page of templates, by one call (two, where the older endpoint is missing). */
export async function readTemplatePage(api: Api, token?: string): Promise<TemplatePage> {
	if (token?.startsWith('after:')) return await newerPage(api, token.slice('after:'.length));
	const offset = token === undefined ? 0 : Number(token.slice('offset:'.length));
	const answer = await api.tryCall({
		method: 'GET',
		path: ['v1', 'configs', 'templates'],
		query: { limit: PAGE, offset },
		kind: 'read',
		expects: LIST,
	});
	if (answer instanceof ServiceFailure) {
		if (offset === 0 && answer.details.httpStatus === 404) return await newerPage(api);
		throw answer;
	}
	return { templates: templatesOf(answer.value.elements), next: nextOf(answer.value, offset) };
}

/** Where the list goes on: up to its total, or where that is not told, until a page is empty. */
function nextOf({ elements, total }: Page<WireTemplate>, offset: number): string | undefined {
	const end = offset + elements.length;
	const all = asNumber(total);
	if (all !== undefined) {
		if (elements.length === 0 && end < all) throw incomplete(`holds ${all}, and ends at ${end}`);
		return end < all ? `offset:${end}` : undefined;
	}
	return elements.length > 0 ? `offset:${end}` : undefined;
}

async function newerPage(api: Api, after?: string): Promise<TemplatePage> {
	const page = await readPage(
		api,
		{ call: { method: 'GET', path: ['message_templates'], query: { limit: PAGE }, expects: LIST } },
		after,
	);
	return {
		templates: templatesOf(page.elements),
		next: page.after === undefined ? undefined : `after:${page.after}`,
	};
}

function templatesOf(wires: ReadonlyArray<Wire<WireTemplate>>): Template[] {
	return wires.map((wire) => ({
		templateId: asId(wire.id),
		name: asText(wire.name) ?? '',
		language: asText(wire.language) ?? '',
		templateStatus: asText(wire.status)?.toUpperCase(),
		category: asText(wire.category)?.toUpperCase(),
		rejectedReason: asText(wire.rejected_reason),
		components: asList(wire.components).map((one) => asWire<WireTemplateComponent>(one)),
		wire,
	}));
}

/** The templates of one execution: each page is read at most once, and only as far as needed. */
export class TemplateCatalog {
	private readonly known: Template[] = [];
	private readonly seen = new Seen<WireTemplate>(
		({ id, name, language }) =>
			asId(id) ?? ([asText(name), asText(language)].join('|') || undefined),
	);
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

	/**
	 * The first templates of the list, up to a limit.
	 *
	 * @throws ServiceFailure when the templates cannot be read
	 */
	async list(api: Api, limit: number): Promise<Template[]> {
		while (!this.complete && this.known.length < limit) await this.readOn(api);
		return this.known.slice(0, limit);
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
		const fresh = new Set(this.seen.fresh(page.templates.map(({ wire }) => wire)));
		this.known.push(...page.templates.filter(({ wire }) => fresh.has(wire)));
		if (page.next !== undefined && page.next === this.next) throw incomplete('repeats itself');
		this.next = page.next;
		this.complete = page.next === undefined;
	}
}
