import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import type { Service } from '../service';
import type { Message } from './messages';

/** Processes of n8n's that send to one number, and know nothing of each other. */
export class Workers {
	private constructor(private readonly children: readonly ChildProcess[]) {}

	static async start(count: number, { url, apiKey }: Service): Promise<Workers> {
		const children = Array.from({ length: count }, () =>
			fork(path.join(__dirname, 'worker.ts'), [url, apiKey], { execArgv: ['--import', 'tsx'] }),
		);
		await Promise.all(children.map(heard));
		return new Workers(children);
	}

	/** Each sends one of the lists. */
	async send(lists: ReadonlyArray<readonly Message[]>): Promise<void> {
		await Promise.all(
			this.children.map(async (child, index) => {
				const done = heard(child);
				child.send(lists[index]);
				await done;
			}),
		);
	}

	async stop(): Promise<void> {
		await Promise.all(
			this.children.map(async (child) => {
				const exit = once(child, 'exit');
				child.disconnect();
				await exit;
			}),
		);
	}
}

/** @throws when the process ends without a word */
async function heard(child: ChildProcess): Promise<void> {
	const left = new AbortController();
	const { signal } = left;
	const gone = once(child, 'exit', { signal }).then(() => {
		throw new Error('A process that sends has ended');
	});
	gone.catch(() => {});
	try {
		await Promise.race([once(child, 'message', { signal }), gone]);
	} finally {
		left.abort();
	}
}
