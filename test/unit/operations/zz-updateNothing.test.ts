/** A field whose expression gives nothing was to be changed: neither left out, nor emptied. */
import { byId } from '../../support/world';
import { GROUP_ID, useBench } from './bench';
import { openGroups } from './seeds';

const bench = useBench({ groups: openGroups });
const groupId = byId(GROUP_ID);

test.each([
	[{ subject: '={{ $json.nothing }}', description: 'New' }, 'Subject is empty'],
	[{ subject: 'New', description: '={{ null }}' }, 'Description is empty'],
	[{ subject: 'New', description: '={{ $json.nothing }}' }, 'Description is empty'],
	[{ subject: 'New', picture: '={{ $json.nothing }}' }, 'Picture is empty'],
])('%j', async (updateFields, why) => {
	const { message } = await bench.failure('group:update', { groupId, updateFields });
	expect(message).toContain(`${why}: the value or expression gives nothing`);
	expect(bench.callNames()).toEqual([]);
});

test('an empty description empties it', async () => {
	const updateFields = { description: '' };
	expect(await bench.output('group:update', { groupId, updateFields })).toMatchObject([
		{ success: true, description: '' },
	]);
});
