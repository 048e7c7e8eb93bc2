/**
 * Every option of every operation with a value that it cannot be: refused before the first call. One that
 * is read only when it is needed would say that nothing was done after people were written to.
 */
import type { INodeProperties } from 'n8n-workflow';

import { operations } from '../../../nodes/WhatsAppGroups/operations';
import { optionsOf } from '../../../nodes/WhatsAppGroups/runtime/options';
import { sampleOf, type OperationName } from '../../support/samples';
import { GROUP_ID, useBench } from './bench';
import { itemWith, png } from './files';
import { openGroups, templates } from './seeds';

const bench = useBench({ groups: openGroups, templates });

const rows = operations.flatMap((operation) =>
	(optionsOf(operation).options as INodeProperties[])
		// What is shown only beside another choice is not read beside this one; collections have tests of their own.
		.filter(({ displayOptions, type }) => !displayOptions && !/collection/i.test(type))
		.map(({ name, displayName }) => {
			return [`${operation.resource}:${operation.operation}`, name, displayName] as const;
		}),
);

const modes = ['stopWorkflow', 'continueRegularOutput'] as const;

test.each(rows.flatMap((row) => modes.map((onError) => [...row, onError] as const)))(
	'%s, %s',
	async (operation, name, label, onError) => {
		const sample = sampleOf(operation as OperationName, {
			groupId: GROUP_ID,
			messageId: 'wamid.1',
			mediaId: '1',
			joinRequestIds: 'one, two',
			// One who is in the group and one who is not: some of it fails.
			people: '+16505551001, +16505559999',
			template: 'welcome',
			inviteTemplate: 'group_invite',
			templateValues: { body_2: 'Pablo' },
		});
		const parameters = { ...sample, options: { [name]: '={{ ({ odd: 1 }) }}' } };
		const result = await bench.run(operation, parameters, [itemWith(png)], { node: { onError } });
		const told = result.error?.message ?? JSON.stringify(result.json('Node'));
		expect(told).toContain(`${label} must be`);
		expect(bench.callNames()).toEqual([]);
	},
);
