import type { PersonMedia, PersonMessage } from '../control';
import type { PersonSeed } from '../people';
import { COMPONENTS } from '../savedSchema';
import type { GroupSeed } from '../seed';
import type { TemplateSeed } from '../templates';
import type { Simulator } from '../types';
import {
	BadControl,
	flag,
	list,
	object,
	oneOf,
	optional,
	text,
	whole,
	type ControlRoute,
	type Field,
} from './route';

/** Numbers, or people. */
const people: Field = {
	...list,
	items: { anyOf: [text, { type: 'object', properties: { waId: text }, required: ['waId'] }] },
};
const inGroup = { groupId: text, person: text };
const APPROVAL = oneOf('auto_approve', 'approval_required');

/** What people and WhatsApp do. */
export function acting(simulator: Simulator): ControlRoute[] {
	return [
		...adding(simulator),
		...joining(simulator),
		...writing(simulator),
		...statuses(simulator),
		...groupStates(simulator),
	];
}

function adding({ control }: Simulator): ControlRoute[] {
	return [
		{
			method: 'POST',
			path: '/people',
			about: 'adds or changes a person',
			fields: {
				waId: text,
				name: optional(text),
				username: optional(text),
				userId: optional(text),
				parentUserId: optional(text),
				hideNumber: optional(flag),
				onWhatsApp: optional(flag),
				acceptsTerms: optional(flag),
				windowOpen: optional(flag),
			},
			run: (seed) => control.addPerson(seed as unknown as PersonSeed),
		},
		{
			method: 'POST',
			path: '/groups',
			about: 'adds a group without a webhook',
			fields: {
				subject: text,
				id: optional(text),
				description: optional(text),
				joinApprovalMode: optional(APPROVAL),
				members: optional(people),
				joinRequests: optional(people),
				inviteCode: optional(text),
				windowOpen: optional(flag),
				suspended: optional(flag),
				createdAt: optional(whole),
			},
			run: (seed) => {
				const { id } = control.addGroup(seed as unknown as GroupSeed);
				return { groupId: id, inviteLink: control.inviteLink(id) };
			},
		},
		{
			method: 'POST',
			path: '/templates',
			about: 'adds a template',
			fields: {
				name: text,
				language: optional(text),
				category: optional(text),
				status: optional(text),
				components: optional({ ...list, items: COMPONENTS.items }),
				parameterTypes: optional({ ...list, items: text }),
			},
			run: (seed) => control.addTemplate(seed as unknown as TemplateSeed),
		},
		{
			method: 'PATCH',
			path: '/templates/:name',
			about: 'the review is over',
			fields: { name: text, status: text },
			run: ({ name, status }) => control.setTemplateStatus(name as string, status as string),
		},
	];
}

function joining({ control }: Simulator): ControlRoute[] {
	return [
		{
			method: 'POST',
			path: '/join',
			about: 'joins, or asks to; by `inviteLink`, or by the current link of `groupId`',
			fields: { person: text, inviteLink: optional(text), groupId: optional(text) },
			run: ({ person, inviteLink, groupId }) => {
				if (inviteLink === undefined && groupId === undefined) {
					throw new BadControl('"inviteLink" or "groupId" is required');
				}
				const link = inviteLink ?? control.inviteLink(groupId as string);
				return control.join(link as string, person as string);
			},
		},
		{
			method: 'POST',
			path: '/revoke-join-request',
			about: 'takes the request back',
			fields: inGroup,
			run: ({ groupId, person }) => control.revokeJoinRequest(groupId as string, person as string),
		},
		{
			method: 'POST',
			path: '/leave',
			about: 'leaves',
			fields: inGroup,
			run: ({ groupId, person }) => control.leave(groupId as string, person as string),
		},
		{
			method: 'POST',
			path: '/auto-join',
			about: 'people join by themselves after a link reached them; without `waId` everybody',
			fields: { afterMs: whole, waId: optional(text), groupId: optional(text) },
			run: (rule) => control.autoJoin(rule as { afterMs: number }),
		},
		{
			method: 'DELETE',
			path: '/auto-join',
			about: 'nobody joins by themselves any more',
			fields: {},
			run: () => control.stopAutoJoin(),
		},
	];
}

function writing({ control }: Simulator): ControlRoute[] {
	return [
		{
			method: 'POST',
			path: '/send-text',
			about: 'writes in the group, or one to one without `groupId`',
			fields: { person: text, text, groupId: optional(text), replyTo: optional(text) },
			run: ({ groupId, person, text: body, replyTo }) => ({
				wamid: control.sendText(
					groupId as string | undefined,
					person as string,
					body as string,
					replyTo as string | undefined,
				),
			}),
		},
		{
			method: 'POST',
			path: '/send-media',
			about: 'sends a medium, to the group or one to one',
			fields: {
				person: text,
				type: oneOf('image', 'video', 'audio', 'document', 'sticker'),
				groupId: optional(text),
				base64: optional(text),
				mimeType: optional(text),
				caption: optional(text),
				filename: optional(text),
				voice: optional(flag),
			},
			run: ({ groupId, person, base64, ...media }) => {
				const bytes = base64 === undefined ? undefined : Buffer.from(base64 as string, 'base64');
				return {
					wamid: control.sendMedia(
						groupId as string | undefined,
						person as string,
						{
							...media,
							bytes,
						} as unknown as PersonMedia,
					),
				};
			},
		},
		{
			method: 'POST',
			path: '/send-reaction',
			about: 'reacts; without `emoji` takes it back',
			fields: { ...inGroup, messageId: text, emoji: optional({ type: 'string' }) },
			run: ({ groupId, person, messageId, emoji = '' }) => ({
				wamid: control.sendReaction(
					groupId as string,
					person as string,
					messageId as string,
					emoji as string,
				),
			}),
		},
		{
			method: 'POST',
			path: '/edit-message',
			about: 'changes a text of theirs; the webhook gets `unsupported`',
			fields: { ...inGroup, messageId: text, text },
			run: ({ groupId, person, messageId, text: body }) =>
				control.editMessage(
					groupId as string,
					person as string,
					messageId as string,
					body as string,
				),
		},
		{
			method: 'POST',
			path: '/delete-message',
			about: 'takes a message of theirs back; the webhook gets `unsupported`',
			fields: { ...inGroup, messageId: text },
			run: ({ groupId, person, messageId }) =>
				control.deleteMessage(groupId as string, person as string, messageId as string),
		},
		{
			method: 'POST',
			path: '/send',
			about: 'sends any kind of message',
			fields: { ...inGroup, type: text, context: optional(object) },
			more: 'the content',
			run: ({ groupId, person, ...message }) => ({
				wamid: control.send(
					groupId as string,
					person as string,
					message as unknown as PersonMessage,
				),
			}),
		},
		{
			method: 'POST',
			path: '/send-direct',
			about: 'writes one to one',
			fields: { person: text, text },
			run: ({ person, text: body }) => ({
				wamid: control.sendDirect(person as string, body as string),
			}),
		},
	];
}

function statuses({ control }: Simulator): ControlRoute[] {
	const ofMessage = { wamid: text, person: text };
	return [
		{
			method: 'POST',
			path: '/deliver-message',
			about: 'a `delivered` status',
			fields: ofMessage,
			run: ({ wamid, person }) => control.deliverMessage(wamid as string, person as string),
		},
		{
			method: 'POST',
			path: '/read',
			about: 'a `read` status',
			fields: ofMessage,
			run: ({ wamid, person }) => control.readMessage(wamid as string, person as string),
		},
		{
			method: 'POST',
			path: '/read-chat',
			about: 'a `read` status for each message of a chat that the person has not read',
			fields: { person: text, groupId: optional(text) },
			run: ({ person, groupId }) =>
				control.readChat(person as string, groupId as string | undefined),
		},
		{
			method: 'POST',
			path: '/play',
			about: 'a `played` status',
			fields: ofMessage,
			run: ({ wamid, person }) => control.playMessage(wamid as string, person as string),
		},
		{
			method: 'POST',
			path: '/fail-message',
			about: 'a `failed` status',
			fields: { wamid: text, code: whole },
			run: ({ wamid, code }) => control.failMessage(wamid as string, code as number),
		},
	];
}

function groupStates({ control }: Simulator): ControlRoute[] {
	const acts: Array<[string, string, (groupId: string) => void]> = [
		['/suspend', 'suspends the group', (id) => control.suspend(id)],
		['/clear-suspension', 'ends that', (id) => control.clearSuspension(id)],
		['/open-window', 'opens the 24-hour window', (id) => control.openWindow(id)],
		['/close-window', 'closes it', (id) => control.closeWindow(id)],
	];
	return acts.map(([path, about, act]) => ({
		method: 'POST',
		path,
		about,
		fields: { groupId: text },
		run: ({ groupId }) => act(groupId as string),
	}));
}
