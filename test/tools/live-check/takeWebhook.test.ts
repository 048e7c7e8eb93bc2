import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Cleanup } from './cleanup';
import { takeWebhook } from './levels/hear';
import { Seen } from './seen';
import { Service } from './service';
import { QUICK } from './world';

test.each(['Bearer ••••', 'Bearer t...', 'Bearer t…', '[REDACTED]', '########', '<hidden>'])(
	'a webhook whose header is shown as %s is not taken, as it could not be given back',
	async (mask) => {
		const writes: string[] = [];
		const server = createServer((request, response) => {
			if (request.method === 'POST') writes.push(request.url ?? '');
			response.setHeader('content-type', 'application/json');
			response.end(
				JSON.stringify({ url: 'https://crm.test/hook', headers: { Authorization: mask } }),
			);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const never = new AbortController().signal;
		const service = new Service(url, 'key', new Seen(), QUICK, never, () => undefined);
		const why = await takeWebhook(service, new Cleanup(), 'https://me.test/');
		server.closeAllConnections();
		server.close();
		expect(why).toContain('masks its headers');
		expect(writes).toEqual([]);
	},
);
