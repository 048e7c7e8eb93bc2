/** How fast messages go out against the service's limit, and what becomes of them. */
import { setTimeout as sleep } from 'node:timers/promises';

import { freshUrl } from '../../../support/world';
import { sendersTo, type Sender, type Senders } from '../engine';
import type { Report, Section, Table, Target } from '../section';
import { Service } from '../service';
import { inWords, ratios, spreadOf } from '../statistics';
import { sendWithUndici } from './floor';
import { compare, itemsOf, messagesTo, sharedOut, type Arrived, type Message } from './messages';
import { Workers } from './workers';

const ROUNDS = 3;
const PER_SECOND = 80;
const GROUPS = 200;
const MESSAGES = 800;
/** Between two executions, so that the window of the one is over when the other begins. */
const IDLE_MS = 2000;
const OURS = 'WhatsApp Groups';
const FIRST = `${OURS}, a number never seen`;
const SECOND = `${OURS}, from the second execution on`;

type Send = (messages: readonly Message[]) => Promise<unknown>;

interface Contender {
	name: string;
	send: Send;
	/** At most this many times the floor's time, and this share of calls refused. */
	most?: { ratio: number; refused: number };
	/** Of ours: nothing is lost, doubled or disordered. */
	isOurs?: boolean;
}

interface Measured extends Arrived {
	seconds: number;
	/** Share of the messages. */
	refused: number;
}

interface Scenario {
	caption: string;
	latencyMs: number;
	perSecond: number;
	messages: number;
	groups: number;
	/** The first is the floor. Anew for each round. */
	contenders(): Promise<Contender[]>;
	/** After each round. */
	stop?(): Promise<void>;
	isHighlight?: boolean;
}

/** By the contender's name; the floor first. */
type Results = Map<string, { contender: Contender; rounds: Measured[] }>;

export async function sending(report: Report): Promise<Section> {
	const service = await Service.start();
	try {
		const senders = await sendersTo(service, report);
		const tables: Table[] = [];
		const targets: Target[] = [];
		const highlights: Section['highlights'] = [];
		for (const scenario of scenariosWith(service, senders)) {
			const results = await measure(service, scenario, report);
			tables.push(tableOf(scenario, results));
			targets.push(...targetsOf(scenario, results));
			if (scenario.isHighlight) highlights.push(highlightOf(scenario, results));
		}
		for (const special of [fewBesideMany, oneGroup]) {
			const { table, target } = await special(service, senders, report);
			tables.push(table);
			targets.push(target);
		}
		return { title: 'Sending', about: ABOUT, tables, targets, highlights };
	} finally {
		await service.stop();
	}
}

const ABOUT = [
	'Messages to many groups in turn, through n8n’s engine and over real HTTP to the simulator in a process of its own, which refuses what is one too many in any second. "Floor" is a hand-written client on undici that knows what our node has to find out, the service’s limit, and is bound by nothing else: it holds a connection for each group, sends as many messages at once as a second takes, and each further one as soon as the one that many before it is a second old. It reads no parameter and makes no item.',
	`"${FIRST}" knows nothing of the number and its limit. "${SECOND}" comes ${IDLE_MS / 1000} seconds after it. "HTTP Request" is n8n’s own node with the batching that fits the limit best.`,
	`"To the floor" is the ratio of times in the same round. "Refused" are calls that the service answered with 429, per message. "Lost" are messages that it never accepted, "doubled" those that it accepted twice. "Disordered" are groups in which messages arrived in another order than that of the items. Every contender has ${ROUNDS} rounds, in turn.`,
];

function scenariosWith(service: Service, senders: Senders): Scenario[] {
	const through =
		(sender: Sender): Send =>
		async (messages) =>
			await sender(itemsOf(messages));
	const floor = (perSecond: number, latencyMs: number): Contender => ({
		name: 'Floor',
		send: async (messages) => await sendWithUndici(service, messages, { perSecond, latencyMs }),
	});
	const httpRequest = (perSecond: number): Contender => ({
		name: `HTTP Request, batches of ${perSecond} per second`,
		send: through(senders.httpRequest({ size: perSecond, intervalMs: 1000 })),
	});
	const ours = (send: Send, second: number, first?: number): Contender[] => [
		{ name: FIRST, send, isOurs: true, most: first ? { ratio: first, refused: 0.03 } : undefined },
		{ name: SECOND, send, isOurs: true, most: { ratio: second, refused: 0.005 } },
	];
	const captionOf = (messages: number, perSecond: number, latencyMs: number) =>
		[
			`${messages.toLocaleString('en')} messages`,
			`${perSecond.toLocaleString('en')} per second allowed`,
			`${latencyMs.toLocaleString('en')} ms latency`,
		].join(', ');

	const usual = { perSecond: PER_SECOND, messages: MESSAGES, groups: GROUPS };
	const limited = [20, 150, 300, 500, 1000].map(
		(latencyMs): Scenario => ({
			...usual,
			caption: captionOf(MESSAGES, PER_SECOND, latencyMs),
			latencyMs,
			contenders: async () =>
				await Promise.resolve([
					floor(PER_SECOND, latencyMs),
					...ours(through(senders.ours({}, freshUrl(service.url))), 1.05, 1.1),
					httpRequest(PER_SECOND),
				]),
			isHighlight: [150, 1000].includes(latencyMs),
		}),
	);
	const latencyMs = 150;
	const raised: Scenario = {
		caption: captionOf(5000, 1000, latencyMs),
		latencyMs,
		perSecond: 1000,
		messages: 5000,
		groups: 1000,
		contenders: async () =>
			await Promise.resolve([
				floor(1000, latencyMs),
				...ours(through(senders.ours({}, freshUrl(service.url))), 1.5),
				httpRequest(1000),
			]),
		isHighlight: true,
	};
	const five: Scenario = {
		...usual,
		caption: `Five executions at once, ${captionOf(MESSAGES, PER_SECOND, latencyMs)}`,
		latencyMs,
		contenders: async () => {
			const send = through(senders.ours({}, freshUrl(service.url)));
			const together: Send = async (messages) =>
				await Promise.all(sharedOut(messages, 5).map(send));
			return await Promise.resolve([floor(PER_SECOND, latencyMs), ...ours(together, 1.05, 1.1)]);
		},
	};
	let workers: Workers;
	const two: Scenario = {
		...usual,
		caption: `Two processes on one number, which know nothing of each other, ${captionOf(MESSAGES, PER_SECOND, latencyMs)}`,
		latencyMs,
		contenders: async () => {
			workers = await Workers.start(2, service);
			const send: Send = async (messages) => await workers.send(sharedOut(messages, 2));
			return [
				floor(PER_SECOND, latencyMs),
				{ name: FIRST, send, isOurs: true },
				{ name: SECOND, send, isOurs: true },
			];
		},
		stop: async () => await workers.stop(),
	};
	return [...limited, raised, five, two];
}

async function measure(service: Service, scenario: Scenario, report: Report): Promise<Results> {
	const results: Results = new Map();
	for (let round = 1; round <= ROUNDS; round++) {
		for (const contender of await scenario.contenders()) {
			const measured = await send(service, scenario, contender.send);
			const rounds = results.get(contender.name)?.rounds ?? [];
			results.set(contender.name, { contender, rounds: [...rounds, measured] });
			report(
				`${scenario.caption}; round ${round} of ${ROUNDS}: ${contender.name}: ${measured.seconds.toFixed(1)} s`,
			);
		}
		await scenario.stop?.();
	}
	return results;
}

async function send(
	service: Service,
	{ latencyMs, perSecond, messages: count, groups }: Omit<Scenario, 'caption' | 'contenders'>,
	run: Send,
): Promise<Measured> {
	const ids = await service.reset(groups);
	await service.latency(latencyMs);
	await service.limit(perSecond);
	await sleep(IDLE_MS);
	const messages = messagesTo(ids, count);
	const begun = performance.now();
	await run(messages);
	const seconds = (performance.now() - begun) / 1000;
	const refused = (await service.requests()).filter(({ status }) => status === 429).length;
	return { seconds, refused: refused / count, ...compare(messages, await service.sent()) };
}

function tableOf({ caption }: Scenario, results: Results): Table {
	const [floor] = [...results.values()];
	const secondsOf = (rounds: readonly Measured[]) => rounds.map(({ seconds }) => seconds);
	return {
		caption,
		columns: ['', 'Seconds', 'To the floor', 'Refused, %', 'Lost', 'Doubled', 'Disordered'],
		rows: [...results].map(([name, { rounds }]) => [
			name,
			inWords(spreadOf(secondsOf(rounds)), 1),
			inWords(spreadOf(ratios(secondsOf(rounds), secondsOf(floor.rounds))), 2),
			inWords(spreadOf(rounds.map(({ refused }) => refused * 100)), 1),
			...(['lost', 'doubled', 'disordered'] as const).map((count) =>
				inWords(spreadOf(rounds.map((round) => round[count])), 0),
			),
		]),
	};
}

function targetsOf({ caption }: Scenario, results: Results): Target[] {
	const [floor] = [...results.values()];
	return [...results.values()].flatMap(({ contender: { name, most, isOurs }, rounds }) => {
		const targets: Target[] = [];
		if (most) {
			const time = spreadOf(
				ratios(
					rounds.map(({ seconds }) => seconds),
					floor.rounds.map(({ seconds }) => seconds),
				),
			);
			const refused = spreadOf(rounds.map((round) => round.refused));
			targets.push(
				{
					what: `${name}, time to that of the floor: ${caption}`,
					wanted: `≤ ${most.ratio}`,
					measured: inWords(time, 2),
					met: time.median <= most.ratio,
				},
				{
					what: `${name}, calls refused: ${caption}`,
					wanted: `≤ ${most.refused * 100} %`,
					measured: `${(refused.median * 100).toFixed(1)} %`,
					met: refused.median <= most.refused,
				},
			);
		}
		if (isOurs) targets.push(nothingWrong(`${name}: ${caption}`, rounds));
		return targets;
	});
}

function nothingWrong(what: string, rounds: readonly Arrived[]): Target {
	const wrong = rounds.reduce(
		(sum, { lost, doubled, disordered }) => sum + lost + doubled + disordered,
		0,
	);
	return {
		what: `${what}: messages lost or doubled, and groups disordered`,
		wanted: '0',
		measured: String(wrong),
		met: wrong === 0,
	};
}

interface Special {
	table: Table;
	target: Target;
}

/** Few messages are not stuck behind many. */
async function fewBesideMany(service: Service, senders: Senders, report: Report): Promise<Special> {
	const latencyMs = 150;
	const caption = `3 messages, begun while another execution sends 5,000; ${PER_SECOND} per second allowed, ${latencyMs} ms latency`;
	const seconds: number[] = [];
	for (let round = 1; round <= ROUNDS; round++) {
		const ids = await service.reset(GROUPS);
		await service.latency(latencyMs);
		await service.limit(PER_SECOND);
		await sleep(IDLE_MS);
		const ours = senders.ours({}, freshUrl(service.url));
		const stop = new AbortController();
		const many = ours(itemsOf(messagesTo(ids, 5000)), stop.signal);
		const isOver = many.then(() => {
			throw new Error('The many messages were through before the few began');
		});
		await Promise.race([sentSoMany(service, 3 * PER_SECOND), isOver]);
		const begun = performance.now();
		await ours(itemsOf(messagesTo(ids, 3)));
		seconds.push((performance.now() - begun) / 1000);
		stop.abort();
		await many;
		report(`${caption}; round ${round} of ${ROUNDS}: ${seconds.at(-1)?.toFixed(2)} s`);
	}
	const most = 2 + latencyMs / 1000;
	const spread = spreadOf(seconds);
	return {
		table: { caption, columns: ['', 'Seconds'], rows: [[OURS, inWords(spread, 2)]] },
		target: {
			what: caption,
			wanted: `≤ ${most} s`,
			measured: `${inWords(spread, 2)} s`,
			met: spread.max <= most,
		},
	};
}

/** The service has taken so many messages. */
async function sentSoMany(service: Service, count: number): Promise<void> {
	while ((await service.sent()).length < count) await sleep(100);
}

/** The order within a group holds, however many there are. */
async function oneGroup(service: Service, senders: Senders, report: Report): Promise<Special> {
	const caption = '5,000 messages to one group, 5 ms latency';
	const of = { latencyMs: 5, perSecond: 1000, messages: 5000, groups: 1 };
	const measured = await send(
		service,
		of,
		async (messages) => await senders.ours()(itemsOf(messages)),
	);
	report(`${caption}: ${measured.seconds.toFixed(1)} s`);
	const { seconds, lost, doubled, disordered } = measured;
	return {
		table: {
			caption,
			columns: ['', 'Seconds', 'Lost', 'Doubled', 'Disordered'],
			rows: [[OURS, seconds.toFixed(1), ...[lost, doubled, disordered].map(String)]],
		},
		target: nothingWrong(caption, [measured]),
	};
}

function highlightOf({ caption }: Scenario, results: Results): Section['highlights'][number] {
	const [floor, , second, other] = [...results.values()];
	const told = ({ rounds }: { rounds: Measured[] }) => {
		const spread = (figure: keyof Measured) => spreadOf(rounds.map((one) => one[figure]));
		const faults = (['lost', 'doubled', 'disordered'] as const)
			.filter((fault) => spread(fault).max > 0)
			.map(
				(fault) =>
					`up to ${spread(fault).max} ${fault === 'disordered' ? 'groups disordered' : fault}`,
			);
		return [`${spread('seconds').median.toFixed(1)} s`, ...faults].join(', ');
	};
	return {
		what: caption,
		ours: told(second),
		floor: told(floor),
		other: `${told(other)} (${other.contender.name})`,
	};
}
