import fc from 'fast-check';

import {
	keyFrom,
	markOf,
	ownerOf,
	seal,
	unseal,
	type Owner,
} from '../../../nodes/WhatsAppGroups/secrets/sealed';

const KEY = keyFrom('key');
const OTHER_KEY = keyFrom('other');
const owners = fc.record<Owner>({
	instance: fc.string({ unit: 'binary' }),
	workflow: fc.string({ unit: 'binary' }),
	node: fc.string({ unit: 'binary' }),
});

/** One letter or digit of it is another one. */
function changed(text: string, at: number): string {
	const index = at % text.length;
	const other = text[index] === '0' ? '1' : '0';
	return `${text.slice(0, index)}${other}${text.slice(index + 1)}`;
}

test('a key tells nothing of the API key, and each has its own', () => {
	expect(KEY).toMatch(/^[0-9a-f]{64}$/);
	expect(keyFrom('key')).toBe(KEY);
	expect(OTHER_KEY).not.toBe(KEY);
});

describe('a mark', () => {
	test('names its owner to who has the key, in letters and digits', () => {
		fc.assert(
			fc.property(owners, (owner) => {
				const mark = markOf(owner, KEY);
				expect(mark).toMatch(/^[0-9a-f]+$/);
				expect(ownerOf(mark, [KEY])).toEqual(owner);
				expect(ownerOf(mark, [OTHER_KEY, KEY])).toEqual(owner);
				expect(ownerOf(mark, [OTHER_KEY])).toBeUndefined();
				expect(ownerOf(mark, [])).toBeUndefined();
			}),
		);
	});

	test('that was changed or cut names nobody', () => {
		const mark = markOf({ instance: 'i', workflow: 'w', node: 'n' }, KEY);
		fc.assert(
			fc.property(fc.nat(), (at) => {
				expect(ownerOf(changed(mark, at), [KEY])).toBeUndefined();
				expect(ownerOf(mark.slice(0, at % mark.length), [KEY])).toBeUndefined();
			}),
		);
	});

	test('is none whatever else comes', () => {
		fc.assert(
			fc.property(fc.oneof(fc.anything(), fc.string()), (value) => {
				expect(ownerOf(value, [KEY])).toBeUndefined();
			}),
		);
	});
});

describe('what is sealed', () => {
	test('is read by who has the key, whatever it is', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const sealed = seal(value, KEY);
				expect(sealed).toMatch(/^[0-9a-f]+$/);
				expect(JSON.stringify(unseal(sealed, [OTHER_KEY, KEY]))).toBe(JSON.stringify(value));
				expect(unseal(sealed, [OTHER_KEY])).toBeUndefined();
				// Nobody sees by it that the same stands there again.
				expect(seal(value, KEY)).not.toBe(sealed);
			}),
		);
	});

	test('shows nothing of what it holds', () => {
		const sealed = Buffer.from(seal({ Authorization: 'Bearer theirs' }, KEY), 'hex');
		expect(sealed.toString('latin1')).not.toContain('theirs');
	});

	test('that was changed or cut is not read', () => {
		const sealed = seal({ url: 'https://crm.test' }, KEY);
		fc.assert(
			fc.property(fc.nat(), (at) => {
				expect(unseal(changed(sealed, at), [KEY])).toBeUndefined();
				expect(unseal(sealed.slice(0, at % sealed.length), [KEY])).toBeUndefined();
			}),
		);
		for (const more of ['0', '00', 'zz', ' ', '\n']) {
			expect(unseal(`${sealed}${more}`, [KEY])).toBeUndefined();
			expect(unseal(`${more}${sealed}`, [KEY])).toBeUndefined();
		}
		expect(unseal(sealed.toUpperCase(), [KEY])).toBeUndefined();
	});

	test('is nothing whatever else comes', () => {
		fc.assert(
			fc.property(fc.oneof(fc.anything(), fc.string()), (value) => {
				expect(unseal(value, [KEY])).toBeUndefined();
			}),
		);
	});
});

test('what stands in the configurations of numbers is read by every version', () => {
	expect(KEY).toBe('3a9f4fecec58ca86dce5fcb24b10d62417e3abd14e966fdac8190097378f10d4');
	const mark =
		'df52201ad9b5ffcf1df23465a75f8d225b312c22696e7374616e6365222c22776f726b666c6f77222c226e6f6465225d';
	const owner = { instance: 'instance', workflow: 'workflow', node: 'node' };
	expect(markOf(owner, KEY)).toBe(mark);
	expect(ownerOf(mark, [KEY])).toEqual(owner);
	const sealed =
		'b24f46decf85f58ce86df4e9da708dd09ad2ef9834b4028ed48bf279f2f904e94ba305ee8023290cc10cba09e2f407cc411f77335c5c';
	expect(unseal(sealed, [KEY])).toEqual({ url: 'https://crm.test' });
});
