/**
 * Evaluates the same expressions with every engine that this Node has, and prints what came of them:
 * in a process of its own, as jest lets n8n load no engine but "legacy".
 */
import process from 'node:process';

import type { IDataObject, IHttpRequestOptions, INodeExecutionData } from 'n8n-workflow';

import { expressionEngines, useExpressionEngine } from './expressions';
import { sampleEngine } from './sampleNode';

const TEXTS = [
	'={{ $json.n + "/" + $("Start").item.json.n + " " + "a b".toTitleCase() }}',
	'={{ [$json.n, { list: $json.list }] }}',
	'={{ $json.nothing.more }}',
	'={{ $("Nobody").item.json.n }}',
];

async function evaluateAll(): Promise<IDataObject[]> {
	const { engine, does } = sampleEngine();
	const input: INodeExecutionData[] = [{ json: { n: 1, list: ['a'] } }, { json: { n: 2 } }];
	const outcomes: IDataObject[] = [];
	for (const text of TEXTS) {
		does(async function () {
			const told = this.getInputData().map((_item, index) => ({
				json: { text: this.getNodeParameter('text', index) } as IDataObject,
				pairedItem: { item: index },
			}));
			return await Promise.resolve([told]);
		});
		const { status, error, json } = await engine.runNode({ text }, input);
		outcomes.push({ status, error: error?.message, items: json('Node') });
	}
	does(async function () {
		const options: IHttpRequestOptions = { url: 'http://127.0.0.1:1/' };
		const { helpers } = this;
		await helpers.httpRequestWithAuthentication
			.call(this, 'whatsAppGroupsApi', options)
			.catch(() => undefined);
		return [[{ json: { headers: options.headers } as IDataObject }]];
	});
	return [...outcomes, ...(await engine.runNode({})).json('Node')];
}

async function main(): Promise<void> {
	const results: Record<string, IDataObject[]> = {};
	for (const name of expressionEngines) {
		await useExpressionEngine(name);
		results[name] = await evaluateAll();
	}
	await useExpressionEngine('legacy');
	process.stdout.write(JSON.stringify(results));
}

void main();
