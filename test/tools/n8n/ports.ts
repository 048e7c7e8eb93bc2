import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { SetupError } from './cache';

const LOOPBACK = '127.0.0.1';

async function listen(port: number): Promise<number> {
	const server = createServer();
	server.listen(port, LOOPBACK);
	await once(server, 'listening');
	const { port: chosen } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return chosen;
}

/** Ports that nothing listens on, chosen by the system; no two alike. */
export async function freePorts(count: number): Promise<number[]> {
	const ports = new Set<number>();
	while (ports.size < count) ports.add(await listen(0));
	return [...ports];
}

/** @throws SetupError when something listens there */
export async function requireFreePort(port: number, what: string, option: string): Promise<void> {
	try {
		await listen(port);
	} catch (error) {
		const { code } = error as { code?: string };
		const why = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${code})`;
		throw new SetupError(
			`Port ${port}, meant for ${what}, ${why}. End that program, or choose another port: ${option} ${port + 1}`,
		);
	}
}
