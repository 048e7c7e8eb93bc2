/** What an item costs in computing time and memory, when the network costs nothing. */
import {
	expressionEngines,
	useExpressionEngine,
	type ExpressionEngine,
} from '../../support/expressions';
import { IN_FLIGHT, sendersTo, type Sender, type Senders } from './engine';
import type { Report, Section, Table, Target } from './section';
import { itemsOf, messagesTo } from './sending/messages';
import { Service } from './service';
import { inWords, ratios, spreadOf } from './statistics';

const GROUPS = 200;
const SIZES = [
	{ items: 100, rounds: 25 },
	{ items: 1000, rounds: 7 },
	{ items: 10_000, rounds: 3 },
];
/** What is loaded and compiled once is no cost of an item; and our node finds out that nothing limits it. */
const WARM_UP = 3000;
/** Of our node alone: what an item costs must not grow with their number. */
const MANY = 50_000;
const FEW = { items: 1000, rounds: 5 };
const ENOUGH = 10_000;
const ENOUGH_ROUNDS = 3;
const FLAT = 1.1;
/** The memory of fewer items is lost in what n8n itself uses, now more and now less. */
const ENOUGH_FOR_MEMORY = 1000;
const LOOK_EVERY_MS = 200;
const BARE = `Bare calls, ${IN_FLIGHT} at once`;
const OURS = 'WhatsApp Groups';
const HTTP_REQUEST = 'HTTP Request';

const MOST = 1.25;
/** How much more an item of the largest run may cost than one of the middle run: it grows with them, no faster. */
const LINEAR = 1.25;

interface Contender {
	name: string;
	send: Sender;
}

/** Of each contender and size: CPU time per item in ms, of each round, and memory per item in KiB. */
interface Cost {
	contender: Contender;
	items: number;
	cpuMs: number[];
	memoryKiB: number;
}

export async function cost(report: Report): Promise<Section> {
	if (globalThis.gc === undefined) throw new Error('Memory is measured with node --expose-gc');
	const service = await Service.start();
	try {
		const senders = await sendersTo(service, report);
		const tables: Table[] = [];
		const targets: Target[] = [];
		let highlights: Section['highlights'] = [];
		// What n8n has its expressions evaluated by, and what older ones had.
		for (const engine of expressionEngines.filter((one) => one !== 'quickjs')) {
			await useExpressionEngine(engine);
			const results = await measure(service, senders, engine, report);
			tables.push(tableOf(engine, results));
			targets.push(...targetsOf(engine, results));
			if (engine === expressionEngines.filter((one) => one !== 'quickjs').at(-1)) {
				const many = await manyItems(service, senders, engine, report);
				tables.push(many.table);
				targets.push(...many.targets);
			}
			// The last is the one that n8n uses.
			highlights = [highlightOf(results)];
		}
		await useExpressionEngine('legacy');
		return { title: 'Cost per item', about: ABOUT, tables, targets, highlights };
	} finally {
		await service.stop();
	}
}

const ABOUT = [
	'Text messages whose group and text come from expressions, in n8n’s engine, to a simulator in a process of its own that answers at once. Computing time is what the process used, user and system, over the number of items. Memory is the most that was in use at once, garbage collected, over what was in use before; it is taken in a run of its own, and the output is part of it.',
	'"Bare calls" is a node of a few lines that reads the same two parameters per item and calls n8n’s helper, with nothing around it. Ratios are those of the same round. "HTTP Request" sends all at once, without batches, and reads one expression where the others read two.',
];

async function measure(
	service: Service,
	senders: Senders,
	engine: ExpressionEngine,
	report: Report,
): Promise<Cost[]> {
	const contenders: Contender[] = [
		{ name: BARE, send: senders.bare(IN_FLIGHT) },
		{ name: 'Bare calls, one after the other', send: senders.bare(1) },
		{ name: OURS, send: senders.ours() },
		{ name: HTTP_REQUEST, send: senders.httpRequest() },
	];
	const inputOf = async (items: number) => itemsOf(messagesTo(await service.reset(GROUPS), items));
	for (const { send } of contenders) await send(await inputOf(WARM_UP));
	const costs: Cost[] = [];
	for (const { items, rounds } of SIZES) {
		const ofSize = contenders.map((contender): Cost => {
			return { contender, items, cpuMs: [], memoryKiB: 0 };
		});
		for (let round = 0; round < rounds; round++) {
			for (const one of ofSize) {
				const input = await inputOf(items);
				const before = process.cpuUsage();
				await one.contender.send(input);
				const { user, system } = process.cpuUsage(before);
				one.cpuMs.push((user + system) / 1000 / items);
				await requireAll(service, items, one.contender);
			}
		}
		for (const one of items < ENOUGH_FOR_MEMORY ? [] : ofSize) {
			const input = await inputOf(items);
			one.memoryKiB = (await mostInUse(async () => await one.contender.send(input))) / items;
		}
		costs.push(...ofSize);
		report(`Cost with ${items} items, expressions by "${engine}": ${rounds} rounds of each.`);
	}
	return costs;
}

/** Does an item cost as much when there are very many? */
async function manyItems(
	service: Service,
	senders: Senders,
	engine: ExpressionEngine,
	report: Report,
): Promise<{ table: Table; targets: Target[] }> {
	const contender = { name: OURS, send: senders.ours() };
	const inputOf = async (items: number) => itemsOf(messagesTo(await service.reset(GROUPS), items));
	const cpuMsOf = async (items: number) => {
		const input = await inputOf(items);
		const before = process.cpuUsage();
		await contender.send(input);
		const { user, system } = process.cpuUsage(before);
		await requireAll(service, items, contender);
		return (user + system) / 1000 / items;
	};
	const memoryOf = async (items: number) => {
		const input = await inputOf(items);
		return (await mostInUse(async () => await contender.send(input))) / items;
	};
	const before = [];
	for (let round = 0; round < FEW.rounds; round++) before.push(await cpuMsOf(FEW.items));
	const few = spreadOf(before).median;
	// Of fewer items it is lost in what n8n itself uses, now more and now less. What many have left behind
	// would be collected while the few are looked at, so these come first.
	const ofEnough: number[] = [];
	for (let round = 0; round < ENOUGH_ROUNDS; round++) ofEnough.push(await memoryOf(ENOUGH));
	const memory = { few: spreadOf(ofEnough).median, many: await memoryOf(MANY) };
	const many = await cpuMsOf(MANY);
	report(`Cost with ${MANY} items, expressions by "${engine}".`);
	const [from, some, to] = [FEW.items, ENOUGH, MANY].map((items) => items.toLocaleString('en'));
	const target = (what: string, than: string, ratio: number): Target => ({
		what: `${what} per item, ${to} items to ${than}, "${engine}"`,
		wanted: `≤ ${FLAT}`,
		measured: ratio.toFixed(2),
		met: ratio <= FLAT,
	});
	return {
		table: {
			caption: `${OURS}, very many items, "${engine}"`,
			columns: ['Items', 'ms per item', 'KiB per item'],
			rows: [
				[from, few.toFixed(2), ''],
				[some, '', memory.few.toFixed(1)],
				[to, many.toFixed(2), memory.many.toFixed(1)],
			],
		},
		targets: [
			target('Computing time', from, many / few),
			target('Memory', some, memory.many / memory.few),
		],
	};
}

/** What was not sent must not look cheap. */
async function requireAll(service: Service, items: number, { name }: Contender): Promise<void> {
	const { length } = await service.sent();
	if (length !== items) throw new Error(`${name}: ${length} of ${items} messages were sent`);
}

/** In KiB, over what was in use before; with what the work answers. */
async function mostInUse(work: () => Promise<unknown>): Promise<number> {
	const inUse = () => {
		globalThis.gc?.();
		return process.memoryUsage().heapUsed;
	};
	const before = inUse();
	let most = 0;
	const look = () => {
		most = Math.max(most, inUse() - before);
	};
	const timer = setInterval(look, LOOK_EVERY_MS);
	try {
		const result = await work();
		look();
		// It must not be collected before it was counted.
		if (result === undefined) throw new Error('The work gave nothing');
	} finally {
		clearInterval(timer);
	}
	return most / 1024;
}

function tableOf(engine: ExpressionEngine, costs: readonly Cost[]): Table {
	const floors = new Map(
		costs.filter(({ contender }) => contender.name === BARE).map((one) => [one.items, one]),
	);
	return {
		caption: `Expressions evaluated by n8n’s engine "${engine}"`,
		columns: ['Items', '', 'ms per item', 'to the first', 'KiB per item'],
		rows: costs.map(({ contender, items, cpuMs, memoryKiB }) => [
			items.toLocaleString('en'),
			contender.name,
			inWords(spreadOf(cpuMs), 2),
			inWords(spreadOf(ratios(cpuMs, floors.get(items)?.cpuMs ?? [])), 2),
			items < ENOUGH_FOR_MEMORY ? '' : memoryKiB.toFixed(1),
		]),
	};
}

function targetsOf(engine: ExpressionEngine, costs: readonly Cost[]): Target[] {
	const of = (name: string) => costs.filter(({ contender }) => contender.name === name);
	const floor = of(BARE);
	const ours = of(OURS);
	const perSize = ours.map(({ items, cpuMs }, size): Target => {
		const ratio = spreadOf(ratios(cpuMs, floor[size].cpuMs));
		return {
			what: `Computing time to that of bare calls, ${items.toLocaleString('en')} items, "${engine}"`,
			wanted: `≤ ${MOST}`,
			measured: inWords(ratio, 2),
			met: ratio.median <= MOST,
		};
	});
	const [, middle, large] = ours;
	const growth = spreadOf(large.cpuMs).median / spreadOf(middle.cpuMs).median;
	const memory = large.memoryKiB / middle.memoryKiB;
	const [from, to] = [middle, large].map(({ items }) => items.toLocaleString('en'));
	return [
		...perSize,
		{
			what: `Computing time per item, ${to} items to ${from}, "${engine}"`,
			wanted: `≤ ${LINEAR}`,
			measured: growth.toFixed(2),
			met: growth <= LINEAR,
		},
		{
			what: `Memory per item, ${to} items to ${from}, "${engine}"`,
			wanted: `≤ ${LINEAR}`,
			measured: memory.toFixed(2),
			met: memory <= LINEAR,
		},
	];
}

function highlightOf(costs: readonly Cost[]): Section['highlights'][number] {
	const items = 1000;
	const cpu = (name: string) => {
		const cost = costs.find((one) => one.items === items && one.contender.name === name);
		return `${spreadOf(cost?.cpuMs ?? []).median.toFixed(2)} ms`;
	};
	return {
		what: `Computing time per message, of ${items.toLocaleString('en')}`,
		ours: cpu(OURS),
		floor: cpu(BARE),
		other: `${cpu(HTTP_REQUEST)} (HTTP Request)`,
	};
}
