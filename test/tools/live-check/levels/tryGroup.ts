/** A group of our own, from its creation to its end. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cursorOf, groupsIn, objectOf, read, textOf, type JsonObject } from '../answers';
import type { Cleanup } from '../cleanup';
import type { Exchange, OwnGroup } from '../seen';
import type { Service } from '../service';
import { INFO_FIELDS } from './look';

const PRODUCT = { messaging_product: 'whatsapp' } as const;
const PROJECT = join(__dirname, '../../../..');
/** Numbers and ids of nobody: 555-01 is kept free for such uses. */
export const MADE_UP_NUMBER = '+12025550143';
const MADE_UP_USER = 'US.10000000000000000001';
const MADE_UP_REQUEST = Buffer.from('12025550143:000000000000000000').toString('base64');

const picture = () => readFileSync(join(PROJECT, 'examples/picture.jpg'));
const tooSmall = () => readFileSync(join(__dirname, '../tooSmall.jpg'));

export function jpeg(bytes: Buffer): Blob {
	return new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' });
}

export const usualPicture = () => jpeg(picture());

/** Until nothing is found or the time is over; the first look is at once. */
export async function poll<T>(
	service: Service,
	forMs: number,
	lookOnce: () => Promise<T | undefined>,
): Promise<T | undefined> {
	const deadline = performance.now() + forMs;
	for (;;) {
		const found = await lookOnce();
		if (found !== undefined || performance.now() >= deadline) return found;
		await service.wait(service.patience.look);
	}
}

/** Creates the group, and waits until it is there. Undefined: the service refused. */
export async function createGroup(
	service: Service,
	cleanup: Cleanup,
): Promise<OwnGroup | undefined> {
	const mark = randomBytes(3).toString('hex');
	const own: OwnGroup = { subject: `Live check ${mark}, will be deleted` };
	service.seen.own = own;
	let isOver = false;
	cleanup.add({
		mayBeLeft: () => (isOver ? undefined : leftGroup(own)),
		run: async () => {
			const rest = await deleteGroup(service, own);
			isOver = rest === undefined;
			return rest;
		},
	});
	const description = 'Made by the live check of n8n-nodes-whatsapp-groups. It deletes this group.';
	const exchange = await service.call('create', {
		body: {
			...PRODUCT,
			subject: own.subject,
			description,
			join_approval_mode: 'auto_approve',
		},
	});
	const answer = read(exchange);
	if (answer.kind === 'refusal') {
		isOver = true;
		return undefined;
	}
	const body = answer.kind === 'success' ? objectOf(answer.json) : {};
	own.id = textOf(body.id) ?? textOf(body.group_id);
	await waitForGroup(service, own, exchange);
	return own;
}

async function waitForGroup(service: Service, own: OwnGroup, created: Exchange): Promise<void> {
	let least = 0;
	const { sentAt, answeredAt } = created;
	await poll(service, service.patience.creation, async () => {
		const asked = performance.now();
		const listed = await findListed(service, own);
		if (listed === undefined || listed === 'unknown') {
			if (listed === undefined) least = asked - answeredAt;
			return undefined;
		}
		own.id = listed;
		own.shownAfter = { least, most: performance.now() - sentAt };
		return listed;
	});
}

/** The id of our group in the list; undefined when it is not in it; `unknown` when it cannot be read. */
async function findListed(
	service: Service,
	own: OwnGroup,
): Promise<string | 'unknown' | undefined> {
	const cursors = new Set<string>();
	let after: string | undefined;
	for (;;) {
		if (service.left('listing') === 0) return 'unknown';
		const query = { limit: '1024', ...(after === undefined ? {} : { after }) };
		const answer = read(await service.call('listing', { query }));
		const list = answer.kind === 'success' ? groupsIn(answer.json) : undefined;
		if (answer.kind !== 'success' || !list) return 'unknown';
		const mine = list.groups.find((group) => isOwn(group, own));
		const id = mine && textOf(mine.id);
		if (id !== undefined) return id;
		if (mine) return 'unknown';
		after = cursorOf(answer.json);
		if (after === undefined || list.groups.length === 0) return undefined;
		if (cursors.has(after)) return 'unknown';
		cursors.add(after);
	}
}

function isOwn({ id, subject }: JsonObject, own: OwnGroup): boolean {
	if (own.id !== undefined && textOf(id) === own.id) return true;
	return typeof subject === 'string' && subject.startsWith(own.subject);
}

/** Everything that is done to the group while nobody is in it. */
export async function useGroup(service: Service, own: OwnGroup): Promise<void> {
	const { id } = own;
	if (id === undefined) return;
	const ids = () => [id];
	await readGroup(service, own);
	await readLink(service, own);
	const set = { ids: ids(), body: { ...PRODUCT, subject: `${own.subject} (renamed)` } };
	await service.call('setSubject', set);
	const text = 'The live check changed this description.';
	await service.call('setDescription', { ids: ids(), body: { ...PRODUCT, description: text } });
	await service.call('clearDescription', { ids: ids(), body: { ...PRODUCT, description: '' } });
	await readGroup(service, own);
	await changePictures(service, id);
	await service.call('resetLink', { ids: ids(), body: PRODUCT });
	await service.call('approveUnknown', {
		ids: ids(),
		body: { ...PRODUCT, join_requests: [MADE_UP_REQUEST] },
	});
	for (const who of [{ user: MADE_UP_NUMBER }, { user: MADE_UP_USER }, { user_id: MADE_UP_USER }]) {
		await service.call('removeStranger', {
			ids: ids(),
			body: { ...PRODUCT, participants: [who] },
		});
	}
	const frame = { ...PRODUCT, recipient_type: 'group', to: id };
	const template = { name: 'live_check_no_such_template', language: { code: 'en_US' } };
	await service.call('unknownTemplate', { body: { ...frame, type: 'template', template } });
	const body = 'The live check writes to an empty group.';
	await service.call('emptyText', { body: { ...frame, type: 'text', text: { body } } });
}

async function changePictures(service: Service, id: string): Promise<void> {
	const send = async (
		call: 'pictureAsFile' | 'pictureAsProfile' | 'smallPicture',
		part: string,
		bytes: Buffer,
	) =>
		await service.call(call, {
			ids: [id],
			form: [
				{ name: 'messaging_product', value: 'whatsapp' },
				{ name: part, value: jpeg(bytes), filename: 'live-check.jpg' },
			],
		});
	const asFile = read(await send('pictureAsFile', 'file', picture()));
	await send('pictureAsProfile', 'profile_picture_file', picture());
	const name = asFile.kind === 'success' ? 'file' : 'profile_picture_file';
	await send('smallPicture', name, tooSmall());
}

/** What the service says of our group now. */
export async function readGroup(service: Service, own: OwnGroup): Promise<JsonObject | undefined> {
	if (own.id === undefined || service.left('ownGroup') === 0) return undefined;
	const query = { fields: INFO_FIELDS };
	const answer = read(await service.call('ownGroup', { ids: [own.id], query }));
	return answer.kind === 'success' ? objectOf(answer.json) : undefined;
}

/** The link that lets people in now. */
export async function readLink(service: Service, own: OwnGroup): Promise<string | undefined> {
	if (own.id === undefined) return undefined;
	const answer = read(await service.call('ownLink', { ids: [own.id] }));
	own.link = answer.kind === 'success' ? textOf(objectOf(answer.json).invite_link) : undefined;
	return own.link;
}

function leftGroup({ subject, id }: OwnGroup): string {
	const known = id === undefined ? 'its ID is not known' : `its ID is ${id}`;
	return `A group named "${subject}" may still be there, or appear later (${known}). Delete it: in n8n with the operation Delete of the resource Group.`;
}

/** Deletes the group, and looks whether it is gone. A group that never showed may still come. */
async function deleteGroup(service: Service, own: OwnGroup): Promise<string | undefined> {
	if (own.id === undefined) {
		await poll(service, service.patience.creation, async () => {
			const found = await findListed(service, own);
			if (found !== undefined && found !== 'unknown') own.id = found;
			return own.id;
		});
	}
	const { id } = own;
	if (id === undefined) return leftGroup(own);
	// A group that was never listed may be about to come: its absence proves nothing.
	let wasSeen = own.shownAfter !== undefined;
	const gone = await poll(service, service.patience.creation, async () => {
		if (service.left('delete') > 0) {
			const answer = read(await service.call('delete', { ids: [id] }));
			wasSeen ||= answer.kind === 'success';
		}
		const listed = await findListed(service, own);
		wasSeen ||= listed !== undefined && listed !== 'unknown';
		if (listed === undefined && wasSeen) return true;
		return service.left('delete') === 0 && service.left('listing') === 0 ? false : undefined;
	});
	return gone ? undefined : leftGroup(own);
}
