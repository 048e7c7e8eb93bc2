/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   a test's tool, never part of the package: it reads what n8n has written */
import { readFileSync } from 'node:fs';

import type { Member } from './cluster';
import type { Postgres } from './postgres';

/** How often each execution was begun on these workers, by the lines that they print. */
export function starts(workers: readonly Member[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const worker of workers) {
		for (const id of idsIn(worker, 'started')) counts.set(id, (counts.get(id) ?? 0) + 1);
	}
	return counts;
}

/** Executions that a worker has begun and not ended. */
export function running(worker: Member): string[] {
	const finished = new Set(idsIn(worker, 'finished'));
	return [...starts([worker]).keys()].filter((id) => !finished.has(id));
}

function idsIn({ options }: Member, what: 'started' | 'finished'): string[] {
	const log = readFileSync(options.logFile, 'utf8');
	return [...log.matchAll(new RegExp(`Worker ${what} execution (\\d+) `, 'g'))].map(([, id]) => id);
}

/** Which of the executions are of a workflow. */
export async function ofWorkflow(
	postgres: Postgres,
	workflowId: string,
	ids: readonly string[],
): Promise<string[]> {
	if (ids.length === 0) return [];
	const rows = await postgres.query(
		`SELECT id FROM execution_entity WHERE "workflowId" = '${workflowId}' AND id IN (${ids.join()})`,
	);
	return rows.map(([id]) => id);
}

/** What n8n has stored of executions, which names each event and message that they were begun with. */
export async function storedData(postgres: Postgres, ids: readonly string[]): Promise<string[]> {
	if (ids.length === 0) return [];
	const rows = await postgres.query(
		`SELECT data FROM execution_data WHERE "executionId" IN (${ids.join()})`,
	);
	return rows.map(([data]) => data);
}

export interface Execution {
	id: string;
	workflowId: string;
	status: string;
}

/** Those that did not come to a good end, or to any. */
export async function unsuccessful(postgres: Postgres): Promise<Execution[]> {
	const rows = await postgres.query(
		'SELECT id, "workflowId", status FROM execution_entity WHERE status <> \'success\' ORDER BY id',
	);
	return rows.map(([id, workflowId, status]) => ({ id, workflowId, status }));
}
