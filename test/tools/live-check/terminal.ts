/** Where the check speaks to a person, or to a pipe. */
import { confirm, password } from '@inquirer/prompts';
import Table from 'cli-table3';
import pc from 'picocolors';

export interface Terminal {
	colors: ReturnType<typeof pc.createColors>;
	say(text: string): void;
	/** What goes on right now; on a terminal each takes the place of the one before. */
	doing(text: string): void;
	/** Asks before something is done; without a person there, the answer is no. */
	agree(question: string): Promise<boolean>;
	/** Asks for something to be done elsewhere, and waits until the person says that it is. */
	ready(request: string): Promise<void>;
	/** A secret, not shown. Undefined without a person there. */
	secret(question: string): Promise<string | undefined>;
	table(head: string[], rows: string[][]): string;
}

interface Output {
	isTTY?: boolean;
	columns?: number;
	write(text: string): unknown;
}

const USUAL_COLUMNS = 100;

export function terminalOn(
	output: Output,
	isInteractive: boolean,
	signal: AbortSignal,
	agreesToAll: boolean,
): Terminal {
	const isTTY = output.isTTY === true;
	const hasColors = isTTY && pc.isColorSupported;
	let isRewriting = false;
	const say = (text: string) => {
		if (isRewriting) output.write('\r\u001b[K');
		isRewriting = false;
		output.write(`${text}\n`);
	};
	const ask = { output: process.stderr, signal };
	return {
		colors: pc.createColors(hasColors),
		say,
		doing: (text) => {
			if (!isTTY) {
				output.write(`  ${text}\n`);
				return;
			}
			output.write(`\r\u001b[K  ${text.slice(0, (output.columns ?? USUAL_COLUMNS) - 4)}`);
			isRewriting = true;
		},
		agree: async (message) => {
			if (agreesToAll) return true;
			return isInteractive ? await confirm({ message, default: false }, ask) : false;
		},
		ready: async (request) => {
			say(request);
			if (isInteractive) await confirm({ message: 'Done?', default: true }, ask);
		},
		secret: async (message) => {
			return isInteractive ? await password({ message, mask: false }, ask) : undefined;
		},
		table: (head, rows) => tableOf(head, rows, output.columns ?? USUAL_COLUMNS, hasColors),
	};
}

const FRAME = 3;

function tableOf(head: string[], rows: string[][], columns: number, hasColors: boolean): string {
	const widths = head.map((title, column) =>
		Math.max(title.length, ...rows.map((row) => row[column].length)),
	);
	const others = widths.slice(0, -1).reduce((sum, width) => sum + width + FRAME, FRAME + 1);
	const last = Math.max(20, Math.min(widths[widths.length - 1], columns - others));
	const table = new Table({
		head,
		colWidths: [...widths.slice(0, -1).map((width) => width + 2), last + 2],
		wordWrap: true,
		style: { head: hasColors ? ['bold'] : [], border: hasColors ? ['gray'] : [] },
		chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
	});
	table.push(...rows);
	return table.toString();
}
