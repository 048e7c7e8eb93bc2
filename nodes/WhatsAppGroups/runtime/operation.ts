/** What an operation is: everything a user sees of it and everything it does, as one value. */
import type { IBinaryData, IDataObject, INodeProperties } from 'n8n-workflow';

import type { Api } from '../api/client';
import type { TemplateCatalog } from '../api/templates';
import { asJson, defined } from '../api/values';
import type { Outcome } from '../failures/shown';
import type { ItemInput } from './input';

/** The output's fields and their types, for `__schema__` and the README. */
export type OutputShape = {
	[field: string]: 'string' | 'number' | 'boolean' | OutputShape | ['string'] | [OutputShape];
};

/** What the items of one execution share. */
export interface Session {
	/** Subjects of which a creation of this execution was not found in time. */
	unresolvedSubjects: Set<string>;
	/** The templates, read once however many items use them. */
	templates: TemplateCatalog;
	sleep(ms: number): Promise<void>;
	now(): number;
	toBinary(bytes: Buffer, filename: string | undefined, mimeType: string): Promise<IBinaryData>;
}

/** What one item is about to do, its input being read and checked. */
export interface Plan {
	/** Plans of the same key run in the order of the items. */
	orderBy?: string;
	run(api: Api, session: Session): Promise<Outcome[]>;
}

export interface Operation {
	/** Stored in workflows: never changes. */
	resource: string;
	/** Stored in workflows: never changes. */
	operation: string;
	/** As the operation list shows it. */
	name: string;
	/** As the node panel shows it. */
	action: string;
	/** For people, and for AI agents that choose among the operations. */
	description: string;
	/** The calls it makes, in order; the contract has their details. */
	calls: readonly string[];
	/** Without the conditions for resource and operation, which the registry adds. */
	fields: readonly INodeProperties[];
	output: OutputShape;
	/**
	 * Reads and checks one item's parameters. Makes no call.
	 *
	 * @throws InputFailure naming the parameter by its label
	 */
	plan(input: ItemInput): Plan | Promise<Plan>;
}

/** One output item: in the output's vocabulary, or the service's own body when Simplify is off. */
export function reply(simplify: boolean, body: unknown, json: IDataObject): Outcome[] {
	return [{ json: simplify ? defined(json) : asJson(body) }];
}
