import { randomBytes } from 'node:crypto';

import type { Simulator } from '../../../simulator';

/** Makes another event with each call, as text. */
export type MakeBody = () => string;

export interface Bodies {
	/** Somebody writes in a group. */
	started: MakeBody;
	/** A message to the group was delivered to somebody: of these there are most, and few want them. */
	filtered: MakeBody;
}

/** What is read of a delivery. */
interface Payload {
	entry: Array<{
		changes: Array<{
			value: { messages?: Array<{ id: string }>; statuses?: Array<{ id: string; status: string }> };
		}>;
	}>;
}

/**
 * Lets both happen once, and takes what the simulator delivers as the pattern of all others.
 *
 * @throws when one of them is not delivered
 */
export async function recordBodies(
	simulator: Simulator,
	groupId: string,
	member: string,
): Promise<Bodies> {
	simulator.control.sendText(groupId, member, 'Does anyone know when we start?');
	const sent = await fetch(`${simulator.url}/messages`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'D360-API-KEY': simulator.apiKey },
		body: JSON.stringify({
			messaging_product: 'whatsapp',
			recipient_type: 'group',
			to: groupId,
			type: 'text',
			text: { body: 'At ten.' },
		}),
	});
	if (!sent.ok) throw new Error(`The simulator answered ${sent.status}: ${await sent.text()}`);
	await simulator.idle();
	const payloads = simulator.deliveries
		.filter(({ status }) => status === 200)
		.map(({ payload }) => payload as Payload);
	const find = (idOf: (payload: Payload) => string | undefined): MakeBody => {
		for (const payload of payloads) {
			const id = idOf(payload);
			if (id !== undefined) return withNewIds(payload, id);
		}
		throw new Error(`None of the simulator's ${payloads.length} deliveries is of the kind.`);
	};
	const valueOf = ({ entry }: Payload) => entry[0].changes[0].value;
	return {
		started: find((payload) => valueOf(payload).messages?.[0].id),
		filtered: find(
			(payload) => valueOf(payload).statuses?.find(({ status }) => status === 'delivered')?.id,
		),
	};
}

function withNewIds(payload: Payload, id: string): MakeBody {
	const [prefix] = id.split('.');
	const parts = JSON.stringify(payload).split(id);
	return () => parts.join(`${prefix}.${randomBytes(29).toString('base64')}`);
}
