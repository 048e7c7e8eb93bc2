import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import type { SavedCredential, Workflow } from './client';
import { TRIGGER } from './graph';
import { PROJECT } from './userFolder';

const EXAMPLES = path.join(PROJECT, 'examples');

/** What the examples leave to whoever imports them. */
export interface Choices {
	/** One of each type that is to be filled in; nodes that want another are left without. */
	credentials: readonly SavedCredential[];
	/** A folder that n8n may read and write. */
	files: string;
	/** The group of one's own team. */
	teamGroupId: string;
	/** A group of customers. */
	customerGroupId: string;
}

/** Names of the files, sorted. */
export async function exampleFiles(): Promise<string[]> {
	const files = await readdir(EXAMPLES);
	return files.filter((file) => file.endsWith('.json')).sort();
}

export async function rawExample(file: string): Promise<string> {
	return await readFile(path.join(EXAMPLES, file), 'utf8');
}

/** An example after the steps that its README asks for. */
export async function readExample(file: string, choices: Choices): Promise<Workflow> {
	const text = (await rawExample(file))
		.replaceAll('/home/node/.n8n-files', choices.files)
		.replaceAll('TEAM_GROUP_ID', choices.teamGroupId)
		.replaceAll('YOUR_GROUP_ID', choices.customerGroupId);
	const workflow = JSON.parse(text) as Workflow;
	for (const node of workflow.nodes) {
		const wanted = Object.keys(node.credentials ?? {});
		const chosen = choices.credentials.filter(({ type }) => wanted.includes(type));
		if (node.credentials) {
			node.credentials = Object.fromEntries(
				chosen.map(({ type, id, name }) => [type, { id, name }]),
			);
		}
	}
	return workflow;
}

export function hasTrigger({ nodes }: Pick<Workflow, 'nodes'>): boolean {
	return nodes.some(({ type }) => type === TRIGGER);
}

/** Puts the files that the examples read into a folder. */
export async function copyExampleFiles(folder: string): Promise<void> {
	await mkdir(folder, { recursive: true });
	for (const file of await readdir(EXAMPLES)) {
		if (/\.(csv|jpg)$/.test(file))
			await copyFile(path.join(EXAMPLES, file), path.join(folder, file));
	}
}
