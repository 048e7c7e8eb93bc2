/** A number that JSON cannot hold exactly is another's ID: nothing is called with it. */
import type { INodeParameters } from 'n8n-workflow';

import { byId } from '../../support/world';
import { GROUP_ID, NODE, useBench } from './bench';
import { openGroups } from './seeds';

const bench = useBench({ groups: openGroups });
const VALUE = '={{ $json.value }}';
const group = { groupId: byId(GROUP_ID) };

async function messageOf(operation: string, parameters: INodeParameters, value: number) {
	const node = { onError: 'continueRegularOutput' as const };
	const result = await bench.run(operation, parameters, [{ json: { value } }], { node });
	const [{ error }] = result.json(NODE) as Array<{ error?: { message: string } }>;
	expect(bench.callNames()).toEqual([]);
	return error?.message;
}

test.each<[string, INodeParameters]>([
	['group:delete', { groupId: byId(VALUE) }],
	['group:get', { groupId: byId(VALUE) }],
	['media:delete', { mediaId: VALUE }],
	['message:pin', { ...group, messageId: VALUE }],
	['message:send', { ...group, text: VALUE }],
	['group:create', { subject: VALUE, waitForInviteLink: false }],
])('%s', async (operation, parameters) => {
	const inexact = 120_363_404_694_233_820;
	expect(await messageOf(operation, parameters, inexact)).toMatch(
		/^[A-Z][A-Za-z ]+ is too large a number to be exact\.$/,
	);
});

test.each([NaN, Infinity])('%s is no subject', async (value) => {
	const parameters = { subject: VALUE, waitForInviteLink: false };
	const message = await messageOf('group:create', parameters, value);
	expect(message).toBe(`Subject must be a text, but is "${value}".`);
});
