/**
 * Jest's `setupFiles`: no test asks a name server. One that does not answer holds a thread for half a
 * minute, and Node has few of them: other tests then wait for "localhost". A name of another machine
 * is answered as one that there is not.
 */
import dns from 'node:dns';
import { isIP } from 'node:net';

const ASKS_NOBODY = Symbol.for('whatsapp-groups.test.asksNobody');

type Callback = (error: NodeJS.ErrnoException) => void;

/** Told without asking: an address, this machine, and what is no name at all. */
function isToldHere(name: string): boolean {
	return isIP(name) !== 0 || /^(.+\.)?localhost$|\.\.|^$/i.test(name);
}

function unknown(hostname: string): NodeJS.ErrnoException {
	const text = `getaddrinfo ENOTFOUND ${hostname}`;
	return Object.assign(new Error(text), {
		errno: -3008,
		code: 'ENOTFOUND',
		syscall: 'getaddrinfo',
		hostname,
	});
}

// The module is the process's, which runs many files of tests.
if (!Object.hasOwn(dns, ASKS_NOBODY)) {
	const { lookup } = dns;
	const lookupHere = (name: string, ...rest: unknown[]) => {
		if (isToldHere(name)) return Reflect.apply(lookup, dns, [name, ...rest]);
		const callback = rest.at(-1) as Callback;
		process.nextTick(() => callback(unknown(name)));
		return {};
	};
	Object.assign(dns, { lookup: Object.assign(lookupHere, lookup), [ASKS_NOBODY]: true });
}
