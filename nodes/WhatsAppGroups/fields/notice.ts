/**
 * A resource mapper without fields: n8n shows a notice in their place, which is the only way to show what
 * the node finds out while it is configured, in as many lines as it takes. Nothing of it is saved.
 */
import type { ResourceMapperFields, ResourceMapperTypeOptions } from 'n8n-workflow';

import { asFailure } from '../failures/shown';
import { escapeHtml } from '../runtime/html';

/** @param method gives the notice, under the node's `methods.resourceMapping` */
export function noticeMapper(method: string): ResourceMapperTypeOptions {
	return {
		resourceMapperMethod: method,
		mode: 'add',
		fieldWords: { singular: 'value', plural: 'values' },
		addAllFields: true,
		multiKeyMatch: false,
		supportAutoMap: false,
		hideNoDataError: true,
		refreshStaleSchemaOnOpen: true,
	};
}

/** @param html what is not ours in it has to be escaped */
export function notice(html: string): ResourceMapperFields {
	return { fields: [], emptyFieldsNotice: html };
}

/** The editor swallows what a method throws: the reason stands where the fields would. */
export async function told(
	work: () => Promise<ResourceMapperFields>,
): Promise<ResourceMapperFields> {
	try {
		return await work();
	} catch (thrown) {
		const { message, hint } = asFailure(thrown).details;
		return notice(escapeHtml([message, hint].filter(Boolean).join(' ')));
	}
}
