import { once } from 'node:events';

/** Resolves once the signal says to stop. */
export async function aborted(signal: AbortSignal): Promise<void> {
	if (!signal.aborted) await once(signal, 'abort');
}
