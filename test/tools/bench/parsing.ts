/** What it takes to make events of a delivery, beside what it takes to read its JSON. */
import { createRequire } from 'node:module';

import type * as Parse from '../../../nodes/WhatsAppGroups/events/parse';
import { startReceiver, startSimulator, type Simulator } from '../../simulator';
import type { Report, Section } from './section';
import { inWords, ratios, spreadOf } from './statistics';

/** The build, as users run it. */
const { parseDelivery } = createRequire(__filename)(
	'../../../dist/nodes/WhatsAppGroups/events/parse.js',
) as typeof Parse;

const ROUNDS = 15;
/** Updates that are parsed in a round, in as many deliveries as it takes. */
const UPDATES_PER_ROUND = 20_000;
const SIZES = [1, 100, 1000];
const MOST = 5;

const MEMBERS = Array.from({ length: 8 }, (_, index) => `1650555100${index}`);

export async function parsing(report: Report): Promise<Section> {
	const delivery = await largeDelivery(Math.max(...SIZES));
	const rows: string[][] = [];
	const targets: Section['targets'] = [];
	const highlights: Section['highlights'] = [];
	for (const size of SIZES) {
		const text = JSON.stringify(cutTo(delivery, size));
		const times = Math.ceil(UPDATES_PER_ROUND / size);
		const json: number[] = [];
		const events: number[] = [];
		for (let round = 0; round <= ROUNDS; round++) {
			const jsonMs = timeOf(times, () => JSON.parse(text) as unknown);
			const body: unknown = JSON.parse(text);
			const eventsMs = timeOf(times, () => parseDelivery(body));
			// In the first round V8 compiles.
			if (round === 0) continue;
			json.push((jsonMs / times) * 1000);
			events.push((eventsMs / times) * 1000);
		}
		const ratio = spreadOf(ratios(events, json));
		rows.push([
			size.toLocaleString('en'),
			`${(text.length / 1024).toFixed(1)} KiB`,
			inWords(spreadOf(json), 1),
			inWords(spreadOf(events), 1),
			inWords(ratio, 2),
		]);
		targets.push({
			what: `Time for the events of a delivery with ${size.toLocaleString('en')} updates, to that of JSON.parse`,
			wanted: `≤ ${MOST}`,
			measured: inWords(ratio, 2),
			met: ratio.median <= MOST,
		});
		if (size === 100) {
			highlights.push({
				what: 'A delivery with 100 updates made into events',
				ours: `${spreadOf(events).median.toFixed(0)} µs`,
				floor: `${spreadOf(json).median.toFixed(0)} µs (JSON.parse)`,
				other: '',
			});
		}
		report(`Parsing: ${size} updates per delivery, ${ROUNDS} rounds.`);
	}
	const columns = ['Updates', 'Body', 'JSON.parse, µs', 'Events, µs', 'Ratio'];
	return {
		title: 'Parsing',
		about: [
			`Messages of people and the statuses of messages to a group of ${MEMBERS.length}, as the simulator delivers them. "Events" is what the trigger makes of the parsed body: checked, typed, each with its ID, which is a SHA-256. ${ROUNDS} rounds, in turn with JSON.parse of the same body.`,
		],
		tables: [{ caption: 'Time per delivery', columns, rows }],
		targets,
		highlights,
	};
}

interface Delivery {
	object: string;
	entry: Array<{ id: string; changes: unknown[] }>;
}

/** What the simulator delivers of a lively group, with more updates than are needed, in one delivery. */
async function largeDelivery(updates: number): Promise<Delivery> {
	const receiver = await startReceiver();
	const simulator = await startSimulator({
		allowLoopbackWebhooks: true,
		webhook: { url: receiver.url },
		groups: [{ subject: 'Group', members: MEMBERS, windowOpen: true }],
		switches: { autoStatuses: 'read', webhookBatching: true },
	});
	try {
		const [{ id: groupId }] = simulator.state.groups.values();
		for (let turn = 0; simulator.events.length < updates; turn++) {
			for (const member of MEMBERS) {
				simulator.control.sendText(groupId, member, `Message ${turn} of somebody in the group`);
			}
			await sendTo(groupId, simulator);
			await simulator.idle();
		}
		const deliveries = receiver.received.map(({ body }) => body as unknown as Delivery);
		const [{ object, entry }] = deliveries;
		const changes = deliveries.flatMap((delivery) => delivery.entry[0].changes);
		return { object, entry: [{ id: entry[0].id, changes }] };
	} finally {
		await simulator.close();
		await receiver.close();
	}
}

function cutTo({ object, entry }: Delivery, updates: number): Delivery {
	const [{ id, changes }] = entry;
	return { object, entry: [{ id, changes: changes.slice(0, updates) }] };
}

async function sendTo(groupId: string, { url, apiKey }: Simulator): Promise<void> {
	const response = await fetch(`${url}/messages`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'd360-api-key': apiKey },
		body: JSON.stringify({
			messaging_product: 'whatsapp',
			recipient_type: 'group',
			to: groupId,
			type: 'text',
			text: { body: 'An answer to all of you' },
		}),
	});
	if (!response.ok) throw new Error(`The simulator refused a message: ${await response.text()}`);
}

/** In ms. */
function timeOf(times: number, work: () => unknown): number {
	const begun = performance.now();
	for (let time = 0; time < times; time++) work();
	return performance.now() - begun;
}
