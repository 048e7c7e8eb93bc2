/** Ids and links under other keys, of other types, of others, or empty. */
import type { Sample, Word } from '../samples';
import { GROUP, LINK } from '../samples';
import type { Reply } from '../service';
import type { Said, Way } from '../ways';
import { decisive } from './decisive';

/** A number that JSON cannot hold exactly, and what becomes of it. */
const HUGE = '120363404694233821';
const ROUNDED = ['120363404694233820', '1.2036340469423382e'];

const forOnly = (fits: Way['fits'], ways: Way[]): Way[] => ways.map((way) => ({ ...way, fits }));

const one = (name: string, word: Word, body: unknown, said: Partial<Said> = {}): Way => {
	const reply: Reply =
		typeof body === 'string' ? { body, headers: { 'Content-Type': 'application/json' } } : { body };
	const way = decisive('identities', `200 with ${name}`, word, reply);
	return { ...way, said: () => ({ word, ...said }) };
};

const isMessage = ({ decisive: call }: Sample) => call === 'POST /messages';
const makesId = ({ decisive: call }: Sample) =>
	call === 'POST /groups' || call === 'POST /media' || call === 'POST /v1/configs/templates';

const messages = forOnly(isMessage, [
	one('no message', 'nothing', { messages: [] }),
	one('messages null', 'nothing', { messages: null }),
	one('messages of null', 'nothing', { messages: [null] }),
	one('a message without an ID', 'nothing', { messages: [{}] }),
	one('a message ID that is null', 'nothing', { messages: [{ id: null }] }),
	one('a message ID that is empty', 'nothing', { messages: [{ id: '' }] }),
	one('a message ID of blanks', 'nothing', { messages: [{ id: '  ' }] }),
	one('a message ID that is an object', 'nothing', { messages: [{ id: { a: 1 } }] }),
	one('a message ID that is true', 'nothing', { messages: [{ id: true }] }),
	one('a message ID that is a number', 'hinted', { messages: [{ id: 17 }] }),
	one('a message ID beyond 2^53', 'hinted', `{"messages":[{"id":${HUGE}}]}`, { never: ROUNDED }),
	one('a message that is text', 'hinted', { messages: ['wamid.1'] }),
	one('a message that is no list', 'hinted', { messages: { id: 'wamid.1' } }),
	one('message_id', 'hinted', { message_id: 'wamid.1' }),
	one('id', 'hinted', { id: 'wamid.1' }),
	one('data.messages', 'hinted', { data: { messages: [{ id: 'wamid.1' }] } }),
	one('contacts only', 'nothing', { contacts: [{ input: 'x', wa_id: 'x' }] }),
	one('a message and errors', 'failed', {
		messages: [{ id: 'wamid.1' }],
		errors: [{ code: 131026, title: 'Message undeliverable' }],
	}),
	one('a message that failed', 'failed', {
		messages: [{ id: 'wamid.1', message_status: 'failed' }],
	}),
	one('a message that is held', 'hinted', {
		messages: [{ id: 'wamid.1', message_status: 'held_for_quality_assessment' }],
	}),
]);

const made = forOnly(makesId, [
	one('an ID that is null', 'nothing', { id: null }),
	one('an ID that is empty', 'nothing', { id: '' }),
	one('an ID of blanks', 'nothing', { id: ' ' }),
	one('an ID that is false', 'nothing', { id: false }),
	one('an ID that is true', 'nothing', { id: true }),
	one('an ID that is an object', 'nothing', { id: {} }),
	one('an ID in a list', 'hinted', { id: ['17'] }),
	one('an ID that is a number', 'done', { id: 1234567890 }),
	one('an ID beyond 2^53', 'hinted', `{"id":${HUGE}}`, { never: ROUNDED }),
	one('data.id', 'hinted', { data: { id: '17' } }),
	one('ID', 'hinted', { ID: '17' }),
	one('media_id', 'hinted', { media_id: '17' }),
	one('a list of media', 'hinted', { media: [{ id: '17' }] }),
]);

const groups = forOnly(
	({ decisive: call }) => call === 'POST /groups',
	[
		one('group_id', 'done', { group_id: 'group-0009' }),
		one('request_id and a null id', 'done', { id: null, request_id: '106' }),
		one('an empty request_id', 'nothing', { request_id: '' }),
		one('id and invite_link', 'done', { id: 'group-0009', invite_link: LINK }),
		one('a request_id beyond 2^53', 'done', `{"request_id":${HUGE}}`, { never: ROUNDED }),
	],
);

const links = forOnly(
	({ decisive: call }) => call.endsWith('/invite_link'),
	[
		one('a link that is null', 'nothing', { invite_link: null }),
		one('a link that is empty', 'nothing', { invite_link: '' }),
		one('a link of blanks', 'nothing', { invite_link: '  ' }),
		one('a link that is a number', 'nothing', { invite_link: 17 }),
		one('a link that is an object', 'nothing', { invite_link: { url: LINK } }),
		one('a link that is false', 'nothing', { invite_link: false }),
		one('a link that says n/a', 'nothing', { invite_link: 'n/a' }),
		one('a link that is the prefix only', 'nothing', { invite_link: 'https://chat.whatsapp.com/' }),
		one('a link of another host', 'hinted', { invite_link: 'https://example.com/LINK' }),
		one('data.invite_link', 'hinted', { data: { invite_link: LINK } }),
		one('link', 'hinted', { link: LINK }),
		one('inviteLink', 'hinted', { inviteLink: LINK }),
	],
);

const read = forOnly(
	(_sample, operation) => operation === 'group:get',
	[
		one('another group', 'nothing', { id: 'group-0666', subject: 'Another', participants: [] }),
		one(
			'the group without anything',
			'hinted',
			{ id: GROUP },
			{
				never: ['"participantCount":0', '"participants":[]'],
			},
		),
		one(
			'the group without its people',
			'hinted',
			{ id: GROUP, subject: 'The group' },
			{
				never: ['"participantCount":0', '"participants":[]'],
			},
		),
		one(
			'people that are null',
			'hinted',
			{ id: GROUP, subject: 'The group', participants: null },
			{
				never: ['"participantCount":0', '"participants":[]'],
			},
		),
		one(
			'people that are text',
			'hinted',
			{ id: GROUP, subject: 'S', participants: '16505551001' },
			{
				never: ['"participantCount":0', '"participantCount":1', '"participants":[]'],
			},
		),
		one(
			'people that are null each',
			'hinted',
			{ id: GROUP, subject: 'S', participants: [null] },
			{
				never: ['"participants":[{}]', '"participantCount":1'],
			},
		),
		one(
			'a count alone',
			'hinted',
			{ id: GROUP, subject: 'S', total_participant_count: 3 },
			{
				never: ['"participants":[]'],
			},
		),
		one(
			'a count that is text',
			'hinted',
			{ id: GROUP, subject: 'S', total_participant_count: 'few' },
			{
				never: ['"participantCount":0', '"participants":[]'],
			},
		),
		one('a subject that is an object', 'hinted', {
			id: GROUP,
			subject: { a: 1 },
			participants: [],
		}),
		one(
			'people by numbers beyond 2^53',
			'hinted',
			`{"id":"${GROUP}","subject":"S","participants":[{"wa_id":${HUGE}}]}`,
			{
				never: ROUNDED,
			},
		),
		one('data around the group', 'hinted', { data: { id: GROUP, subject: 'S', participants: [] } }),
		one(
			'times that are no times',
			'hinted',
			{ id: GROUP, subject: 'S', participants: [], creation_timestamp: 'soon' },
			{
				never: ['Invalid', '1970'],
			},
		),
		one(
			'a time in ms',
			'hinted',
			{ id: GROUP, subject: 'S', participants: [], creation_timestamp: 1755548877000 },
			{
				never: ['+0', '57602'],
			},
		),
	],
);

export const identities: Way[] = [...messages, ...made, ...groups, ...links, ...read];
