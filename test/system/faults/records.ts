import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { GROUP_ID } from '../../unit/operations/bench';

const FOLDER = path.resolve(__dirname, '../../../coverage/faults');

/** What came of one fault with one kind of call. */
export interface Observation {
	/** The document's part. */
	part: 'calls' | 'registration' | 'deliveries' | 'killed';
	fault: string;
	meaning: string;
	/** The kind of call, or of event. */
	kind: string;
	/** Once, and then all is well again; or as long as it is tried. */
	lasting: boolean;
	/** How often it struck. What lasts hits each attempt of a run, and counts once. */
	injected: number;
	/** What the user sees: one text, or several where items of a run end differently. */
	seen: string[];
	lost: number;
	doubled: number;
}

/** What a user sees of a fault that the node got over. */
export const NOTHING = 'Nothing: it is done.';

/** Each process of jest writes a file of its own. */
export function record(observation: Observation): void {
	mkdirSync(FOLDER, { recursive: true });
	const file = path.join(FOLDER, `${process.pid}.jsonl`);
	appendFileSync(file, `${JSON.stringify(observation)}\n`);
}

export function forgetRecords(): void {
	rmSync(FOLDER, { recursive: true, force: true });
}

export function readRecords(): Observation[] {
	return readdirSync(FOLDER).flatMap((name) =>
		readFileSync(path.join(FOLDER, name), 'utf8')
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as Observation),
	);
}

/** Words as a user of the real service would see them, the same in each run. */
export function lastingWords(text: string): string {
	return text
		.replace(/http:\/\/127\.0\.0\.1:\d+\/hook/g, 'https://crm.example.com')
		.replace(/http:\/\/127\.0\.0\.1:\d+\/webhook/g, 'https://n8n.example.com/webhook')
		.replace(/http:\/\/127\.0\.0\.1:\d+/g, 'https://waba-v2.360dialog.io')
		.replace(GROUP_ID, '{group_id}')
		.replace(/\b\d{15,}\b/g, '{media_id}');
}
