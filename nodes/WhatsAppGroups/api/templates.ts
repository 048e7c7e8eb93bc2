/**
 * Reading templates. Two generations of the endpoint exist side by side (contract 5.1): the older one
 * is asked first, and the newer where the older is not found.
 */
import { ServiceFailure } from '../failures/failure';
import { listOf, type Expected, type Page } from './answer';
import type { Api } from './client';
import type { WireTemplate, WireTemplateComponent } from './contract/templates';
import type { Wire } from './contract/wire';
import {
	incomplete,
	INVALID_CURSOR,
	nextCursor,
	pastEmpty,
	readPage,
	Seen,
	type CursorList,
} from './paging';
import { RecentFailure, SharedReading } from './recentFailure';
import { asId, asList, asNumber, asText, asWire, isRecord } from './values';

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
const LEGACY = ['v1', 'configs', 'templates'];
const NEWER = ['message_templates'];

/** What stands before the cursor in a page's token. */
const BY_OFFSET = 'offset:';
const BY_CURSOR = 'after:';

const LIST = listOf<WireTemplate>('a list of templates', 'waba_templates');
/** The older endpoint pages its own shape by offset; in the newer shape, by cursors as the newer one. */
const LEGACY_LIST: Expected<Page<WireTemplate> & { isLegacyShape: boolean }> = {
	what: LIST.what,
	read: (body, status) => {
		const page = LIST.read(body, status);
		return page && { ...page, isLegacyShape: isRecord(body) && 'waba_templates' in body };
	},
};

/** One page of templates, by one call (two, where the older endpoint is missing). */
export async function readTemplatePage(api: Api, token?: string): Promise<TemplatePage> {
	if (token?.startsWith(BY_CURSOR)) return await byCursor(api, NEWER, token);
	if (token !== undefined && !token.startsWith(BY_OFFSET))
		return await byCursor(api, LEGACY, token);
	const offset = token === undefined ? 0 : Number(token.slice(BY_OFFSET.length));
	const answer = await api.tryCall({
		method: 'GET',
		path: LEGACY,
		query: { limit: PAGE, offset },
		kind: 'read',
		expects: LEGACY_LIST,
	});
	if (answer instanceof ServiceFailure) {
		if (offset === 0 && answer.details.httpStatus === 404) return await byCursor(api, NEWER);
		throw answer;
	}
	const { elements, isLegacyShape } = answer.value;
	if (isLegacyShape) {
		return { templates: templatesOf(elements), next: nextOffset(answer.value, offset) };
	}
	const { page, asked } = await pastEmpty(api, cursorList(LEGACY), answer.value);
	const cursor = nextCursor(page, PAGE, asked);
	const next = cursor === undefined ? undefined : `legacy-${BY_CURSOR}${cursor}`;
	return { templates: templatesOf(page.elements), next };
}

function cursorList(path: readonly string[]): Omit<CursorList<WireTemplate>, 'id'> {
	return { call: { method: 'GET', path, query: { limit: PAGE }, expects: LIST } };
}

/** Where the list goes on: up to its total, or where that is not told, until a page is empty. */
function nextOffset({ elements, total }: Page<WireTemplate>, offset: number): string | undefined {
	const end = offset + elements.length;
	const all = asNumber(total);
	if (elements.length === 0) {
		if (end < (all ?? 0)) throw incomplete(`holds ${all}, and ends at ${end}`);
		return undefined;
	}
	return all === end ? undefined : `${BY_OFFSET}${end}`;
}

async function byCursor(api: Api, path: readonly string[], token?: string): Promise<TemplatePage> {
	const prefix = path === LEGACY ? `legacy-${BY_CURSOR}` : BY_CURSOR;
	const page = await readPage(api, cursorList(path), token?.slice(prefix.length));
	return {
		templates: templatesOf(page.elements),
		next: page.after === undefined ? undefined : `${prefix}${page.after}`,
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
	private seen = seenTemplates();
	private startedOver = false;
	private next?: string;
	private complete = false;
	private reading?: SharedReading<void>;
	private readonly recentFailure = new RecentFailure();

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
		const read = async () => await this.readPage(api);
		this.reading ??= new SharedReading(
			api,
			this.recentFailure.orRead(api, read).finally(() => {
				this.reading = undefined;
			}),
		);
		await this.reading.for(api);
	}

	private async readPage(api: Api): Promise<void> {
		const page = await readTemplatePage(api, this.next).catch((failure: unknown) => {
			const isExpired = failure instanceof ServiceFailure && failure.hasCode(INVALID_CURSOR);
			if (!isExpired || this.startedOver) throw failure;
			return undefined;
		});
		if (!page) {
			this.startedOver = true;
			this.known.length = 0;
			this.seen = seenTemplates();
			this.next = undefined;
			return;
		}
		const fresh = new Set(this.seen.fresh(page.templates.map(({ wire }) => wire)));
		this.known.push(...page.templates.filter(({ wire }) => fresh.has(wire)));
		this.next = page.next;
		this.complete = page.next === undefined;
	}
}

/** Of templates those that were on an earlier page. */
export function seenTemplates(): Seen<WireTemplate> {
	return new Seen(({ id, name, language }) => {
		const named = asText(name);
		return asId(id) ?? (named && `${named}|${asText(language) ?? ''}`);
	});
}
