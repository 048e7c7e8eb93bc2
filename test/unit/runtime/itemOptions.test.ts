/** Options that cannot be read are their own item's failure, and nobody else's. */
import { byId } from '../../support/world';
import { GROUP_ID, itemsOf, NODE, useBench } from '../operations/bench';
import { openGroups } from '../operations/seeds';

const bench = useBench({ groups: openGroups });

test('those of the first item', async () => {
	const trackingData = '={{ $json.bad ? $("Nobody").first().json.text : "mine" }}';
	const parameters = { groupId: byId(GROUP_ID), text: 'Hi', options: { trackingData } };
	const result = await bench.run(
		'message:send',
		parameters,
		itemsOf({ bad: true }, { bad: false }),
		{
			node: { onError: 'continueRegularOutput' },
		},
	);
	expect(result.json(NODE)).toMatchObject([
		{ success: false, status: 'failed' },
		{ success: true, status: 'accepted' },
	]);
});
