import { readNumberId } from '../../../nodes/WhatsAppGroups/registration/number';
import { FakeService, type FakeAnswer } from '../api/fakeApi';

async function read(answer: FakeAnswer) {
	const service = new FakeService(() => answer);
	const id = await service.time.run(readNumberId(service.api));
	return { id, service };
}

const health = (...entities: unknown[]) => ({ body: { health_status: { entities } } });

test.each<[string, FakeAnswer, string | undefined]>([
	['that of the number', health({ entity_type: 'PHONE_NUMBER', id: '1' }), '1'],
	[
		'and not that of what it belongs to',
		health(
			{ entity_type: 'WABA', id: '2' },
			{ entity_type: 'PHONE_NUMBER', id: '1' },
			{ entity_type: 'BUSINESS', id: '3' },
		),
		'1',
	],
	[
		'a number too long for one',
		health({ entity_type: 'PHONE_NUMBER', id: '106540352242922333' }),
		'106540352242922333',
	],
	['none among others', health({ entity_type: 'WABA', id: '2' }), undefined],
	['none without an ID', health({ entity_type: 'PHONE_NUMBER' }), undefined],
	['none in an empty answer', { body: {} }, undefined],
	['none in another one', { body: { health_status: 'fine' } }, undefined],
	['none where it is refused', { status: 403, body: { error: { code: 200 } } }, undefined],
])('%s', async (_what, answer, id) => {
	expect((await read(answer)).id).toBe(id);
});

test('it is read, and again while no answer comes', async () => {
	const { service } = await read({ status: 503, body: 'busy' });
	expect(service.calls.length).toBeGreaterThan(1);
	for (const { method, path } of service.calls)
		expect([method, path]).toEqual(['GET', '/health_status']);
});

test.each<[FakeAnswer]>([[health()], [{ status: 503, body: 'busy' }]])(
	'nothing is changed by it (%#)',
	async (answer) => {
		const { service } = await read(answer);
		expect(service.api.mayHaveChanged).toBe(false);
	},
);
