import type { INode } from 'n8n-workflow';

import type { SavedCredential, Workflow } from '../../tools/n8n/client';
import { connect, node, referTo, TRIGGER } from '../../tools/n8n/graph';

export type WhenOccupied = 'addDestination' | 'replace' | 'fail';

/** What a workflow of a scenario is made of. */
export interface WorkflowPlan {
	/** Unique in a scenario; its triggers are named after it. */
	name: string;
	whenOccupied: WhenOccupied;
	/** How many triggers it has. */
	triggers: number;
	credential: SavedCredential;
	/** Its address. */
	collector: string;
	/** Nodes, one after the other, that each trigger leads to before the collector is told. */
	before: INode[];
	/** Those that follow. */
	then: INode[];
	/** Triggers of another kind. */
	others: INode[];
}

/** A trigger's name, which is its node's id as well. */
export function triggerName({ name }: Pick<WorkflowPlan, 'name'>, index: number): string {
	return index === 0 ? name : `${name} ${index + 1}`;
}

/**
 * Tells the collector of each event: the counter is that of `listenerName`, the key the event's text.
 *
 * @param webhookIds one for each trigger, as the editor gives them: unique in all of n8n
 */
export function workflowOf(plan: WorkflowPlan, webhookIds: readonly string[]): Workflow {
	const { name, whenOccupied, credential, collector, before, then, others } = plan;
	const nodes: INode[] = [...before, ...then];
	const namesOf = (list: INode[]) => list.map((one) => one.name);
	const chains: string[][] = [];
	webhookIds.forEach((webhookId, row) => {
		const trigger = triggerName(plan, row);
		const tell = `Tell of ${trigger}`;
		nodes.unshift(
			{
				...node(
					trigger,
					[TRIGGER, 1.1],
					[0, row],
					{ events: ['messageReceived'], registration: 'automatic', whenOccupied, options: {} },
					referTo(credential),
				),
				webhookId,
			},
			node(tell, ['n8n-nodes-base.httpRequest', 4.2], [1, row], {
				url: `=${collector}/{{ $env.TEST_N8N_NAME }}.${encodeURIComponent(trigger)}/{{ encodeURIComponent($json.text) }}`,
				options: {},
			}),
		);
		chains.push([trigger, ...namesOf(before), tell, ...namesOf(then)]);
	});
	// n8n registers the triggers in the order of the nodes: one that fails comes after ours.
	nodes.push(...others);
	return { name, nodes, connections: connect(...chains), settings: { executionOrder: 'v1' } };
}

/** The counter that a trigger has at the collector. */
export function listenerName(n8n: string, trigger: string): string {
	return `${n8n}.${trigger}`;
}

/** Keeps the execution running. Shorter than what n8n takes out of memory. */
export function wait(seconds: number): INode {
	return node('Wait', ['n8n-nodes-base.wait', 1.1], [3, 0], {
		resume: 'timeInterval',
		amount: seconds,
		unit: 'seconds',
	});
}

/** Has n8n write the workflow's static data, all of it, when the execution ends. */
export function changeStaticData(): INode {
	return node('Change static data', ['n8n-nodes-base.code', 2], [2, 0], {
		jsCode: "$getWorkflowStaticData('global').changedAt = Date.now();\nreturn $input.all();",
	});
}

/** A trigger of n8n's own that registers at a service which is not there. */
export function failingTrigger(credential: SavedCredential): INode {
	return {
		...node(
			'GitLab',
			['n8n-nodes-base.gitlabTrigger', 1],
			[0, 1],
			{ authentication: 'accessToken', owner: 'owner', repository: 'repository', events: ['push'] },
			referTo(credential),
		),
		webhookId: 'gitlab-that-is-not-there',
	};
}
