import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { memoryOfTries } from '../../../nodes/WhatsAppGroups/runtime/memory';

const TYPE = 'n8n-nodes-whatsapp-groups.whatsAppGroups';

const context = (run: object, call: IDataObject = {}, more: Partial<INode> = {}) =>
	({
		getNode: () => ({ type: TYPE, retryOnFail: true, ...more }),
		getExecuteData: () => run,
		getInputData: () => [{ json: call }],
	}) as unknown as IExecuteFunctions;

const entry = () => ({ entries: new Map() });

test('is the same for each try of a run, and another for another run', () => {
	const run = {};
	memoryOfTries(context(run, {})).items.set(0, entry());
	expect(memoryOfTries(context(run, {})).items.has(0)).toBe(true);
	expect(memoryOfTries(context({}, {})).items.has(0)).toBe(false);
});

test('as an agent’s tool it is of one call of the model: equal arguments are another call', () => {
	const tool = { type: `${TYPE}Tool` };
	const run = {};
	const call = { text: 'Hello' };
	memoryOfTries(context(run, call, tool)).items.set(0, entry());
	expect(memoryOfTries(context(run, call, tool)).items.has(0)).toBe(true);
	expect(memoryOfTries(context({}, call, tool)).items.has(0)).toBe(true);
	expect(memoryOfTries(context(run, { text: 'Hello' }, tool)).items.has(0)).toBe(false);
	expect(memoryOfTries(context(run)).items.has(0)).toBe(false);
});

test('holds nothing where n8n does not try again, or where there is nothing to know a run by', () => {
	const run = {};
	const call = {};
	for (const type of [TYPE, `${TYPE}Tool`]) {
		const once = { type, retryOnFail: false };
		memoryOfTries(context(run, call, once)).items.set(0, entry());
		expect(memoryOfTries(context(run, call, once)).items.has(0)).toBe(false);
	}
	const without = {
		getNode: () => ({ type: `${TYPE}Tool`, retryOnFail: true }),
		getInputData: () => [],
	} as unknown as IExecuteFunctions;
	memoryOfTries(without).items.set(0, entry());
	expect(memoryOfTries(without).items.has(0)).toBe(false);
});
