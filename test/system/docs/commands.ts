/** The commands of this project in documents, and what the project knows of them. */
import { spawnSync } from 'node:child_process';

import { PROJECT, readDocument, textOf } from './documents';

export interface Command {
	/** The script of package.json. */
	script: string;
	/** Those that the script itself gets: what follows a second `--` belongs to Jest. */
	flags: string[];
}

const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

/** The commands in code of a document, without the comment behind them. */
export function commandsIn(text: string): Command[] {
	return readDocument(text).code.flatMap((line) => {
		const [words] = line.split(/\s+#/);
		const [command, own = ''] = words.split(/\s--(?=\s|$)/);
		const found = /^(?:\$ )?npm (?:(start|test)|run (?:-s |--silent )?([\w:-]+))\s*$/.exec(command);
		if (!found) return [];
		const flags = own.split(/\s+/).filter((word) => word.startsWith('-'));
		return [{ script: found[1] ?? found[2], flags }];
	});
}

/** Of scripts that print no help: what they take. */
const WITHOUT_HELP: Record<string, string[]> = {
	build: [],
	docs: [],
	lint: ['--fix'],
	'test:live-check': [],
	// Stryker's own.
	'test:mutation': ['--mutate'],
};

export function exists(script: string): boolean {
	return script in scripts;
}

/** What a script says of its options; undefined where there is no such script. */
export function helpOf(script: string): string | undefined {
	const line = scripts[script];
	if (line === undefined || script in WITHOUT_HELP) return WITHOUT_HELP[script]?.join(' ');
	const [, file] = /--import tsx (\S+)$/.exec(line) ?? [];
	if (file === undefined) return '';
	const args = ['--import', 'tsx', file, '--help'];
	const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: PROJECT, encoding: 'utf8' });
	return `${stdout}${stderr}`;
}
