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

const BEGINNINGS = 'execution_beginnings';

/** Has PostgreSQL keep what each execution is begun with: n8n may forget it when it finds one dead. */
export async function keepBeginnings(postgres: Postgres): Promise<void> {
	await postgres.query(`
		CREATE TABLE ${BEGINNINGS} (id integer PRIMARY KEY, data text NOT NULL);
		CREATE FUNCTION keep_beginning() RETURNS trigger LANGUAGE plpgsql AS
			'BEGIN INSERT INTO ${BEGINNINGS} VALUES (NEW."executionId", NEW.data) ON CONFLICT DO NOTHING; RETURN NULL; END';
		CREATE TRIGGER keep_beginning AFTER INSERT ON execution_data
			FOR EACH ROW EXECUTE FUNCTION keep_beginning()`);
}

/** What executions were begun with, which names each of their events and messages. */
export async function beginnings(postgres: Postgres, ids: readonly string[]): Promise<string[]> {
	if (ids.length === 0) return [];
	const rows = await postgres.query(`SELECT data FROM ${BEGINNINGS} WHERE id IN (${ids.join()})`);
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
