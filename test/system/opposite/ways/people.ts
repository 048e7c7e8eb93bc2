/** What the ways of partial results have in common: a word for each of two people. */
import { GROUP, groupOf, MEMBER, type Word } from '../samples';
import type { Reply } from '../service';
import type { Way } from '../ways';

export interface Partial {
	status?: number;
	body: unknown;
	/** Of the first and of the second. */
	first: Word;
	second: Word;
	/** Who is in the group when it is read afterwards; a reply of another kind instead. */
	left?: string[] | Reply;
	parameters?: Way['parameters'];
	who?: string[];
}

export const error = (code: number) => ({ code, title: 'Failed', message: `(#${code}) Failed` });
export const GONE = error(131212);
export const PARTLY = error(131201);
const UNREADABLE: Reply = { status: 403, body: { error: { code: 10, message: 'No' } } };

export function partly(operations: string[], name: string, one: Partial): Way {
	const { status = 206, body, first, second, left = UNREADABLE, parameters, who } = one;
	return {
		topic: 'partial',
		name: `${status} with ${name}`,
		fits: (_sample, operation) => operations.includes(operation),
		said: ({ people = [] }) => {
			const [a, b] = who ?? people;
			return {
				word: 'hinted',
				people: b === undefined ? { [a]: first } : { [a]: first, [b]: second },
			};
		},
		answer: (call, { decisive }) => {
			if (call.name === decisive) return { status, body };
			if (call.name !== `GET /groups/${GROUP}`) return undefined;
			return Array.isArray(left) ? { body: groupOf(MEMBER, ...left) } : left;
		},
		parameters,
	};
}
