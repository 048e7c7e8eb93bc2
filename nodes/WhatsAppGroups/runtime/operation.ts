/** What an operation is: everything a user sees of it and everything it does, as one value. */
import type { IBinaryData, IBinaryKeyData, IDataObject, INodeProperties } from 'n8n-workflow';

import type { Api } from '../api/client';
import type { Clock } from '../api/clock';
import type { GroupDirectory } from '../api/groupDirectory';
import type { TemplateCatalog } from '../api/templates';
import type { Failure, InputFailure } from '../failures/failure';
import type { ItemInput } from './input';
import type { Invitees } from './invitees';
import type { Pause } from './question';

/** The output's fields and their types, for `__schema__` and the README. */
export type OutputShape = {
	[field: string]: 'string' | 'number' | 'boolean' | OutputShape | ['string'] | [OutputShape];
};

/**
 * What an item's parameters may name instead of giving it whole. It is read before anything is changed,
 * once however many items need it.
 */
export interface Lookups {
	/** Within the bounds of the item. */
	api: Api;
	groups: GroupDirectory;
	templates: TemplateCatalog;
	/** For an operation that has to know of the other items' people before the first of them is run. */
	invitees: Invitees;
}

/** What can be told once something is looked up. */
export type LookedUp<T> = (lookups: Lookups) => Promise<T>;

/** What the items of one execution share. */
export interface Session {
	groups: GroupDirectory;
	templates: TemplateCatalog;
	invitees: Invitees;
	clock: Clock;
	/** For an operation that waits. */
	pause: Pause;
	toBinary(bytes: Buffer, filename: string | undefined, mimeType: string): Promise<IBinaryData>;
}

/** One result of an operation: an output item to be. */
export interface Result {
	/** In the output's vocabulary. */
	json: IDataObject;
	/** The service's own body, which stands in its place when Simplify is off. Missing without a call. */
	raw?: unknown;
	/** Its bodies of the calls before, where each did a part of what was asked for. */
	rawBefore?: readonly unknown[];
	binary?: IBinaryKeyData;
	/** Of one person, for whom it did not work. */
	failure?: Failure;
}

/** What one item is about to do, its input being read and checked. */
export interface Plan {
	/** Plans of the same key run in the order of the items. */
	orderBy?: string;
	run(api: Api, session: Session): Promise<Result[]>;
}

/** One of the people, or requests of people, that an item names. */
export interface Entry {
	/** Who it is, in the output's vocabulary. */
	ids: IDataObject;
	/** Why it cannot be sent. */
	refusal?: InputFailure;
}

/** What became of one entry: how much is known of its success, or a failure. */
export type EntryResult =
	| {
			status: 'done' | 'accepted' | 'unchanged';
			json?: IDataObject;
			raw?: unknown;
			warning?: string;
	  }
	| { failure: Failure };

/** The plan of an operation that has one result per person. */
export interface PeoplePlan<E extends Entry = Entry> {
	entries: readonly E[];
	ready: LookedUp<PeopleRun<E>>;
}

export interface PeopleRun<E extends Entry = Entry> {
	orderBy?: string;
	/** What the results of all entries are about, in the output's vocabulary. */
	ids: IDataObject;
	/** What became of each of these entries, in their order. None of them was refused. */
	run(api: Api, session: Session, entries: readonly E[]): Promise<EntryResult[]>;
}

interface Described {
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
	/** Without the conditions for resource and operation, and without Options, which the runtime adds. */
	fields: readonly INodeProperties[];
	/** Its own, beside those that every operation has. */
	options?: readonly INodeProperties[];
	output: OutputShape;
}

type MaybeLookedUp<T> = T | LookedUp<T>;

export interface ItemOperation extends Described {
	people?: undefined;
	/**
	 * Has the execution wait for an answer, which then takes the place of the results. n8n can wait for one
	 * thing only, so it takes a single item.
	 */
	waits?: true;
	/**
	 * Reads and checks one item's parameters. Makes no call: what has to be looked up for the plan is, when
	 * all items were checked, and before the first of them is run.
	 *
	 * @throws InputFailure naming the parameter by its label
	 */
	plan(input: ItemInput): MaybeLookedUp<Plan> | Promise<MaybeLookedUp<Plan>>;
}

export interface PeopleOperation<E extends Entry = Entry> extends Described {
	waits?: undefined;
	/** What its list holds, for messages: "recipients", "join requests". */
	people: string;
	/** As that of an `ItemOperation`. */
	plan(input: ItemInput): PeoplePlan<E>;
}

export type Operation = ItemOperation | PeopleOperation;
