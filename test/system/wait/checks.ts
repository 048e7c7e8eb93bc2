import { setTimeout as sleep } from 'node:timers/promises';

import { eventually } from '../../tools/n8n/eventually';
import { startChatModel } from '../../tools/n8n/chatModel';
import {
	answer,
	forAll,
	isOpen,
	links,
	openLink,
	order,
	post,
	shuffled,
	tells,
	told,
} from './questions';
import type { Stage } from './stage';
import { agentWorkflow, askingWorkflow, loopingWorkflow, type Order } from './workflows';

const PATIENCE_MS = 600_000;

/** Throws what is wrong. */
export type Check = (stage: Stage) => Promise<void>;

function expect(isTrue: boolean, otherwise: string): void {
	if (!isTrue) throw new Error(otherwise);
}

export async function prepare(stage: Stage): Promise<void> {
	const { client, surroundings } = stage;
	for (const workflow of [askingWorkflow(surroundings), loopingWorkflow(surroundings)]) {
		const { id } = await client.saveWorkflow(workflow);
		await client.activate(id);
	}
}

/** Nothing but a POST of the form, by the very link, answers. */
export const quiet: Check = async (stage) => {
	await order(stage, 'ask', { n: 'quiet' });
	await order(stage, 'ask', { n: 'other' });
	const link = await openLink(stage, 'quiet');
	const other = await openLink(stage, 'other');
	const headers = { purpose: 'prefetch', 'sec-purpose': 'prefetch;prerender' };
	const body = new URLSearchParams({ decision: 'approve' });
	const forged = [
		link.replace(/question=[^&]+/, 'question=AAAAAAAAAAAAAAAAAAAAAA'),
		link.replace(/question=[^&]+&/, ''),
		`${link}&decision=approve`,
		link.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
		link.replace(/&signature=[^&]+/, ''),
		// A link that is good elsewhere.
		link.replace(/\?.*/, other.slice(other.indexOf('?'))),
	];
	const calls: Array<[string, RequestInit]> = [
		[link, {}],
		[link, { headers }],
		[link, { headers: { 'user-agent': 'WhatsApp/2.23.20.0 A' } }],
		[link, { method: 'HEAD' }],
		[link, { method: 'POST' }],
		[link, { method: 'PUT', body }],
		...forged.flatMap(
			(one): Array<[string, RequestInit]> => [
				[one, {}],
				[one, { method: 'POST', body }],
			],
		),
	];
	for (const [url, init] of calls) await (await fetch(url, init)).arrayBuffer();
	await sleep(500);
	expect((await isOpen(link)) && (await isOpen(other)), 'Something else than a form has answered.');
	for (const url of forged) {
		const { status } = await fetch(url, { method: 'POST', body });
		expect(status === 401, `A forged link was answered ${status}: ${url}`);
	}
	await stage.restart();
	expect(
		(await post(link, { decision: 'approve' })).includes('Thank you'),
		'It was not confirmed.',
	);
	expect((await tells(stage, 'quiet')) === 'true', `The answer is ${told(stage, 'quiet').join()}.`);
	// Played back, also at once.
	await Promise.all([1, 2].map(async () => await post(link, { decision: 'disapprove' })));
	await post(other, { decision: 'disapprove' });
	expect((await tells(stage, 'other')) === 'false', 'A refusal is no refusal.');
	expect(told(stage, 'quiet').length === 1, 'An answer counted twice.');
};

/** Answers at the same time: one counts, and is the one that is confirmed. */
export const together: Check = async (stage) => {
	for (let round = 1; round <= 5; round++) {
		const name = `together-${round}`;
		await order(stage, 'ask', { n: name, responseType: 'freeText' });
		const link = await openLink(stage, name);
		const texts = ['a', 'b', 'c', 'd'];
		const answers = await Promise.all(texts.map(async (text) => await post(link, { text })));
		const confirmed = texts.filter((_text, index) => answers[index].includes('Thank you'));
		const came = await tells(stage, name);
		expect(confirmed.join() === came, `Confirmed: ${confirmed.join()}; it went on with: ${came}`);
	}
};

/** Waiting executions, restarted, answered in random order. */
export function many(count: number): Check {
	return async (stage) => {
		const names = Array.from({ length: count }, (_, index) => `many-${index}`);
		await forAll(names, async (n) => await order(stage, 'ask', { n, responseType: 'freeText' }));
		await eventually(
			'all questions',
			() => names.every((name) => links(stage).has(name)),
			PATIENCE_MS,
		);
		await forAll(names, async (name) => void (await openLink(stage, name)));
		await stage.restart();
		await forAll(shuffled(names), async (name) => {
			await answer(links(stage).get(name) ?? '', `answer to ${name}`);
		});
		await eventually(
			'all answers',
			() => names.every((name) => told(stage, name).length > 0),
			PATIENCE_MS,
		);
		const wrong = names.filter((name) => told(stage, name).join() !== `answer to ${name}`);
		expect(wrong.length === 0, `Mixed up or twice: ${wrong.join()}`);
	};
}

/** In a loop only the last question's link answers. */
export const loop: Check = async (stage) => {
	await order(stage, 'loop');
	const seen: string[] = [];
	for (const n of [1, 2, 3]) {
		seen.push(await openLink(stage, `loop-${n}`));
		await stage.restart();
		for (const [index, link] of seen.slice(0, -1).entries()) {
			const page = await post(link, { text: `late ${index + 1}` });
			expect(page.includes('newer question'), `Link ${index + 1} of ${n}: ${page.slice(0, 300)}`);
		}
		const page = await post(seen[n - 1], { text: `right ${n}` });
		expect(page.includes('Thank you'), `Question ${n} was not answered: ${page.slice(0, 300)}`);
		expect((await tells(stage, `loop-${n}`)) === `right ${n}`, told(stage, `loop-${n}`).join());
	}
};

/** After the time limit it goes on with the input, and the link answers nothing more. */
export const timeLimit: Check = async (stage) => {
	const timed: Order = { n: 'timed', limit: 0.05 };
	await order(stage, 'ask', timed);
	const link = await eventually('the question', () => links(stage).get('timed'), PATIENCE_MS);
	const isOver = async () =>
		(await (await fetch(link)).text()).includes('The time is up') ||
		told(stage, 'timed').length > 0;
	await eventually('the end of its time', isOver, PATIENCE_MS);
	const page = await post(link, { decision: 'approve' });
	expect(!page.includes('Thank you'), 'It was answered after its time.');
	expect((await tells(stage, 'timed')) === 'nothing', 'It did not go on with its input.');
};

/**
 * As the human review of an agent's tool. Without a restart: n8n may then take the agent's execution, whose
 * node it saw begin and not end, for crashed.
 */
export const agent: Check = async (stage) => {
	const model = await startChatModel();
	try {
		const key = await stage.client.saveCredential({
			name: 'Local model',
			type: 'openAiApi',
			data: { apiKey: 'none', url: model.url },
		});
		const { id } = await stage.client.saveWorkflow(agentWorkflow(stage.surroundings, key));
		await stage.client.activate(id);
		for (const decision of ['approve', 'disapprove']) {
			stage.simulator.log.clear();
			stage.collector.clear();
			await order(stage, 'agent');
			const link = await openLink(stage, 'agent-');
			const read = () => stage.simulator.log.requests.some(({ path }) => path === '/groups');
			expect(!read(), 'The tool ran before anybody had approved.');
			const page = await post(link, { decision });
			expect(page.includes('Thank you'), `"${decision}" was not taken: ${page.slice(0, 300)}`);
			const said = await tells(stage, 'agent');
			expect(read() === (decision === 'approve'), `After "${decision}": ${said}`);
			expect(said.includes('Managers') === (decision === 'approve'), said);
		}
	} finally {
		await model.close();
	}
};
