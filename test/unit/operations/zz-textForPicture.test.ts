/** A text in the place of a picture whose size and checksum the service does not tell. */
import { NODE, useBench } from './bench';

const bench = useBench({});

test.each(['{"message":"Media expired"}', '{"code":404}', 'Not Found', 'Error: upstream'])(
	'%s',
	async (text) => {
		const answer = (path: string, body: unknown) =>
			bench.simulator.faults.add({ kind: 'answer', method: 'GET', path, status: 200, body });
		answer('/M1', {
			id: 'M1',
			url: 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1',
			mime_type: 'image/jpeg',
		});
		answer('/whatsapp_business/attachments/', text);
		const result = await bench.run('media:download', { mediaId: 'M1' }, undefined, {
			node: { onError: 'continueRegularOutput' },
		});
		const [json] = result.json(NODE);
		expect(json).toMatchObject({ error: { code: 'damaged_file' } });
	},
);
