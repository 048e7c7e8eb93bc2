/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   reads the examples */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { WhatsAppGroups } from '../../nodes/WhatsAppGroups/WhatsAppGroups.node';
import { findOperation } from '../../nodes/WhatsAppGroups/operations';
import { labelsOf } from '../../nodes/WhatsAppGroups/runtime/input';
import { coreNodes } from '../support/coreNodes';
import { NODE_TYPE, type WorkflowJson } from '../support/engine';

const folder = path.resolve(__dirname, '../../examples');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const known = new Set([...Object.keys(coreNodes({})), NODE_TYPE]);

function read(file: string): WorkflowJson {
	return JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as WorkflowJson;
}

/** The names that are shown for an operation, and their options' names. */
function namesFor(properties: readonly INodeProperties[]): Set<string> {
	return new Set(['resource', 'operation', ...properties.map(({ name }) => name)]);
}

test('there are examples to test', () => {
	expect(files.length).toBeGreaterThanOrEqual(4);
});

describe.each(files)('%s', (file) => {
	const workflow = read(file);

	test('has nodes with names and ids of their own, all of known types', () => {
		const names = workflow.nodes.map(({ name }) => name);
		const ids = workflow.nodes.map(({ id }) => id);
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(ids).size).toBe(ids.length);
		for (const { type } of workflow.nodes) expect(known).toContain(type);
	});

	test('connects only nodes that are there', () => {
		const names = new Set(workflow.nodes.map(({ name }) => name));
		for (const [from, outputs] of Object.entries(workflow.connections)) {
			expect(names).toContain(from);
			for (const target of outputs.main.flat()) expect(names).toContain(target?.node);
		}
	});

	test('gives our nodes only parameters that their operation has', () => {
		const ours = workflow.nodes.filter(({ type }) => type === NODE_TYPE);
		expect(ours.length).toBeGreaterThan(0);
		for (const { parameters } of ours) {
			const operation = findOperation(String(parameters.resource), String(parameters.operation));
			if (!operation) throw new Error(`No operation for ${JSON.stringify(parameters)}`);
			const names = namesFor(operation.fields);
			for (const name of Object.keys(parameters)) expect(names).toContain(name);
			const labels = labelsOf(operation.fields);
			for (const name of Object.keys((parameters.options ?? {}) as IDataObject)) {
				expect(labels.has(name)).toBe(true);
			}
		}
	});

	test('names the credential of our nodes as the nodes do', () => {
		const [{ name }] = new WhatsAppGroups().description.credentials ?? [];
		for (const { type, credentials } of workflow.nodes) {
			if (type === NODE_TYPE) expect(Object.keys(credentials ?? {})).toEqual([name]);
		}
	});
});
