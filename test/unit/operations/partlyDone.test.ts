/**
 * An operation of several calls that ends between them, whatever ends it: what an earlier call did is
 * never told as not done.
 */
import { BinaryDataService } from 'n8n-core';

import { byId } from '../../support/world';
import { GROUP_ID, NODE, useBench } from './bench';
import { picture } from './files';
import { openGroups } from './seeds';

const bench = useBench({ groups: openGroups });

afterEach(() => jest.restoreAllMocks());

describe('the texts of a group are taken, and then its picture cannot be read from n8n’s storage', () => {
	const parameters = {
		groupId: byId(GROUP_ID),
		updateFields: { subject: 'New', picture: 'data' },
	};
	const items = () => {
		const { bytes, mimeType } = picture(192, 192);
		jest
			.spyOn(BinaryDataService.prototype, 'getAsBuffer')
			.mockResolvedValueOnce(Buffer.from(bytes))
			.mockRejectedValue(new Error('ENOENT'));
		const data = { id: 'filesystem-v2:gone', data: 'filesystem-v2', mimeType, fileName: 'a.jpg' };
		return [{ json: {}, binary: { data } }];
	};

	test('the node stops: what was done is told', async () => {
		const { message, description } = await bench.failure('group:update', parameters, items());
		expect(bench.callNames()).toEqual([expect.stringMatching(/^POST /)]);
		expect(message).toContain('The subject was taken, but the picture was not.');
		expect(message).toContain('n8n cannot read from its storage');
		expect(description).not.toContain('not carried out');
	});

	test('it goes on: each setting says what became of it', async () => {
		const node = { onError: 'continueRegularOutput' } as const;
		const result = await bench.run('group:update', parameters, items(), { node });
		expect(result.json(NODE)).toMatchObject([
			{
				success: false,
				settings: [
					{ setting: 'subject', success: true, status: 'accepted' },
					{ setting: 'picture', success: false, status: 'failed' },
				],
				error: { message: expect.stringContaining('was taken, but') as string },
			},
		]);
	});
});
