import crypto, { createHmac } from 'node:crypto';

import fc from 'fast-check';
import type { IWebhookFunctions } from 'n8n-workflow';

import { deliver } from '../../../nodes/WhatsAppGroups/delivery/deliver';
import {
	hashBeginning,
	hashSecret,
	makeSecret,
	onceOf,
	secretMatches,
	signatureMatches,
} from '../../../nodes/WhatsAppGroups/secrets/secret';

const sign = (body: string | Buffer, key: string) =>
	createHmac('sha256', key).update(body).digest('hex');

describe('the secret header', () => {
	it('is 256 random bits that fit in a header', () => {
		const secrets = Array.from({ length: 1000 }, makeSecret);
		expect(new Set(secrets).size).toBe(1000);
		for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{64}$/);
	});

	it('matches its own hash and no other secret', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (secret, other) => {
				expect(secretMatches(secret, hashSecret(secret))).toBe(true);
				expect(secretMatches(other, hashSecret(secret))).toBe(other === secret);
			}),
		);
	});

	it('that may have been cut off is matched by what begins with it', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (beginning, rest) => {
				const hash = hashBeginning(beginning);
				expect(secretMatches(`${beginning}${rest}`, hash)).toBe(true);
				expect(secretMatches(rest, hash)).toBe(rest.startsWith(beginning));
			}),
		);
	});

	it('is refused, and nothing thrown, whatever the header or the hash is', () => {
		fc.assert(
			fc.property(fc.anything(), fc.anything(), (header, hash) => {
				expect(secretMatches(header, hashSecret('secret'))).toBe(header === 'secret');
				expect(secretMatches(header, hash as string)).toBe(false);
			}),
		);
	});
});

describe('a header that came several times', () => {
	it.each([
		['abc, abc', 'abc'],
		['abc,abc,abc', 'abc'],
		['abc', 'abc'],
		[' abc ', ' abc '],
		['abc, abd', 'abc, abd'],
		[',abc', ',abc'],
		[undefined, undefined],
		[7, 7],
	])('%j is %j', (header, once) => {
		expect(onceOf(header)).toBe(once);
	});

	it('is checked as one signature', () => {
		const signature = sign('body', 'key');
		expect(signatureMatches('body', `${signature}, ${signature}`, 'key')).toBe(true);
		expect(signatureMatches('body', `${signature}, ${sign('other', 'key')}`, 'key')).toBe(false);
	});
});

describe('the signature', () => {
	it('is the HMAC of the bytes, bare or with its prefix, in either case', () => {
		fc.assert(
			fc.property(fc.uint8Array(), fc.string({ minLength: 1 }), (bytes, key) => {
				const body = Buffer.from(bytes);
				const signature = sign(body, key);
				for (const header of [signature, `sha256=${signature}`, signature.toUpperCase()]) {
					expect(signatureMatches(body, header, key)).toBe(true);
				}
			}),
		);
	});

	it('is that of RFC 4231', () => {
		const signature = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
		expect(signatureMatches('what do ya want for nothing?', signature, 'Jefe')).toBe(true);
	});

	it('does not match another body, another key, or a part of itself', () => {
		const signature = sign('body', 'key');
		expect(signatureMatches('Body', signature, 'key')).toBe(false);
		expect(signatureMatches('body', signature, 'Key')).toBe(false);
		expect(signatureMatches('body', signature.slice(1), 'key')).toBe(false);
		expect(signatureMatches('body', `sha256=sha256=${signature}`, 'key')).toBe(false);
		expect(
			signatureMatches('body', `${signature.slice(0, 9)}sha256=${signature.slice(9)}`, 'key'),
		).toBe(false);
	});

	it('matches with white space around it, which proxies may leave', () => {
		expect(signatureMatches('body', ` ${sign('body', 'key')} `, 'key')).toBe(true);
	});

	it('never matches without a key', () => {
		expect(signatureMatches('body', sign('body', ''), '')).toBe(false);
	});

	it('is refused, and nothing thrown, whatever the header is', () => {
		fc.assert(
			fc.property(fc.anything(), (header) => {
				expect(signatureMatches('body', header, 'key')).toBe(false);
			}),
		);
	});
});

describe('comparing', () => {
	const compare = jest.spyOn(crypto, 'timingSafeEqual');
	beforeEach(() => compare.mockClear());
	afterAll(() => compare.mockRestore());
	const lengths = () =>
		compare.mock.calls.map(([one, other]) => [one.byteLength, other.byteLength]);

	it('a secret is one comparison in constant time of two digests, however the guess looks', () => {
		const guesses = ['', 's', 'secre', 'secret', 'Secret', 'secret!', 'x'.repeat(100_000)];
		for (const hash of [hashSecret('secret'), hashBeginning('secret')]) {
			compare.mockClear();
			for (const guess of [...guesses, hash]) secretMatches(guess, hash);
			expect(lengths()).toEqual([...guesses, hash].map(() => [64, 64]));
		}
	});

	it('a signature of the right length is one comparison in constant time of two digests', () => {
		const right = sign('body', 'key');
		const guesses = [right, `sha256=${right}`, '0'.repeat(64), `${right.slice(0, 63)}x`];
		for (const guess of guesses) signatureMatches('body', guess, 'key');
		expect(lengths()).toEqual(guesses.map(() => [64, 64]));
	});
});

test('a delivery whose bytes n8n has not kept cannot be signed', async () => {
	const said: unknown[] = [];
	const response = {
		status: (code: number) => ({ json: (body: unknown) => said.push(code, body) }),
	};
	const parameters: Record<string, unknown> = {
		events: ['messageReceived'],
		options: { requireSignature: true },
	};
	const context = {
		getWorkflowStaticData: () => ({
			registration: { place: 'number', url: '', secretHash: hashSecret('secret') },
		}),
		getNodeParameter: (name: string) => parameters[name],
		getHeaderData: () => ({
			'x-webhook-secret': 'secret',
			'x-360dialog-signature': '0'.repeat(64),
		}),
		getCredentials: async () => await Promise.resolve({ platformSecret: 'platform secret' }),
		getRequestObject: () => ({}),
		getResponseObject: () => response,
		getWorkflow: () => ({ id: 'unsigned' }),
		getNode: () => ({ id: 'trigger', name: 'Trigger' }),
		logger: { warn: () => undefined },
	} as unknown as IWebhookFunctions;
	const nobody = async () => await Promise.reject(new Error('Nobody is asked'));
	expect(await deliver(context, { atService: nobody, byHand: nobody })).toEqual({
		noWebhookResponse: true,
	});
	expect(said).toEqual([
		401,
		{ message: 'The signature is missing or wrong', listener: 'n8n-nodes-whatsapp-groups' },
	]);
});
