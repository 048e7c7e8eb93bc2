import Fastify from 'fastify';
import type { WebhookPayload } from '../../nodes/WhatsAppGroups/api/contract/deliveries';

export interface ReceivedDelivery {
	headers: Record<string, string>;
	/** The raw text, as a signature is computed over it. */
	text: string;
	body: WebhookPayload;
}

/** What a receiver answers: a status, or `hang` for no answer at all. */
export type ReceiverAnswer = number | 'hang';

type Decide = (
	delivery: ReceivedDelivery,
	index: number,
) => ReceiverAnswer | Promise<ReceiverAnswer>;

export interface Receiver {
	readonly url: string;
	readonly received: readonly ReceivedDelivery[];
	/** Decides on each delivery; by default 200 for all. */
	answerWith(decide: Decide): void;
	/** The next delivery to arrive. */
	next(): Promise<ReceivedDelivery>;
	close(): Promise<void>;
}

/** A webhook receiver on 127.0.0.1, for tests and demonstrations. */
export async function startReceiver(): Promise<Receiver> {
	const app = Fastify({ logger: false, forceCloseConnections: true });
	const received: ReceivedDelivery[] = [];
	let decide: Decide = () => 200;
	let waiting: Array<(delivery: ReceivedDelivery) => void> = [];
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
	app.post('/*', async (request, reply) => {
		const text = String(request.body);
		const headers = request.headers as Record<string, string>;
		const delivery = { headers, text, body: JSON.parse(text) as WebhookPayload };
		received.push(delivery);
		for (const resolve of waiting) resolve(delivery);
		waiting = [];
		const answer = await decide(delivery, received.length - 1);
		if (answer === 'hang') reply.hijack();
		else await reply.code(answer).send('');
	});
	const address = await app.listen({ host: '127.0.0.1', port: 0 });
	return {
		url: `${address}/hook`,
		received,
		answerWith: (next) => {
			decide = next;
		},
		next: async () => await new Promise((resolve) => waiting.push(resolve)),
		close: async () => await app.close(),
	};
}
