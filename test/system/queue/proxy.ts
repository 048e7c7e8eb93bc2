import httpProxy from '@fastify/http-proxy';
import fastify from 'fastify';

export interface Proxy {
	url: string;
	/** Calls that were given to the other processor, since the one whose turn it was listens to nobody. */
	readonly skipped: number;
	/** Calls that a processor left without an answer. */
	readonly brokenOff: number;
	close(): Promise<void>;
}

const BODY_LIMIT = 16 * 1024 * 1024;

/**
 * Spreads calls over n8n's webhook processors in turn. One that refuses the connection got nothing of the
 * call, so the next is asked. A connection that breaks later is answered with 502: whether the processor
 * took the call is not known, and it is for the sender to decide what to do.
 */
export async function startProxy(port: number, upstreams: readonly string[]): Promise<Proxy> {
	const app = fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true });
	// Passed on byte for byte, and kept until somebody has taken it.
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
	const counts = { skipped: 0, brokenOff: 0 };
	let turn = 0;
	const next = () => upstreams[turn++ % upstreams.length];
	await app.register(httpProxy, {
		upstream: '',
		proxyPayloads: false,
		replyOptions: {
			getUpstream: next,
			// As proxies before n8n are to do: its older versions sign the host of an answer page along.
			rewriteRequestHeaders: ({ headers }, own) => ({ ...own, host: headers.host }),
		},
		handler: (request, reply, path, options) => {
			const forward = (attempt: number) =>
				reply.from(path, {
					...options,
					body: request.body,
					contentType: request.headers['content-type'],
					...(attempt > 1 && { getUpstream: next }),
					onError: (_reply, { error }) => {
						const { code } = (error.cause ?? {}) as { code?: string };
						if (code === 'ECONNREFUSED' && attempt < upstreams.length) {
							counts.skipped++;
							forward(attempt + 1);
							return;
						}
						counts.brokenOff++;
						void reply.code(502).send({ message: `The processor broke off: ${error.message}` });
					},
				});
			return forward(1);
		},
	});
	await app.listen({ host: '127.0.0.1', port });
	return {
		url: `http://127.0.0.1:${port}`,
		get skipped() {
			return counts.skipped;
		},
		get brokenOff() {
			return counts.brokenOff;
		},
		close: async () => await app.close(),
	};
}
