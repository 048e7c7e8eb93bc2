/** All ways of answering otherwise than expected, and what each of them says of the result. */
import type { INodeParameters } from 'n8n-workflow';

import type { Sample, Word } from './samples';
import type { Call, Reply } from './service';
import { bodies } from './ways/bodies';
import { connections } from './ways/connections';
import { creations } from './ways/creations';
import { downloads } from './ways/downloads';
import { errors } from './ways/errors';
import { helpers } from './ways/helpers';
import { identities } from './ways/identities';
import { lists } from './ways/lists';
import { paging } from './ways/paging';
import { partial } from './ways/partial';
import { statuses } from './ways/statuses';

/**
 * What the service said, from which the verdict follows:
 * - done: clearly that it did, or took it. The node has to tell a success.
 * - hinted: it can be taken so. A success and a failure are both honest.
 * - refused: clearly that it did not. No success, and no "it may have been done".
 * - failed: that it went wrong, and no more. No success.
 * - nothing: nothing that can be relied on. No success, and no "it was not done".
 */
export interface Said {
	word: Word;
	/** Of people, where not all were told the same. */
	people?: Record<string, Word>;
	/** Of lists: the marks of all elements there are. Shown are all of them, or a failure. */
	holds?: string[];
	/** There are more elements than can be read: shown may be these, with a warning, or a failure. */
	isShort?: boolean;
	/** Texts that the output must not hold: nobody said them. */
	never?: string[];
	/** The service's reason, which a failure has to pass on. */
	tells?: string;
	/** Numbers to which nothing may be sent. */
	unsent?: string[];
}

export interface Way {
	topic: string;
	name: string;
	/** Operations for which it makes sense; all when left out. */
	fits?(sample: Sample, operation: string): boolean;
	said(sample: Sample, operation: string): Said;
	/** Undefined: the good answer. */
	answer(call: Call, sample: Sample, calls: readonly Call[]): Reply | undefined;
	parameters?: INodeParameters;
	/** Nobody listens at the address. */
	isDead?: boolean;
	/** Set where the wait for a new group is part of the way, in ms. */
	longestMs?: number;
}

export const WAYS: readonly Way[] = [
	{
		topic: 'control',
		name: 'the good answer',
		said: (sample) => ({ word: 'done', holds: sample.list && [1, 2, 3].map(sample.list.mark) }),
		answer: () => undefined,
	},
	...errors,
	...bodies,
	...statuses,
	...connections,
	...identities,
	...lists,
	...paging,
	...partial,
	...downloads,
	...creations,
	...helpers,
];

export function waysFor(operation: string, sample: Sample): Way[] {
	return WAYS.filter((way) => way.fits?.(sample, operation) ?? true);
}
