/**
 * The demo's story: the example workflows run on the simulator one after the other, and between them
 * the people do what people do.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { ITaskData } from 'n8n-workflow';

import { demoSeeds, startSimulator, type Simulator, type Switches } from '../../simulator';
import { CREDENTIAL_TYPE, Engine, type RunResult, type WorkflowJson } from '../../support/engine';
import { loadPackage } from '../../support/package';
import {
	groupStories,
	messageStories,
	noteCleanUp,
	type CleanUpStory,
	type GroupStory,
	type MessageStory,
} from './groups';
import {
	followInvitations,
	NOT_ON_WHATSAPP,
	noteApprovals,
	writeInGroups,
	type PersonStory,
} from './people';
import { ANSWER_EXAMPLE, Listener } from './listener';
import type { Progress } from './progress';
import { checkCleanUp, checkOnboarding, checkTalk, type Check } from './verify';

export interface Story {
	groups: GroupStory[];
	people: PersonStory[];
	messages: MessageStory[];
	cleanUp: CleanUpStory[];
	/** Calls that the service refused with HTTP 429. */
	refusedByRateLimit: number;
	/** Calls that the service got in all. */
	calls: number;
	checks: Check[];
	durationMs: number;
}

const LATENCY = { min: 80, max: 200 };
const RATE_LIMIT = { perSecond: 8, scope: 'messages' } as const;

type Run = (title: string, name: string) => Promise<RunResult>;

/**
 * Runs the whole demo. Nothing of it stays behind.
 *
 * @param switches how the service behaves where nobody knows it for certain
 * @throws when a workflow as a whole fails, or the signal says to stop
 */
export async function tellStory(
	projectFolder: string,
	progress: Progress,
	signal: AbortSignal,
	switches: Partial<Switches> = {},
): Promise<Story> {
	const startedAt = Date.now();
	const simulator = await startSimulator({
		latency: LATENCY,
		templates: demoSeeds().templates,
		people: [{ waId: NOT_ON_WHATSAPP, onWhatsApp: false }],
		// What still comes in after the user stopped is of no interest.
		onRequest: (entry) => {
			if (!signal.aborted) progress.call(entry);
		},
		allowLoopbackWebhooks: true,
		switches: { webhookEmptyUrl: 'accept', ...switches },
	});
	let listener: Listener | undefined;
	try {
		listener = await Listener.start(projectFolder, simulator);
		const run = await workflowRunner(projectFolder, simulator, progress, signal);
		const { perSecond } = RATE_LIMIT;
		progress.begin(
			`A simulator of 360dialog: ${LATENCY.min} to ${LATENCY.max} ms per call, ${perSecond} messages per second`,
		);
		simulator.setRateLimit(RATE_LIMIT);
		const onboarding = await run(
			'Create a group per customer, and invite everybody',
			'onboard-customers',
		);
		const people = await followInvitations(simulator, onboarding, progress, signal);
		await simulator.idle();
		progress.people(listener.tell());

		const approval = await run('Let in who asks to join', 'approve-requests');
		noteApprovals(people, approval);
		const opened = writeInGroups(simulator, people, progress);

		const update = await run('Send every group a text and a picture, and pin it', 'send-update');
		simulator.setRateLimit(null);
		const groups = groupStories(simulator, onboarding);
		const messages = messageStories(simulator, update, groups);
		const checks = [
			...checkOnboarding(simulator, { projectFolder, onboarding, approval, groups, people }),
			...checkTalk(simulator, { projectFolder, onboarding, update, messages, opened }),
		];

		progress.phase('Somebody asks, and a workflow with the trigger answers', ANSWER_EXAMPLE);
		const [openGroup] = opened;
		const [asker] = simulator.state.groups.get(openGroup)?.members.keys() ?? [];
		const answers = await listener.ask(openGroup, asker);
		progress.people(listener.tell());
		for (const answer of answers) progress.people(`It answered: ${answer}`);
		const joined = people.filter(({ fate }) => fate === 'joined').length;

		const cleaning = await run('Remove a person, and delete a group', 'clean-up');
		const cleanUp = noteCleanUp(cleaning, groups, people);
		checks.push(...checkCleanUp(simulator, groups, cleanUp));
		progress.people(listener.tell());
		checks.push(...listener.check(joined, answers));
		await listener.stop();

		const { requests } = simulator.log;
		return {
			groups,
			people,
			messages,
			cleanUp,
			refusedByRateLimit: requests.filter(({ status }) => status === 429).length,
			calls: requests.length,
			checks,
			durationMs: Date.now() - startedAt,
		};
	} finally {
		await listener?.close();
		await simulator.close();
	}
}

/** Runs an example workflow, as it is in its file, with the built package. */
async function workflowRunner(
	projectFolder: string,
	simulator: Simulator,
	progress: Progress,
	signal: AbortSignal,
): Promise<Run> {
	const examples = path.join(projectFolder, 'examples');
	const { nodeTypes, credentialTypes } = await loadPackage(projectFolder);
	const engine = new Engine({
		nodeTypes,
		credentialType: credentialTypes[CREDENTIAL_TYPE],
		credentials: { apiKey: simulator.apiKey, baseUrl: simulator.url },
		filesFolder: examples,
	});
	return async (title, name) => {
		const file = `${name}.json`;
		const workflow = JSON.parse(readFileSync(path.join(examples, file), 'utf8')) as WorkflowJson;
		const start = workflow.nodes.find(({ type }) => type.endsWith('.manualTrigger'))?.name;
		const onNode = (node: string, task: ITaskData) => {
			if (node === start || signal.aborted) return;
			const items = task.data?.main[0] ?? [];
			const failed = items.filter(({ json }) => json.error !== undefined).length;
			progress.node(node, items.length, failed, task.executionTime);
		};
		signal.throwIfAborted();
		progress.phase(title, file);
		const result = await engine.run(workflow, { onNode, signal });
		signal.throwIfAborted();
		if (result.error) throw result.error;
		await simulator.idle();
		return result;
	};
}
