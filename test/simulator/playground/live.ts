import type { FastifyInstance } from 'fastify';
import type { ServerResponse } from 'node:http';
import type { Core } from '../core';
import { Differ } from './differ';

/** What comes at once is told in one. */
const COLLECT_MS = 15;
/** Time changes things too: windows close, pins end. */
const TICK_MS = 1000;
/** A browser that does not read gets no more of it: it connects again and begins anew. */
const MAX_UNREAD_BYTES = 64 * 1024 * 1024;

/**
 * `GET /_control/live`: server-sent events. `all` is the whole view and comes first, `changes` what has
 * changed of it.
 */
export function registerLive(
	app: FastifyInstance,
	core: Core,
	onChange: (listener: () => void) => () => void,
): void {
	const watching = new Set<ServerResponse>();
	let differ = new Differ(core);
	let planned: NodeJS.Timeout | undefined;
	let ticker: NodeJS.Timeout | undefined;

	const tell = () => {
		clearTimeout(planned);
		planned = undefined;
		if (watching.size === 0) return;
		const changes = differ.changes();
		if (!changes) return;
		const message = event('changes', changes);
		for (const response of watching) {
			if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
			else response.write(message);
		}
	};
	const stopWatching = onChange(() => {
		if (watching.size > 0) planned ??= setTimeout(tell, COLLECT_MS);
	});
	app.addHook('onClose', async () => {
		stopWatching();
		clearTimeout(planned);
		clearInterval(ticker);
	});

	app.get('/_control/live', (request, reply) => {
		reply.hijack();
		const response = reply.raw;
		response.writeHead(200, {
			'content-type': 'text/event-stream',
			'cache-control': 'no-store',
			'x-content-type-options': 'nosniff',
		});
		// Who watches already must have been told of everything that the newcomer gets.
		if (watching.size === 0) differ = new Differ(core);
		if (watching.size === 0) differ.changes();
		else tell();
		response.write(event('all', new Differ(core).changes() ?? {}));
		watching.add(response);
		ticker ??= setInterval(tell, TICK_MS);
		request.raw.once('close', () => {
			watching.delete(response);
			if (watching.size > 0) return;
			clearInterval(ticker);
			ticker = undefined;
		});
	});
}

function event(name: string, data: unknown): string {
	return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
