/** Which variable of an invite template carries the invitation, and what it takes (contract 2.4). */
import type { Template } from '../api/templates';
import { InputFailure } from '../failures/failure';
import {
	bodyExamplesOf,
	bodyTextOf,
	VARIABLE,
	variablesOf,
	type TemplateVariable,
} from './templateVariables';

/** WhatsApp puts the link in for a group's ID; or the link itself stands there as text. */
export const INVITATION_TYPES = ['groupId', 'link'] as const;
export type InvitationType = (typeof INVITATION_TYPES)[number];

/** What the user says of it; what is left out is found out from the template. */
export interface WantedInvitation {
	/** Without the braces. */
	variable?: string;
	type?: InvitationType;
}

export interface InvitationPlace {
	variable: TemplateVariable;
	type: InvitationType;
}

const GROUP_LINK = /chat\.whatsapp\.com\//i;
const LINK_NAME = /(?:^|_)(?:link|url|invite|invitation|group_?id|grouplink|invitelink)(?:_|$)/i;
/** "Link" in the languages of many users; most others borrow one of these. */
const LINK_WORD =
	/link|url|enlace|lien|collegamento|ligação|ссылк|посилання|bağlantı|tautan|pautan|liên kết|رابط|लिंक|লিঙ্ক|链接|連結|鏈接|リンク|링크|קישור|ลิงก์/iu;

/**
 * Where the invitation goes. A Group ID in the wrong place is refused by the service; a link would be
 * sent there as text, and so needs certainty.
 *
 * @throws InputFailure that says which option to set
 */
export function findInvitation(template: Template, wanted: WantedInvitation): InvitationPlace {
	const body = bodyVariables(template);
	const { name } = template;
	if (body.length === 0) {
		throw new InputFailure(
			`Template: "${name}" has no variable in its body that could carry the invitation.`,
			'Choose an invite template, such as one made with the operation Create Invite of the resource Template.',
		);
	}
	const names = body.map((variable) => `{{${variable.name}}}`).join(', ');
	const asked = wanted.variable?.replace(/[{}\s]/g, '');
	if (asked) {
		const variable = body.find((one) => one.name === asked);
		if (variable) return { variable, type: typeFor(template, wanted) };
		throw new InputFailure(
			`Invite Variable: "${name}" has no variable "${asked}" in its body, only ${names}.`,
			'Set the option Invite Variable to one of these, or remove it.',
		);
	}
	const type = typeFor(template, wanted);
	const { variable, evidence } = guess(template, body);
	if (variable && (evidence === 'certain' || type === 'groupId')) return { variable, type };
	throw new InputFailure(
		`Template: it is not certain which variable of "${name}" takes the invitation: ${names}.`,
		'Set the option Invite Variable.',
	);
}

/** How far a template is fit for invitations, for the list of those that are. */
export function fitnessOf(template: Template): 'certain' | 'uncertain' | 'unfit' {
	const body = tryBodyVariables(template);
	if (body.length === 0) return 'unfit';
	const { evidence } = guess(template, body);
	const type = usualType(template);
	const isEnough = evidence === 'certain' || (evidence === 'words' && type === 'groupId');
	return isEnough && type !== undefined ? 'certain' : 'uncertain';
}

/** None of a template that cannot be filled in. */
function tryBodyVariables(template: Template): TemplateVariable[] {
	try {
		return bodyVariables(template);
	} catch {
		return [];
	}
}

function bodyVariables(template: Template): TemplateVariable[] {
	return variablesOf(template).filter(({ component }) => component === 'body');
}

/** Library templates are of the category utility, and take a Group ID; the link is for one's own. */
function usualType({ category }: Template): InvitationType | undefined {
	if (category === 'UTILITY') return 'groupId';
	return category === 'MARKETING' ? 'link' : undefined;
}

function typeFor(template: Template, wanted: WantedInvitation): InvitationType {
	const type = wanted.type ?? usualType(template);
	if (type) return type;
	throw new InputFailure(
		`Template: it is not certain whether the invitation of "${template.name}" is a group’s ID or its link.`,
		'Set the option Invite Variable Type.',
	);
}

/** By its example, its name, or what stands before it. Two that fit equally well are none. */
function guess(
	template: Template,
	body: readonly TemplateVariable[],
): { variable?: TemplateVariable; evidence?: 'certain' | 'words' } {
	const examples = bodyExamplesOf(template);
	const leads = leadsOf(bodyTextOf(template));
	const only = (fits: (variable: TemplateVariable) => boolean) => {
		const fitting = body.filter(fits);
		return fitting.length === 1 ? fitting[0] : undefined;
	};
	const byExample = only(({ name }) => GROUP_LINK.test(examples.get(name) ?? ''));
	if (byExample) return { variable: byExample, evidence: 'certain' };
	const byName = only(({ name }) => LINK_NAME.test(name));
	if (byName) return { variable: byName, evidence: 'certain' };
	const isAnnounced = ({ name }: TemplateVariable) => announcesLink(leads.get(name) ?? '');
	const announced = only(isAnnounced);
	if (body.length > 1) return { variable: announced, evidence: announced && 'words' };
	return { variable: body[0], evidence: announced && 'certain' };
}

/** "… the link that you asked for: ", but not "This link is for ". */
function announcesLink(lead: string): boolean {
	const text = lead.trimEnd();
	return LINK_WORD.test(text) && (text.endsWith(':') || text.endsWith('：'));
}

/** What stands before each variable, from the one before it on. Of one that is repeated, before its first. */
function leadsOf(text: string): Map<string, string> {
	const leads = new Map<string, string>();
	let end = 0;
	for (const match of text.matchAll(VARIABLE)) {
		const [braces, name] = match;
		if (!leads.has(name)) leads.set(name, text.slice(end, match.index));
		end = match.index + braces.length;
	}
	return leads;
}
