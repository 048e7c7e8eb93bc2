/** Messages in the group, with a phone of the user's own in it. */
import { digitsOf, listOf, objectOf, objectsOf, read, textOf, type JsonObject } from '../answers';
import type { Cleanup } from '../cleanup';
import type { OwnGroup } from '../seen';
import type { Service } from '../service';
import type { Terminal } from '../terminal';
import { MADE_UP_NUMBER, poll, readGroup, readLink, usualPicture } from './tryGroup';

const PRODUCT = { messaging_product: 'whatsapp' } as const;
/** With a text around it, so that it is no number by itself. */
export const TRACKING = 'live-check';
const PIN_DAYS = 1;

/** What the user does with the phone; tests do it through the simulator. */
export type Phone = Pick<Terminal, 'say' | 'ready'>;

/** @param phones how many of the user's phones take part: one more shows more of removals */
export async function talk(
	service: Service,
	cleanup: Cleanup,
	own: OwnGroup,
	phone: Phone,
	phones: number,
): Promise<void> {
	const { id } = own;
	// The answer to the reset may have been lost: only what stands now lets anybody in.
	const link = await readLink(service, own);
	if (id === undefined || link === undefined) return;
	const who = phones === 1 ? 'your phone' : `your ${phones} phones`;
	phone.say(`Join with ${who}, by this link: ${link}`);
	if (!(await waitForPeople(service, own, phones))) {
		phone.say('Nobody joined. The messages are left out.');
		return;
	}
	const frame = { ...PRODUCT, recipient_type: 'group', to: id };
	const closed = { body: 'The live check writes before anybody else did.' };
	await service.call('closedText', { body: { ...frame, type: 'text', text: closed } });
	await phone.ready('Write something in the group, and send a picture.');
	const texts = await Promise.all(
		[1, 2].map(
			async (number) =>
				await service.call('text', {
					body: {
						...frame,
						type: 'text',
						text: { body: `The live check writes, ${number} of 2.` },
						biz_opaque_callback_data: `${TRACKING}-${number}`,
					},
				}),
		),
	);
	const wamid = texts.map((exchange) => wamidOf(read(exchange))).find((one) => one !== undefined);
	await sendPicture(service, cleanup, frame);
	if (wamid !== undefined) {
		const pin = { type: 'pin', message_id: wamid, expiration_days: PIN_DAYS };
		await service.call('pin', { body: { ...frame, type: 'pin', pin } });
		const unpin = { type: 'unpin', message_id: wamid };
		await service.call('pin', { body: { ...frame, type: 'pin', pin: unpin } });
		const reaction = { message_id: wamid, emoji: '👍' };
		await service.call('reaction', { body: { ...frame, type: 'reaction', reaction } });
	}
	const location = { latitude: 52.516, longitude: 13.378, name: 'Brandenburg Gate' };
	await service.call('location', { body: { ...frame, type: 'location', location } });
	await writeByUserId(service, own);
	await leaveAndReturn(service, own, phone, phones);
	await removePhones(service, own);
}

async function sendPicture(service: Service, cleanup: Cleanup, frame: object): Promise<void> {
	const uploaded: { id?: string } = {};
	let isThere = false;
	cleanup.add({
		mayBeLeft: () =>
			isThere
				? 'A test picture may stay at the service. WhatsApp deletes it after 30 days.'
				: undefined,
		run: async () => {
			if (uploaded.id === undefined) throw new Error('Its ID is not known');
			const answer = read(await service.call('deleteMedia', { ids: [uploaded.id] }));
			if (answer.kind !== 'success') throw new Error('Not deleted');
			isThere = false;
			return undefined;
		},
	});
	isThere = true;
	const answer = read(
		await service.call('upload', {
			form: [
				{ name: 'messaging_product', value: 'whatsapp' },
				{ name: 'file', value: usualPicture(), filename: 'live-check.jpg' },
			],
		}),
	);
	if (answer.kind === 'refusal') isThere = false;
	const media = answer.kind === 'success' ? textOf(objectOf(answer.json).id) : undefined;
	if (media === undefined) return;
	uploaded.id = media;
	const info = read(await service.call('mediaInfo', { ids: [media] }));
	const url = info.kind === 'success' ? textOf(objectOf(info.json).url) : undefined;
	// Only the query is taken over: the key goes to no other host.
	if (url !== undefined && URL.canParse(url)) {
		await service.call('download', { query: Object.fromEntries(new URL(url).searchParams) });
	}
	const image = { id: media, caption: 'The live check sends a picture.' };
	await service.call('image', { body: { ...frame, type: 'image', image } });
}

async function writeByUserId(service: Service, own: OwnGroup): Promise<void> {
	const people = await peopleOf(service, own);
	const userId = people.map((person) => textOf(person.user_id)).find((one) => one !== undefined);
	if (userId === undefined) return;
	await service.call('byUserId', {
		body: {
			...PRODUCT,
			recipient_type: 'individual',
			recipient: userId,
			type: 'text',
			text: { body: 'The live check writes to your user ID.' },
		},
	});
}

async function leaveAndReturn(service: Service, own: OwnGroup, phone: Phone, phones: number) {
	await phone.ready('Leave the group with one phone.');
	await poll(service, service.patience.phone, async () =>
		(await peopleOf(service, own)).length < phones ? true : undefined,
	);
	await phone.ready(`Join again with that phone: ${own.link}`);
	await waitForPeople(service, own, phones);
}

/** A second phone is removed alone; the last one together with somebody who is not there. */
async function removePhones(service: Service, own: OwnGroup): Promise<void> {
	const people = (await peopleOf(service, own)).map(removalOf).filter((one) => one !== undefined);
	const [last, ...others] = people;
	const { id } = own;
	if (id === undefined || last === undefined) return;
	if (others[0]) {
		await service.call('remove', {
			ids: [id],
			body: { ...PRODUCT, participants: [others[0]] },
		});
	}
	await service.call('remove', {
		ids: [id],
		body: { ...PRODUCT, participants: [last, { user: MADE_UP_NUMBER }] },
	});
}

function removalOf({ wa_id: waId, user_id: userId }: JsonObject): object | undefined {
	const digits = digitsOf(waId);
	if (digits !== '') return { user: `+${digits}` };
	const id = textOf(userId);
	return id === undefined ? undefined : { user: id };
}

async function peopleOf(service: Service, own: OwnGroup): Promise<JsonObject[]> {
	return objectsOf((await readGroup(service, own))?.participants);
}

async function waitForPeople(service: Service, own: OwnGroup, count: number): Promise<boolean> {
	const found = await poll(service, service.patience.phone, async () =>
		(await peopleOf(service, own)).length >= count ? true : undefined,
	);
	return found === true;
}

function wamidOf(answer: ReturnType<typeof read>): string | undefined {
	if (answer.kind !== 'success') return undefined;
	const [message] = listOf(objectOf(answer.json).messages);
	return textOf(objectOf(message).id);
}
