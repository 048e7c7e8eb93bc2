import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { SetupError } from './cache';

const LOOPBACK = '127.0.0.1';

async function listen(port: number, address = LOOPBACK): Promise<number> {
	const server = createServer();
	server.listen(port, address);
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

/** @throws SetupError when something listens there, or this machine does not have the address */
export async function requireFreePort(
	port: number,
	what: string,
	option: string,
	address = LOOPBACK,
): Promise<void> {
	try {
		await listen(port, address);
	} catch (error) {
		const { code } = error as { code?: string };
		if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
			throw new SetupError(
				`"${address}", meant for ${what}, is no address or name of this machine.`,
			);
		}
		const why = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${code})`;
		throw new SetupError(
			`Port ${port}, meant for ${what}, ${why}. End that program, or choose another port: ${option} ${port + 1}`,
		);
	}
}
