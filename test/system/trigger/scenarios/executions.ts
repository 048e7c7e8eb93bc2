import { eventually } from '../../../tools/n8n/eventually';
import type { Scenario } from '../scenario';
import { changeStaticData, wait } from '../workflows';
import type { TestWorkflow } from '../world';

/** Beyond the 5 s that the service gives a receiver to answer. */
const SLOW_S = 7;

export const executions: Scenario[] = [
	{
		name: 'static data rolled back by an execution that runs while the workflow is switched off and on',
		why: 'n8n writes all of it from when the execution began: every delivery got 401, and n8n said active.',
		isShort: true,
		run: async (world) => {
			const { ledger } = world;
			const workflow = await world.save('workflow', {
				before: [changeStaticData()],
				then: [wait(SLOW_S)],
			});
			const [listener] = workflow.listeners;
			await world.activate(workflow);
			const text = ledger.write();
			await eventually('the execution to wait', () => ledger.count(listener, text) > 0);
			await world.deactivate(workflow);
			await world.activate(workflow);
			await eventually('it to end', async () => await haveEnded(workflow));
			ledger.write();
		},
	},
	{
		name: 'a slow workflow, one execution at a time',
		why: 'The answer comes when it is the execution’s turn, after the sender has hung up: that was taken for a refusal, and each repeat started another.',
		isShort: true,
		environment: { N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' },
		run: async (world) => {
			const { ledger } = world;
			const workflow = await world.save('workflow', { then: [wait(SLOW_S)] });
			await world.activate(workflow);
			for (let event = 0; event < 3; event++) ledger.write();
			await ledger.settled(6 * SLOW_S * 1000);
			await eventually('all to end', async () => await haveEnded(workflow)).catch(() => {
				ledger.expect('no more executions run than there were events', false);
			});
		},
	},
];

async function haveEnded({ n8n, id }: TestWorkflow): Promise<boolean> {
	const all = await n8n.client.executions(id);
	return all.every(({ status }) => status !== 'new' && status !== 'running');
}
