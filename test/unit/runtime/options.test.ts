import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../../../nodes/WhatsAppGroups/runtime/operation';
import { optionsOf } from '../../../nodes/WhatsAppGroups/runtime/options';

const own = (displayName: string): INodeProperties => ({
	displayName,
	name: 'own',
	type: 'string',
	default: '',
});

const operation = (parts: Partial<Operation>) => parts as Operation;

const labelsIn = (parts: Partial<Operation>) =>
	(optionsOf(operation(parts)).options as INodeProperties[]).map(({ displayName }) => displayName);

test('are a collection that nothing is set in', () => {
	expect(optionsOf(operation({}))).toMatchObject({
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
	});
});

test('stand in order of their labels, those of the operation among those that every one has', () => {
	expect(labelsIn({ options: [own('Caption'), own('Zone')] })).toEqual([
		'Batching',
		'Caption',
		'Max Rate Limit Wait (Seconds)',
		'Simplify',
		'Timeout (ms)',
		'Zone',
	]);
});

test('of people: whether a failure of some of them is one', () => {
	expect(labelsIn({ people: 'recipients' })).toEqual([
		'Batching',
		'Ignore Partial Failure',
		'Max Rate Limit Wait (Seconds)',
		'Simplify',
		'Timeout (ms)',
	]);
});

test('of what waits: nothing about many items, nor about the service’s answer', () => {
	expect(labelsIn({ waits: true })).toEqual(['Max Rate Limit Wait (Seconds)', 'Timeout (ms)']);
});
