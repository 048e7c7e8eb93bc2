/** Lists under other keys, and elements that are not as expected. */
import type { ListSample, Word } from '../samples';
import type { Said, Way } from '../ways';

type Elements = ReturnType<ListSample['element']>[];

interface Shape {
	word: Word;
	body(list: ListSample, elements: Elements): unknown;
	said?: Partial<Said>;
	fits?: Way['fits'];
}

const usualOf =
	(change: (elements: Elements, list: ListSample) => unknown): Shape['body'] =>
	(list, elements) =>
		list.usual(change(elements, list));

const withId = (id: unknown) =>
	usualOf((elements, { idKey }) => elements.map((element) => ({ ...element, [idKey]: id })));

const SHAPES: Record<string, Shape> = {
	'an empty list': { word: 'done', body: usualOf(() => []), said: { holds: [] } },
	'a list that is null': { word: 'nothing', body: usualOf(() => null) },
	'a list that is text': { word: 'nothing', body: usualOf(() => 'three') },
	'a list that is a number': { word: 'nothing', body: usualOf(() => 3) },
	'a list that is true': { word: 'nothing', body: usualOf(() => true) },
	'a list that is an empty object': { word: 'nothing', body: usualOf(() => ({})) },
	'a list that is an object by id': {
		word: 'hinted',
		body: usualOf((elements, { mark }) =>
			Object.fromEntries(elements.map((element, index) => [mark(index + 1), element])),
		),
	},
	'a list that is its JSON': { word: 'hinted', body: usualOf((all) => JSON.stringify(all)) },
	'a list in a list': { word: 'hinted', body: usualOf((elements) => [elements]) },
	'the bare list': { word: 'hinted', body: (_list, elements) => elements },
	'the list under a key that nobody knows': {
		word: 'hinted',
		body: (_list, elements) => ({ entries: elements }),
	},
	'null among the elements': { word: 'hinted', body: usualOf((all) => [null, ...all, null]) },
	'elements that are null': {
		word: 'nothing',
		body: usualOf(() => [null, null]),
		said: { isShort: true },
	},
	'elements that are numbers': {
		word: 'nothing',
		body: usualOf(() => [1, 2]),
		said: { isShort: true },
	},
	'elements that are empty objects': {
		word: 'nothing',
		body: usualOf(() => [{}, {}, {}]),
		said: { isShort: true },
	},
	'elements that are bare ids': {
		word: 'hinted',
		body: usualOf((elements, { mark }) => elements.map((_element, index) => mark(index + 1))),
	},
	'elements without an id': {
		word: 'hinted',
		body: usualOf((elements, { idKey }) =>
			elements.map((element) => ({ ...element, [idKey]: undefined })),
		),
	},
	'ids under another key': {
		word: 'hinted',
		body: usualOf((elements, { idKey }) =>
			elements.map(({ [idKey]: id, ...element }) => ({ ...element, identifier: id })),
		),
	},
	'ids that are null': { word: 'hinted', body: withId(null) },
	'ids that are empty': { word: 'hinted', body: withId('') },
	'ids that are objects': { word: 'hinted', body: withId({ value: 1 }) },
	'ids that are the same for all': {
		word: 'hinted',
		body: withId('the-same-id'),
		// Three, or one three times: it cannot be told.
		said: { holds: undefined },
	},
	'ids that are numbers': {
		word: 'done',
		body: usualOf((elements, { idKey }) =>
			elements.map((element, index) => ({ ...element, [idKey]: 501 + index })),
		),
	},
	'ids beyond 2^53': {
		word: 'hinted',
		body: (list, elements) =>
			JSON.stringify(
				list.usual(elements.map((element, n) => ({ ...element, [list.idKey]: `~${n + 1}~` }))),
			).replace(/"~(\d)~"/g, '12036340469423382$1'),
		said: { never: ['1.2036340469423382e', '120363404694233820'] },
	},
	'times that are no times': {
		word: 'hinted',
		body: usualOf((elements) =>
			elements.map((element) => ({ ...element, created_at: 'x', creation_timestamp: {} })),
		),
		said: { never: ['Invalid'] },
	},
	'times in ms': {
		word: 'hinted',
		body: usualOf((elements) =>
			elements.map((element) => ({
				...element,
				created_at: 1755548877000,
				creation_timestamp: 1755548877000,
			})),
		),
		said: { never: ['+0', '57602'] },
	},
	'a list and an error beside it': {
		word: 'failed',
		body: (list, elements) => ({
			...list.usual(elements),
			errors: [{ code: 131201, title: 'Partially succeeded' }],
		}),
	},
};

const toWay = (name: string, { word, body, said, fits }: Shape): Way => ({
	topic: 'lists',
	name: `200 with ${name}`,
	fits: (sample, operation) => sample.list !== undefined && (fits?.(sample, operation) ?? true),
	said: ({ list }) => ({
		word,
		...((word === 'done' || word === 'hinted') && list && { holds: [1, 2, 3].map(list.mark) }),
		...said,
	}),
	answer: (call, { decisive, list }) => {
		if (call.name !== decisive || !list) return undefined;
		const value = body(list, [1, 2, 3].map(list.element));
		return { body: value, headers: { 'Content-Type': 'application/json' } };
	},
});

/** The keys that each list may stand under, as the samples have them. */
const keys = [
	'data',
	'groups',
	'data.data',
	'data.groups.data',
	'join_requests',
	'data.join_requests',
	'participants.data',
	'data.participants',
	'templates',
	'data.waba_templates',
].map(
	(key): Way => ({
		topic: 'lists',
		name: `200 with the list under ${key}`,
		fits: ({ list }) => list !== undefined && key in list.keys,
		said: ({ list }) => ({
			word: list?.keys[key].word ?? 'hinted',
			holds: list && [1, 2, 3].map(list.mark),
		}),
		answer: (call, { decisive, list }) =>
			call.name === decisive && list
				? { body: list.keys[key].body([1, 2, 3].map(list.element)) }
				: undefined,
	}),
);

const counted: Way = {
	topic: 'lists',
	name: '200 with a count that is larger than the list',
	fits: (_sample, operation) => operation === 'participant:getAll',
	said: ({ list }) => ({ word: 'hinted', isShort: true, holds: list && [1, 2, 3].map(list.mark) }),
	answer: (call, { decisive, list }) =>
		call.name === decisive && list
			? {
					body: {
						...list.usual([1, 2, 3].map(list.element)),
						total_participant_count: 5,
					},
				}
			: undefined,
};

export const lists: Way[] = [
	...Object.entries(SHAPES).map(([name, shape]) => toWay(name, shape)),
	...keys,
	counted,
];
