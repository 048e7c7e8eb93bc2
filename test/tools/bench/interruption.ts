import { SetupError } from '../n8n/cache';

/** The last is for a process whose parent was ended without it. */
const REASONS = ['SIGINT', 'SIGTERM', 'disconnect'];

/** Runs something that has to be put away afterwards, also when it is broken off. */
export async function interruptible<T>(run: (stop: AbortSignal) => Promise<T>): Promise<T> {
	const controller = new AbortController();
	const listeners = REASONS.map((reason) => {
		const listener = () => controller.abort(new SetupError(`Stopped by ${reason}.`));
		process.on(reason, listener);
		return { reason, listener };
	});
	try {
		return await run(controller.signal);
	} finally {
		for (const { reason, listener } of listeners) process.off(reason, listener);
	}
}
