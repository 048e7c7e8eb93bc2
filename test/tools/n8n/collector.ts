import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Counts what workflows tell it, by counter and key: `GET <url>/<counter>/<key>`. */
export class Collector {
	private readonly counters = new Map<string, Map<string, number>>();
	private readonly server = createServer((request, response) => {
		const [, counter, key] = (request.url ?? '').split('/').map(decodeURIComponent);
		const counts = this.counts(counter);
		counts.set(key, (counts.get(key) ?? 0) + 1);
		response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
	});

	async start(): Promise<void> {
		this.server.listen(0, '127.0.0.1');
		await once(this.server, 'listening');
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** How often each key came to a counter. */
	counts(counter: string): Map<string, number> {
		let counts = this.counters.get(counter);
		if (!counts) this.counters.set(counter, (counts = new Map()));
		return counts;
	}

	/** Forgets all counters. */
	clear(): void {
		this.counters.clear();
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		this.server.close();
		await once(this.server, 'close');
	}
}
