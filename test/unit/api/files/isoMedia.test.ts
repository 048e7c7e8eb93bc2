import { readIsoMedia } from '../../../../nodes/WhatsAppGroups/api/files/isoMedia';

test('a file of millions of boxes is read without holding them all', () => {
	const bytes = Buffer.alloc(16 * 1024 * 1024);
	bytes.writeUInt32BE(16, 0);
	bytes.write('ftypisom', 4, 'latin1');
	for (let at = 16; at + 8 <= bytes.length; at += 8) {
		bytes.writeUInt32BE(8, at);
		bytes.write('free', at + 4, 'latin1');
	}
	const before = process.memoryUsage().rss;
	expect(readIsoMedia(bytes)).toEqual({ brand: 'isom' });
	expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(200);
});
