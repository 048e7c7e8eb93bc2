import { isIPv6 } from 'node:net';

/** Only programs of this machine reach it there. */
export const DEFAULT_ADDRESS = '127.0.0.1';

const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Where this machine reaches what listens at an address, as the host of a URL. */
export function reachedAt(listen: string): string {
	const address = EVERYWHERE[listen] ?? listen;
	return isIPv6(address) ? `[${address}]` : address;
}

/** Whether others than this machine may reach what listens there. */
export function isOpen(listen: string): boolean {
	return !/^(127(\.\d+){3}|::1|localhost)$/.test(listen);
}
