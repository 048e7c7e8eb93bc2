import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 100;

/**
 * Resolves with the first value that is neither false nor nothing.
 *
 * @throws when there is none in `patienceMs`
 */
export async function eventually<T>(
	what: string,
	look: () => Promise<T | undefined | false> | T | undefined | false,
	patienceMs = PATIENCE_MS,
): Promise<T> {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const value = await look();
		if (value !== undefined && value !== false) return value;
		if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
		await sleep(LOOK_EVERY_MS);
	}
}
