/** How fast messages go out, and what becomes of them, when the service limits them and when not. */
import { inWords, ratios, spreadOf } from '../statistics';
import type { Report, Section, Table } from '../section';
import { IN_FLIGHT, sendersTo, type Sender, type Senders } from '../engine';
import { Service } from '../service';
import { sendWithUndici, type Limit } from './floor';
import { compare, itemsOf, messagesTo, type Arrived, type Message } from './messages';

const OURS = 'WhatsApp Groups';
const ROUNDS = 3;
const GROUPS = 200;
const PER_SECOND = 80;
/** One call after the other takes minutes: fewer messages tell as much. */
const ONE_BY_ONE = 50;

interface Contender {
	name: string;
	messages: number;
	run(messages: readonly Message[]): Promise<unknown>;
	/** Whose time is held against that of this one. */
	isFloorFor?: string;
	/** What the README names beside our node. */
	isOther?: boolean;
}

interface Measured extends Arrived {
	seconds: number;
	refused: number;
}

interface Scenario {
	caption: string;
	latencyMs: number;
	perSecond: number;
	contenders: Contender[];
}

export async function sending(report: Report): Promise<Section> {
	const service = await Service.start();
	try {
		const senders = await sendersTo(service, report);
		const tables: Table[] = [];
		const targets: Section['targets'] = [];
		const highlights: Section['highlights'] = [];
		for (const scenario of scenariosWith(service, senders)) {
			const results = await measure(service, scenario, report);
			tables.push(tableOf(scenario, results));
			targets.push(...targetsOf(scenario, results));
			// The service has a limit: how it would be without one is for the document.
			if (scenario.perSecond > 0) highlights.push(highlightOf(scenario, results));
		}
		return { title: 'Sending', about: ABOUT, tables, targets, highlights };
	} finally {
		await service.stop();
	}
}

const ABOUT = [
	`Messages to ${GROUPS} groups in turn, through n8n's engine and over real HTTP to the simulator in a process of its own. "Floor" is a hand-written client on undici that knows what our node has to find out: the service's limit and who is written to; it holds its connections open, reads no parameter and makes no item. Without a limit it writes to as many groups at once as our node in the row that it is compared with. With one it sends a message whenever the limit lets it, evenly or in bursts: in bursts the last of them all comes up to a second earlier, however many there are.`,
	`"Refused" are calls that the service answered with 429. "Lost" are messages that it never accepted, "doubled" those that it accepted twice. "Disordered" are groups in which messages arrived in another order than that of the items.`,
	`Every contender has ${ROUNDS} rounds, in turn. Figures are medians, with the smallest and largest. One call after the other was measured with ${ONE_BY_ONE} messages.`,
];

function scenariosWith(service: Service, senders: Senders): Scenario[] {
	const through = (sender: Sender) => async (messages: readonly Message[]) =>
		await sender(itemsOf(messages));
	const floor = (inFlight: number, limit?: Limit) => async (messages: readonly Message[]) =>
		await sendWithUndici(service, messages, { inFlight, limit });
	const oneByOne: Contender = {
		name: 'One call after the other',
		messages: ONE_BY_ONE,
		run: through(senders.bare(1)),
	};
	const wide = `${OURS}, Items per Batch ${GROUPS}`;
	const batch = { batching: { batch: { batchSize: GROUPS, batchInterval: 0 } } };

	const messages = 2000;
	const latencyMs = 150;
	const limited: Scenario = {
		caption: `2,000 messages, ${PER_SECOND} per second allowed, ${latencyMs} ms latency`,
		latencyMs,
		perSecond: PER_SECOND,
		contenders: [
			{
				name: 'Floor, evenly paced',
				messages,
				run: floor(PER_SECOND, { perSecond: PER_SECOND, latencyMs, evenly: true }),
				isFloorFor: OURS,
			},
			{
				name: 'Floor, in bursts',
				messages,
				run: floor(PER_SECOND, { perSecond: PER_SECOND, latencyMs, evenly: false }),
			},
			{ name: OURS, messages, run: through(senders.ours()) },
			...[PER_SECOND, 70].map((size) => ({
				name: `HTTP Request, batches of ${size} per second`,
				isOther: size === PER_SECOND,
				messages,
				run: through(senders.httpRequest({ size, intervalMs: 1000 })),
			})),
			{ name: 'HTTP Request, no batches', messages, run: through(senders.httpRequest()) },
			oneByOne,
		],
	};
	// Without a limit every second is like the first.
	const fewer = 1000;
	const unlimited = [20, 150, 500].map((ms): Scenario => {
		const contenders: Contender[] = [
			{
				name: `Floor, ${IN_FLIGHT} groups at once`,
				messages: fewer,
				run: floor(IN_FLIGHT),
				isFloorFor: OURS,
			},
			{ name: OURS, messages: fewer, run: through(senders.ours()) },
			{
				name: `Floor, ${GROUPS} groups at once`,
				messages: fewer,
				run: floor(GROUPS),
				isFloorFor: wide,
			},
			{ name: wide, messages: fewer, run: through(senders.ours(batch)) },
			{
				name: 'HTTP Request, no batches',
				messages: fewer,
				run: through(senders.httpRequest()),
			},
			oneByOne,
		];
		const caption = `1,000 messages, no limit, ${ms} ms latency`;
		return { caption, latencyMs: ms, perSecond: 0, contenders };
	});
	return [limited, ...unlimited];
}

async function measure(
	service: Service,
	{ caption, latencyMs, perSecond, contenders }: Scenario,
	report: Report,
): Promise<Map<Contender, Measured[]>> {
	const results = new Map<Contender, Measured[]>(contenders.map((one) => [one, []]));
	for (let round = 1; round <= ROUNDS; round++) {
		for (const contender of contenders) {
			const groups = await service.reset(GROUPS);
			await service.latency(latencyMs);
			await service.limit(perSecond);
			const messages = messagesTo(groups, contender.messages);
			const begun = performance.now();
			await contender.run(messages);
			const seconds = (performance.now() - begun) / 1000;
			const refused = (await service.requests()).filter(({ status }) => status === 429).length;
			const arrived = compare(messages, await service.sent());
			results.get(contender)?.push({ seconds, refused, ...arrived });
			report(`${caption}; round ${round} of ${ROUNDS}: ${contender.name}: ${seconds.toFixed(1)} s`);
		}
	}
	return results;
}

function tableOf({ caption }: Scenario, results: Map<Contender, Measured[]>): Table {
	return {
		caption,
		columns: ['', 'Seconds', 'Accepted per second', 'Refused', 'Lost', 'Doubled', 'Disordered'],
		rows: [...results].map(([{ name, messages }, rounds]) => [
			name,
			inWords(spreadOf(rounds.map(({ seconds }) => seconds)), 1),
			inWords(spreadOf(rounds.map(({ lost, seconds }) => (messages - lost) / seconds)), 1),
			...(['refused', 'lost', 'doubled', 'disordered'] as const).map((count) =>
				inWords(spreadOf(rounds.map((round) => round[count])), 0),
			),
		]),
	};
}

function targetsOf({ caption }: Scenario, results: Map<Contender, Measured[]>): Section['targets'] {
	const rounds = (name: string) =>
		[...results].find(([contender]) => contender.name === name)?.[1] ?? [];
	return [...results].flatMap(([{ isFloorFor }, floor]) => {
		if (isFloorFor === undefined) return [];
		const ours = rounds(isFloorFor);
		const times = ratios(
			ours.map(({ seconds }) => seconds),
			floor.map(({ seconds }) => seconds),
		);
		const time = spreadOf(times);
		const wrong = ours.reduce(
			(sum, { lost, doubled, disordered }) => sum + lost + doubled + disordered,
			0,
		);
		return [
			{
				what: `${isFloorFor}, time to that of the floor: ${caption}`,
				wanted: '≤ 1.05',
				measured: inWords(time, 2),
				met: time.median <= 1.05,
			},
			{
				what: `${isFloorFor}, messages lost or doubled and groups disordered: ${caption}`,
				wanted: '0',
				measured: String(wrong),
				met: wrong === 0,
			},
		];
	});
}

function highlightOf(
	{ caption }: Scenario,
	results: Map<Contender, Measured[]>,
): Section['highlights'][number] {
	const told = (isMeant: (one: Contender) => boolean | undefined) => {
		const [[contender, rounds]] = [...results].filter(([one]) => isMeant(one));
		const spread = (figure: keyof Measured) => spreadOf(rounds.map((one) => one[figure]));
		const faults = (['lost', 'doubled', 'disordered'] as const)
			.filter((fault) => spread(fault).max > 0)
			.map(
				(fault) =>
					`up to ${spread(fault).max} ${fault === 'disordered' ? 'groups disordered' : fault}`,
			);
		const time = `${spread('seconds').median.toFixed(1)} s`;
		return { name: contender.name, text: [time, ...faults].join(', ') };
	};
	const other = told(({ isOther }) => isOther);
	return {
		what: caption,
		ours: told(({ name }) => name === OURS).text,
		floor: told(({ isFloorFor }) => isFloorFor === OURS).text,
		other: `${other.text} (${other.name})`,
	};
}
