import { setTimeout as sleep } from 'node:timers/promises';

import { parse as parseFlatted } from 'flatted';
import type { IRun, INode, IConnections } from 'n8n-workflow';

/** What the editor calls; it is no public interface of n8n, so everything that is used of it stands here. */

export interface Workflow {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: Record<string, unknown>;
}

export interface SavedWorkflow extends Workflow {
	id: string;
	versionId: string;
	active: boolean;
	/** Absent in lists. */
	checksum?: string;
}

export interface SavedCredential {
	id: string;
	name: string;
	type: string;
}

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	mode: string;
	status: 'new' | 'running' | 'success' | 'error' | 'crashed' | 'canceled' | 'waiting';
}

export interface TestResult {
	status: 'OK' | 'Error';
	message: string;
}

/** Of a data table, with its columns. */
export type Row = Record<string, unknown>;

/** Whoever sets n8n up. It guards nothing: n8n listens on this machine only, and the key is a simulator's. */
export const OWNER = { email: 'owner@example.com', password: 'WhatsApp1Groups' };

/** An answer of n8n that is no success. */
export class N8nError extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

/** A workflow was activated, but some of its triggers could not register. The others did. */
export class TriggerError extends N8nError {
	constructor(
		/** Of those triggers. */
		readonly nodeIds: readonly string[],
		message: string,
	) {
		super(400, message);
	}
}

interface Publication {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

const POLL_MS = 100;
const NOT_READY = 503;
const NOT_READY_FOR_MS = 60_000;

/** n8n requires one on every call of a browser session. */
export const BROWSER_ID = 'whatsapp-groups';
export const SESSION_COOKIE = 'n8n-auth';

/** A signed-in session. */
export class N8nClient {
	private constructor(
		readonly url: string,
		/** Value of the cookie `n8n-auth`. */
		readonly session: string,
	) {}

	/** Signs in; on a new n8n this sets up the owner first. */
	static async signIn(url: string): Promise<N8nClient> {
		const setUp = await post(url, '/owner/setup', {
			...OWNER,
			firstName: 'Local',
			lastName: 'Owner',
		});
		const answer = setUp.ok
			? setUp
			: await post(url, '/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
		if (!answer.ok) throw await errorOf('sign in', answer);
		const cookies = answer.headers.getSetCookie();
		const cookie = cookies.find((one) => one.startsWith(`${SESSION_COOKIE}=`));
		if (!cookie) throw new Error('n8n gave no session cookie.');
		return new N8nClient(url, cookie.slice(SESSION_COOKIE.length + 1).split(';')[0]);
	}

	/** @throws N8nError with n8n's own message */
	async call<T>(method: string, path: string, body?: unknown): Promise<T> {
		const deadline = Date.now() + NOT_READY_FOR_MS;
		for (;;) {
			const answer = await fetch(`${this.url}/rest${path}`, {
				method,
				headers: {
					'browser-id': BROWSER_ID,
					cookie: `${SESSION_COOKIE}=${this.session}`,
					...(body !== undefined && { 'content-type': 'application/json' }),
				},
				body: body === undefined ? undefined : JSON.stringify(body),
			});
			if (answer.ok) return ((await answer.json()) as { data: T }).data;
			// n8n looks at no call while its database is slow, as on a busy machine.
			if (answer.status !== NOT_READY || Date.now() > deadline) {
				throw await errorOf(`${method} ${path}`, answer);
			}
			await answer.body?.cancel();
			await sleep(POLL_MS);
		}
	}

	async credentials(): Promise<SavedCredential[]> {
		return await this.call('GET', '/credentials');
	}

	async saveCredential(
		credential: Omit<SavedCredential, 'id'> & { data: Record<string, unknown> },
		id?: string,
	): Promise<SavedCredential> {
		return await (id === undefined
			? this.call('POST', '/credentials', credential)
			: this.call('PATCH', `/credentials/${id}`, credential));
	}

	/** Runs the credential's own test, as the dialog does. */
	async testCredential(
		credential: SavedCredential & { data: Record<string, unknown> },
	): Promise<TestResult> {
		return await this.call('POST', '/credentials/test', { credentials: credential });
	}

	async workflows(): Promise<SavedWorkflow[]> {
		return await this.call('GET', '/workflows');
	}

	async workflow(id: string): Promise<SavedWorkflow> {
		return await this.call('GET', `/workflows/${id}`);
	}

	async saveWorkflow(workflow: Workflow): Promise<SavedWorkflow> {
		return await this.call('POST', '/workflows', { active: false, ...workflow });
	}

	/**
	 * @throws N8nError with what the trigger said, when it could not register; a TriggerError where n8n says
	 * which of several
	 */
	async activate(id: string): Promise<void> {
		const { versionId } = await this.workflow(id);
		await this.call('POST', `/workflows/${id}/activate`, { versionId, name: '', description: '' });
		await this.publicationSettled(id);
	}

	async deactivate(id: string): Promise<void> {
		await this.call('POST', `/workflows/${id}/deactivate`, {});
		await this.publicationSettled(id);
	}

	/** Archived first, as n8n wants it. */
	async deleteWorkflow(id: string): Promise<void> {
		await this.call('POST', `/workflows/${id}/archive`, {});
		await this.call('DELETE', `/workflows/${id}`);
	}

	/** The newest first. */
	async executions(workflowId: string, limit = 100): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.call<{ results: ExecutionSummary[] }>(
			'GET',
			`/executions?filter=${filter}&limit=${limit}`,
		);
		return results;
	}

	/** What ran and came out, node by node. */
	async executionData(id: string): Promise<IRun['data']> {
		const { data } = await this.call<{ data: string }>('GET', `/executions/${id}`);
		return parseFlatted(data) as IRun['data'];
	}

	/** Makes a data table of the signed-in user. */
	async makeDataTable(name: string, columns: unknown): Promise<void> {
		await this.call('POST', await this.dataTables(), { name, columns });
	}

	/** The rows of a data table of the signed-in user. */
	async dataTable(name: string): Promise<Row[]> {
		const rows = `${await this.dataTableOf(name)}/rows`;
		return (await this.call<{ data: Row[] }>('GET', rows)).data;
	}

	async addRows(name: string, data: readonly Row[]): Promise<void> {
		const insert = `${await this.dataTableOf(name)}/insert`;
		await this.call('POST', insert, { data, returnType: 'count' });
	}

	private async dataTableOf(name: string): Promise<string> {
		const tables = await this.dataTables();
		const { data } = await this.call<{ data: Array<{ id: string; name: string }> }>('GET', tables);
		const table = data.find((one) => one.name === name);
		if (!table) throw new Error(`n8n has no data table "${name}".`);
		return `${tables}/${table.id}`;
	}

	private async dataTables(): Promise<string> {
		const { id } = await this.call<{ id: string }>('GET', '/projects/personal');
		return `/projects/${id}/data-tables`;
	}

	/** Newer versions answer at once, and have the triggers register or sign off a moment later. */
	private async publicationSettled(id: string): Promise<void> {
		for (;;) {
			const publication = await this.publicationOf(id);
			if (publication?.status === 'in_progress') {
				await sleep(POLL_MS);
				continue;
			}
			const failed = publication?.triggers.filter(({ status }) => status === 'failed') ?? [];
			if (failed.length === 0) return;
			const reasons = failed.map(({ errorMessage }) => errorMessage).join('; ');
			throw new TriggerError(
				failed.map(({ nodeId }) => nodeId),
				`n8n could not activate the workflow: ${reasons}`,
			);
		}
	}

	/** Nothing in versions that register before they answer. */
	private async publicationOf(id: string): Promise<Publication | undefined> {
		try {
			return await this.call<Publication>('GET', `/workflows/${id}/publication-status`);
		} catch (error) {
			if (error instanceof N8nError && error.status === 404) return undefined;
			throw error;
		}
	}
}

async function post(url: string, path: string, body: unknown): Promise<Response> {
	return await fetch(`${url}/rest${path}`, {
		method: 'POST',
		headers: { 'browser-id': BROWSER_ID, 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
}

async function errorOf(what: string, answer: Response): Promise<N8nError> {
	const text = await answer.text();
	let message = text;
	try {
		message = (JSON.parse(text) as { message?: string }).message ?? text;
	} catch {
		// A page instead of JSON: the text says as much as there is.
	}
	return new N8nError(answer.status, `n8n: ${what} answered ${answer.status}: ${message}`);
}
