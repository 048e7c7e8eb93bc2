/** What came of a workflow. */
import type { ExecutionError, IDataObject, INodeExecutionData, IRun } from 'n8n-workflow';

export interface RunResult {
	status: IRun['status'];
	/** The execution was stopped, or its time was over. */
	cancelled: boolean;
	error?: ExecutionError;
	/** The name of the node that ran last. */
	lastNode?: string;
	/** The items that a node put out, on one of its outputs. */
	items(node: string, output?: number): INodeExecutionData[];
	/** Their JSON. */
	json(node: string, output?: number): IDataObject[];
	run: IRun;
	executionId: string;
}

export function readResult(run: IRun, executionId: string): RunResult {
	const { runData, error, lastNodeExecuted } = run.data.resultData;
	const items = (node: string, output = 0) =>
		(runData[node] ?? []).flatMap((task) => task.data?.main[output] ?? []);
	return {
		status: run.status,
		cancelled: run.status === 'canceled',
		error,
		lastNode: lastNodeExecuted,
		items,
		json: (node, output) => items(node, output).map((item) => item.json),
		run,
		executionId,
	};
}
