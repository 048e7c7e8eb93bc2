/** What the demo tells while it runs. */
import type { RequestEntry } from '../../simulator';

/** Where the demo tells how far it is. */
export interface Progress {
	begin(text: string): void;
	phase(title: string, file: string): void;
	node(name: string, items: number, failed: number, milliseconds: number): void;
	people(text: string): void;
	call(entry: RequestEntry): void;
}

export interface Output {
	isTTY?: boolean;
	write(text: string): unknown;
}

/** A line per node; and how its calls go, in a line that is rewritten where the output is a terminal. */
export function reportProgress(output: Output): Progress {
	let phases = 0;
	let calls = 0;
	let refused = 0;
	let isCounting = false;
	const line = (text: string) => {
		if (isCounting) output.write('\r\u001b[K');
		isCounting = false;
		output.write(`${text}\n`);
	};
	const tellCalls = () => {
		if (calls === 0) return '';
		const toll = `${calls} ${calls === 1 ? 'call' : 'calls'}`;
		return refused === 0 ? toll : `${toll}, ${refused} refused (429)`;
	};
	return {
		begin: line,
		phase: (title, file) => {
			phases += 1;
			line(`\n${phases}. ${title} (${file})`);
		},
		node: (name, items, failed, milliseconds) => {
			const count = `${items} ${items === 1 ? 'item' : 'items'}`;
			const result = failed > 0 ? `${count}, ${failed} failed` : count;
			const seconds = `${(milliseconds / 1000).toFixed(1)} s`;
			const mark = failed > 0 ? '!' : '✓';
			line(
				`  ${mark} ${name.padEnd(20)} ${result.padEnd(19)} ${tellCalls().padEnd(26)} ${seconds}`,
			);
			calls = 0;
			refused = 0;
		},
		people: (text) => line(`  · ${text}`),
		call: ({ errorCode }) => {
			calls += 1;
			if (errorCode === 130429) refused += 1;
			if (errorCode === 130429 && refused === 1) {
				line('  · Too many calls for the service (429): the node waits and tries again');
			}
			if (!output.isTTY) return;
			output.write(`\r\u001b[K    ${tellCalls()}`);
			isCounting = true;
		},
	};
}
