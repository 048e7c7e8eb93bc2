/**
 * The trigger in the demo: it is registered at the simulator and hears everything while it happens,
 * and the workflow of an example answers a question in a group.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Simulator } from '../../simulator';
import { CREDENTIAL_TYPE, Engine, NODE_TYPE, type WorkflowJson } from '../../support/engine';
import { loadPackage } from '../../support/package';
import { TriggerHost } from '../../support/triggerHost';
import type { Check } from './verify';

const TRIGGER_TYPE = `${NODE_TYPE}Trigger`;

export const ANSWER_EXAMPLE = 'answer-in-group.json';
const QUESTION = 'When do you open tomorrow?';

export class Listener {
	private told = 0;

	private constructor(
		private readonly host: TriggerHost,
		private readonly simulator: Simulator,
	) {}

	/** Activates the workflow: from now on the number's events come here. */
	static async start(projectFolder: string, simulator: Simulator): Promise<Listener> {
		const { nodeTypes, credentialTypes } = await loadPackage(projectFolder);
		const credentials = { apiKey: simulator.apiKey, baseUrl: simulator.url };
		const credentialType = credentialTypes[CREDENTIAL_TYPE];
		const file = path.join(projectFolder, 'examples', ANSWER_EXAMPLE);
		const workflow = JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson;
		const startNode = workflow.nodes.find(({ type }) => type === TRIGGER_TYPE)?.name;
		const engine = new Engine({ nodeTypes, credentialType, credentials });
		const host = await TriggerHost.start({
			trigger: nodeTypes[TRIGGER_TYPE],
			credentialType,
			credentials,
			onExecution: async (items: INodeExecutionData[]) => {
				// The trigger here hears all events, for the demo's sake; the example wants texts only.
				const input = items.filter(({ json }) => json.messageType === 'text');
				if (input.length === 0) return;
				const result = await engine.run(workflow, { startNode, input });
				if (result.error) throw result.error;
			},
		});
		try {
			await host.activate();
		} catch (error) {
			await host.close();
			throw error;
		}
		return new Listener(host, simulator);
	}

	/** What was heard since this was last asked, in words. */
	tell(): string {
		const events = this.host.events().slice(this.told);
		this.told += events.length;
		const counts = new Map<string, number>();
		for (const { event } of events) {
			counts.set(String(event), (counts.get(String(event)) ?? 0) + 1);
		}
		const list = [...counts].map(([event, count]) => `${count} ${event}`).join(', ');
		return `The trigger heard: ${list || 'nothing'}`;
	}

	/** A member of a group asks something; the example's workflow answers. */
	async ask(groupId: string, waId: string): Promise<string[]> {
		const before = this.simulator.log.sentTo(groupId).length;
		this.simulator.control.sendText(groupId, waId, QUESTION);
		await this.simulator.idle();
		return this.simulator.log
			.sentTo(groupId)
			.slice(before)
			.map(({ body }) => String((body as { text?: IDataObject }).text?.body));
	}

	/** What the trigger heard, held against what happened. */
	check(joined: number, answers: readonly string[]): Check[] {
		const events = this.host.events();
		const ids = new Set(events.map(({ eventId }) => eventId));
		const joins = events.filter(({ event }) => event === 'participantJoined').length;
		return [
			{
				name: 'events that the trigger handed over twice',
				ok: ids.size === events.length,
				found: String(events.length - ids.size),
			},
			{
				name: 'people whose joining the trigger reported',
				ok: joins === joined,
				found: `${joins} of ${joined}`,
			},
			{
				name: 'answers of the active workflow to the question',
				ok: answers.length === 1,
				found: String(answers.length),
			},
		];
	}

	/** Deactivates the workflow, which gives the number’s webhook back. */
	async stop(): Promise<void> {
		await this.host.deactivate();
	}

	async close(): Promise<void> {
		await this.host.close();
	}
}
