import fc from 'fast-check';

import { invitationMark, invitedGroup } from '../../../nodes/WhatsAppGroups/api/invitationMark';
import {
	readSender,
	senderOf,
	SentMessages,
	withSender,
} from '../../../nodes/WhatsAppGroups/api/sender';

const SENDER = senderOf('workflow 1') ?? '';

describe('a workflow as its messages tell of it', () => {
	test('is 16 characters that do not tell its ID', () => {
		expect(SENDER).toMatch(/^[0-9a-f]{16}$/);
		expect(senderOf('workflow 1')).toBe(SENDER);
		expect(senderOf('workflow 2')).not.toBe(SENDER);
	});

	test.each([undefined, ''])('is nothing without an ID (%j)', (id) => {
		expect(senderOf(id)).toBeUndefined();
	});
});

describe('tracking data', () => {
	test('of the node’s own gets the sender, and is taken apart again', () => {
		fc.assert(
			fc.property(fc.option(fc.string({ minLength: 1 }), { nil: undefined }), (groupId) => {
				const own = groupId === undefined ? undefined : invitationMark(groupId);
				const sent = withSender(SENDER, own);
				expect(readSender(sent)).toEqual({ sender: SENDER, trackingData: own });
				expect(invitedGroup(readSender(sent).trackingData)).toBe(groupId);
			}),
		);
	});

	test('of a user is sent and told as it is', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				expect(withSender(SENDER, text)).toBe(text);
				expect(readSender(text)).toEqual({ trackingData: text });
			}),
		);
	});

	test.each([
		undefined,
		'n8n-whatsapp-groups:by:',
		'n8n-whatsapp-groups:by:0123',
		`n8n-whatsapp-groups:by:${SENDER}0`,
		`n8n-whatsapp-groups:by:${SENDER.toUpperCase()}x`,
		`x n8n-whatsapp-groups:by:${SENDER}`,
		`n8n-whatsapp-groups:by:${SENDER};`,
	])('%j names no sender', (text) => {
		expect(readSender(text)).toEqual({ trackingData: text });
	});

	test('without a sender stays as it is', () => {
		expect(withSender(undefined, undefined)).toBeUndefined();
		expect(withSender(undefined, invitationMark('g'))).toBe(invitationMark('g'));
	});

	test('stays far below what WhatsApp takes, 512 characters', () => {
		expect(withSender(SENDER, invitationMark('g'.repeat(256)))?.length).toBeLessThan(400);
	});
});

describe('what was sent lately', () => {
	const DAY = 24 * 60 * 60_000;
	let time = 0;
	const now = () => time;

	test('is known for a day', () => {
		const sent = new SentMessages(now);
		sent.add('a', 'one');
		sent.add('b', 'two');
		time += DAY - 1;
		expect([sent.senderOf('a'), sent.senderOf('b')]).toEqual(['one', 'two']);
		sent.add('b', 'three');
		time += 1;
		expect([sent.senderOf('a'), sent.senderOf('b')]).toEqual([undefined, 'three']);
		expect(sent.size).toBe(1);
	});

	test('is at most 10,000 messages, the last ones', () => {
		const sent = new SentMessages(now);
		for (let index = 0; index < 10_001; index += 1) sent.add(`${index}`, 'one');
		expect(sent.size).toBe(10_000);
		expect([sent.senderOf('0'), sent.senderOf('1')]).toEqual([undefined, 'one']);
	});
});
