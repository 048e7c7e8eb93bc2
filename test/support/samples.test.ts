import type { INodeProperties } from 'n8n-workflow';

import { WhatsAppGroups } from '../../nodes/WhatsAppGroups/WhatsAppGroups.node';
import { operations } from '../../nodes/WhatsAppGroups/operations';
import { forEachOperation, OPERATIONS, sampleOf } from './samples';

const { properties } = new WhatsAppGroups().description;

/** The fields that the editor shows for an operation, Options aside. */
function fieldsOf(name: string): INodeProperties[] {
	const [resource, operation] = name.split(':');
	return properties.filter(({ displayOptions }) => {
		const { show = {} } = displayOptions ?? {};
		return show.resource?.includes(resource) && show.operation?.includes(operation);
	});
}

test('the table has every operation of the node, and no other', () => {
	expect(OPERATIONS).toEqual(operations.map((one) => `${one.resource}:${one.operation}`));
	const shown = properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options = [], displayOptions }) =>
			options.flatMap((option) =>
				(displayOptions?.show?.resource ?? []).map(
					(resource) => `${String(resource)}:${'value' in option ? String(option.value) : ''}`,
				),
			),
		);
	expect([...OPERATIONS].sort()).toEqual(shown.sort());
});

test.each(OPERATIONS)('%s gives fields that it has', (name) => {
	const names = fieldsOf(name).map((field) => field.name);
	expect(names).toEqual(expect.arrayContaining(Object.keys(sampleOf(name))));
});

test('a row for each', () => {
	expect(forEachOperation((name) => name.length)).toEqual(
		Object.fromEntries(OPERATIONS.map((name) => [name, name.length])),
	);
});
