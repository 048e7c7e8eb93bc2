/** The calls before the decisive one go wrong: then the decisive one is not to be made. */
import type { INodeParameters } from 'n8n-workflow';

import { ANNA, BEN, GROUP, MEDIA, TEMPLATES, type Word } from '../samples';
import type { Reply } from '../service';
import type { Way } from '../ways';
import { SHAPES } from './errors';

const JSON_TYPE = { 'Content-Type': 'application/json' };

const BAD: Record<string, Reply> = {
	'200 with a Graph error': { body: SHAPES['a Graph error'] },
	'200 with an error of one sentence': { body: SHAPES['an error of one sentence'] },
	'200 with a meta error': { body: SHAPES['a meta error'] },
	'200 with success false': { body: SHAPES['success false'] },
	'200 with null': { body: 'null', headers: JSON_TYPE },
	'200 with []': { body: [] },
	'200 with {}': { body: {} },
	'200 with an empty body': { body: '' },
	'200 with an HTML page': { body: '<html><body>Hello</body></html>' },
	'200 with cut JSON': { body: '{"data":[{"id"', headers: JSON_TYPE },
	'206 with a Graph error': { status: 206, body: SHAPES['a Graph error'] },
	'302': { status: 302, headers: { Location: '/elsewhere' } },
	'403': { status: 403 },
	'429 for ever': { status: 429, headers: { 'Retry-After': '0' } },
	'500 for ever': { status: 500 },
	'a dropped connection': { cut: 'before' },
};

const isRefusal = (name: string) => /error|success false|403|429/.test(name);

interface Rules {
	word?: Word;
	parameters?: INodeParameters;
	/** To whom nothing may be sent. */
	unsent?: string[];
}

function helper(operation: string, name: string, label: string, reply: Reply, rules: Rules): Way {
	const { word = 'failed', parameters, unsent } = rules;
	return {
		topic: 'helpers',
		name: `${label}: ${name}`,
		fits: (_sample, one) => one === operation,
		said: () => ({ word, ...(unsent && { unsent }) }),
		answer: (call) => (call.name === label ? { refuses: isRefusal(name), ...reply } : undefined),
		parameters,
	};
}

const allBad = (operation: string, label: string, rules: Rules): Way[] =>
	Object.entries(BAD).map(([name, reply]) => helper(operation, name, label, reply, rules));

const GET_GROUP = `GET /groups/${GROUP}`;
const LINK = `GET /groups/${GROUP}/invite_link`;
const LIST = 'GET /v1/configs/templates';
const both = [ANNA, BEN];
const asText = { inviteMethod: 'text', text: 'Join {inviteLink}' };
const asDocument = { messageType: 'document', mediaSource: 'binary', text: undefined };
const people = (name: string, group: unknown, word: Word, unsent?: string[]) =>
	helper('invite:send', name, GET_GROUP, { body: group }, { word, unsent });

/** What can be read of the group decides who is invited. */
const groups: Way[] = [
	people('without people', { id: GROUP }, 'failed', both),
	people('people that are null', { id: GROUP, participants: null }, 'failed', both),
	people('people that are text', { id: GROUP, participants: 'none' }, 'failed', both),
	people('people that are null each', { id: GROUP, participants: [null] }, 'failed', both),
	people('another group', { id: 'group-0666', participants: [] }, 'failed', both),
	// Two of the 8 cannot be seen: they may be those who are to be invited.
	people('a count alone', { id: GROUP, total_participant_count: 2 }, 'failed', both),
];

const BRAZIL = '5531988887777';
const variants: Way[] = [
	['a Brazilian without the ninth digit', BRAZIL, { wa_id: '553188887777' }],
	['a Mexican with the 1', '525512345678', { wa_id: '5215512345678' }],
	['an Argentinian without the 9', '5491123456789', { wa_id: '541123456789' }],
	['a number with a plus', ANNA, { wa_id: `+${ANNA}` }],
	['a number as a number', ANNA, { wa_id: Number(ANNA) }],
	['a bare number', ANNA, ANNA],
	['a number as the input', ANNA, { input: `+${ANNA}`, user_id: 'US.1' }],
].map(
	([who, digits, entry]): Way => ({
		topic: 'helpers',
		name: `in the group already: ${String(who)}`,
		fits: (_sample, operation) => operation === 'invite:send',
		said: () => ({
			word: 'hinted',
			people: { [digits as string]: 'hinted' },
			unsent: [digits as string],
		}),
		answer: (call) =>
			call.name === GET_GROUP
				? { body: { id: GROUP, participants: [entry], total_participant_count: 1 } }
				: undefined,
		parameters: { recipients: `+${String(digits)}` },
	}),
);

const template = (
	name: string,
	change: object,
	operation = 'message:sendTemplate',
	word: Word = 'failed',
) =>
	helper(
		operation,
		name,
		LIST,
		{
			body: { waba_templates: TEMPLATES.map((one) => ({ ...one, ...change })), total: 2 },
		},
		{ word },
	);

const templates: Way[] = ['message:sendTemplate', 'invite:send'].flatMap((operation) => [
	template('rejected', { status: 'rejected' }, operation),
	template('a status that is an object', { status: {} }, operation, 'hinted'),
	template('components that are text', { components: 'Hello' }, operation, 'hinted'),
	template('components that are null each', { components: [null] }, operation, 'hinted'),
	template('names that are numbers', { name: 17 }, operation),
	helper(operation, 'none', LIST, { body: { waba_templates: [] } }, {}),
	helper(operation, 'null each', LIST, { body: { waba_templates: [null, null] } }, {}),
]);

const links: Way[] = [
	...allBad('invite:send', LINK, { parameters: asText, unsent: both }),
	helper(
		'invite:send',
		'a link that is null',
		LINK,
		{ body: { invite_link: null } },
		{
			parameters: asText,
			unsent: both,
		},
	),
	helper(
		'invite:send',
		'a link that says n/a',
		LINK,
		{ body: { invite_link: 'n/a' } },
		{
			parameters: asText,
			unsent: both,
		},
	),
];

/** The settings go in one call, the picture in another: both have to be taken. */
const pictures: Way[] = Object.entries(BAD)
	.filter(([name]) => name !== '200 with {}' && name !== '200 with an empty body')
	.flatMap(([name, reply]): Way[] =>
		['subject', 'picture'].map((bad) => ({
			topic: 'helpers',
			name: `the ${bad} of two settings: ${name}`,
			fits: (_sample, operation) => operation === 'group:update',
			said: () => ({ word: 'failed' }),
			answer: (call) => {
				if (call.name !== `POST /groups/${GROUP}`) return undefined;
				const isPicture = call.json.subject === undefined;
				return isPicture === (bad === 'picture') ? reply : undefined;
			},
			parameters: { updateFields: { subject: 'Another', picture: 'picture' } },
		})),
	);

export const helpers: Way[] = [
	...allBad('invite:send', GET_GROUP, { unsent: both }),
	...allBad('invite:send', LIST, { unsent: both }),
	...allBad('message:sendTemplate', LIST, {}),
	...allBad('message:send', 'POST /media', { parameters: asDocument }),
	...allBad('media:download', `GET /${MEDIA}`, {}),
	...allBad('template:createInvite', 'GET /message_template_library', { word: 'hinted' }),
	...groups,
	...variants,
	...templates,
	...links,
	...pictures,
];
