/** New groups that have to be found in the list of groups: by certainty, or not at all. */
import { LINK } from '../samples';
import type { Call, Reply } from '../service';
import type { Way } from '../ways';

const SUBJECT = 'A new group';
const OLD = 'group-0666';
const NEW = 'group-0009';
const LONGEST_MS = 45_000;

interface Listed {
	id: unknown;
	subject?: unknown;
	created_at?: unknown;
}

interface Creation {
	/** What the creation itself is answered; its request_id alone when left out. */
	answer?: Reply;
	listed?(now: number): Listed[] | Reply;
	link?: Reply;
	/** Ids that are not to be given out as the new group's. */
	never?: string[];
	word?: 'done' | 'hinted' | 'nothing';
}

const seconds = (ms: number) => Math.floor(ms / 1000);
const DAY = 86_400_000;

function creation(name: string, { answer, listed, link, never, word = 'done' }: Creation): Way {
	return {
		topic: 'creations',
		name,
		fits: (_sample, operation) => operation === 'group:create',
		said: () => ({ word, never: never?.map((id) => `"groupId":"${id}"`) }),
		answer: (call: Call): Reply | undefined => {
			if (call.name === 'POST /groups') return answer ?? { body: { request_id: '1065' } };
			if (call.name === 'GET /groups') {
				const groups = listed?.(Date.now()) ?? [];
				return Array.isArray(groups) ? { body: { data: { groups } } } : groups;
			}
			if (call.path.endsWith('/invite_link')) {
				return link ?? { body: { invite_link: `${LINK}-${call.path.split('/')[2]}` } };
			}
			return undefined;
		},
		parameters: { subject: SUBJECT, waitForInviteLink: true },
		longestMs: LONGEST_MS,
	};
}

const old = (created_at: unknown, id: unknown = OLD): Listed => ({
	id,
	subject: SUBJECT,
	created_at,
});

export const creations: Way[] = [
	creation('found in the list', {
		listed: (now) => [old(seconds(now - DAY)), old(seconds(now), NEW)],
		never: [OLD],
	}),
	creation('an old group, its time in seconds', {
		listed: (now) => [old(seconds(now - DAY))],
		never: [OLD],
	}),
	creation('an old group, its time in ms', { listed: (now) => [old(now - DAY)], never: [OLD] }),
	creation('an old group, its time in ms as text', {
		listed: (now) => [old(String(now - DAY))],
		never: [OLD],
	}),
	creation('an old group, its time in ISO', {
		listed: (now) => [old(new Date(now - DAY).toISOString())],
		never: [OLD],
	}),
	creation('an old group, its time missing', { listed: () => [old(undefined)], never: [OLD] }),
	creation('an old group, its time null', { listed: () => [old(null)], never: [OLD] }),
	creation('an old group, its time an object', { listed: () => [old({})], never: [OLD] }),
	creation('two new groups of the subject', {
		listed: (now) => [old(seconds(now)), old(seconds(now), NEW)],
		never: [OLD, NEW],
	}),
	creation('two groups, of which one has no time', {
		listed: (now) => [old(undefined), old(seconds(now), NEW)],
		never: [OLD],
	}),
	creation('a new group without an ID', {
		listed: (now) => [old(seconds(now), null)],
		never: ['null', 'undefined', ''],
	}),
	creation('a new group with an ID beyond 2^53', {
		listed: (now) => ({
			body: `{"data":{"groups":[{"id":120363404694233821,"subject":"${SUBJECT}","created_at":${seconds(now)}}]}}`,
			headers: { 'Content-Type': 'application/json' },
		}),
		never: ['120363404694233820', '120363404694233820.0', '120363404694233824'],
	}),
	creation('a list that is null', { listed: () => ({ body: 'null' }) }),
	creation('a list that is an error in 200', {
		listed: () => ({ body: { error: { code: 131215, message: 'Not eligible' } } }),
	}),
	creation('a list that is an HTML page', { listed: () => ({ body: '<html></html>' }) }),
	creation('a list that is 403', { listed: () => ({ status: 403 }) }),
	creation('groups that are null', {
		listed: () => ({ body: { data: { groups: [null, null] } } }),
	}),
	creation('an ID, and no link', {
		answer: { body: { id: NEW } },
		link: { body: { invite_link: null } },
	}),
	creation('an ID, and a link that is an error in 200', {
		answer: { body: { id: NEW } },
		link: { body: { error: { code: 131041, message: '(#131041) Group unknown' } } },
	}),
	creation('an ID, and a link that is null', {
		answer: { body: { id: NEW } },
		link: { body: 'null', headers: { 'Content-Type': 'application/json' } },
	}),
	creation('an ID, and a link that is 403', {
		answer: { body: { id: NEW } },
		link: { status: 403 },
	}),
	creation('no word, and nothing in the list', { answer: { body: {} }, word: 'nothing' }),
	creation('null, and an old group in the list', {
		answer: { body: 'null', headers: { 'Content-Type': 'application/json' } },
		listed: (now) => [old(seconds(now - DAY))],
		word: 'nothing',
	}),
	creation('500, and a new group in the list', {
		answer: { status: 500 },
		listed: (now) => [old(seconds(now), NEW)],
		// Whose it is cannot be told: another may have made it.
		word: 'nothing',
	}),
];
