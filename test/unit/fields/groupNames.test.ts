import { listEntries, namedGroups } from '../../../nodes/WhatsAppGroups/fields/groupNames';

const CREATED = '2025-08-18T20:27:57.000Z';

describe('groups of one subject', () => {
	test('are told with the days of their creation, where these are known', () => {
		expect(
			namedGroups([
				{ groupId: 'G1', subject: 'Team', createdAt: CREATED },
				{ groupId: 'G2', subject: 'Team' },
			]),
		).toBe('G1 (created 2025-08-18), G2');
	});

	test.each([
		[9, ''],
		[10, ''],
		[11, ', and 1 more'],
		[25, ', and 15 more'],
	])('%d of them: ten at most are named', (count, rest) => {
		const ids = Array.from({ length: count }, (_, index) => `G${index}`);
		const groups = ids.map((groupId) => ({ groupId, subject: 'Team' }));
		expect(namedGroups(groups)).toBe(`${ids.slice(0, 10).join(', ')}${rest}`);
	});
});

describe('entries of the list', () => {
	const first = (...groups: Parameters<typeof listEntries>[0]) => listEntries(groups, true);
	const names = (...groups: Parameters<typeof listEntries>[0]) =>
		first(...groups).map(({ name }) => name);

	test('are the subjects', () => {
		expect(first({ groupId: 'G1', subject: ' Team ', createdAt: CREATED })).toEqual([
			{ name: ' Team ', value: 'G1', subject: ' Team ' },
		]);
	});

	test('a group without a subject is listed by its ID, one without an ID not at all', () => {
		expect(first({ groupId: 'G1' }, { subject: 'Team' }, {})).toEqual([
			{ name: 'G1', value: 'G1', subject: 'G1' },
		]);
	});

	test('tell groups that look alike apart by creation and ID', () => {
		expect(
			names(
				{ groupId: 'first-000001', subject: 'Team', createdAt: CREATED },
				{ groupId: 'other-000002', subject: ' TEAM ' },
				{ groupId: 'third-000003', subject: 'Others' },
			),
		).toEqual(['Team · 2025-08-18 20:27 · …000001', 'TEAM · …000002', 'Others']);
	});

	test('do not mark subjects that differ to the eye', () => {
		const shown = names(
			{ groupId: 'first-000001', subject: 'Straße' },
			{ groupId: 'other-000002', subject: 'STRASSE' },
		);
		expect(shown).toEqual(['Straße', 'STRASSE']);
	});

	test('of a later page tell each apart: it may look like one of a page before', () => {
		const group = { groupId: 'first-000001', subject: 'Team' };
		expect(listEntries([group], false)).toEqual([
			{ name: 'Team · …000001', value: 'first-000001', subject: 'Team' },
		]);
	});

	test.each([
		['whose first 27 characters are the same', 27, true],
		['whose 27th character differs', 26, false],
	])('subjects %s', (_what, same, alike) => {
		const start = 'x'.repeat(same);
		const shown = names(
			{ groupId: 'first-000001', subject: `${start}a` },
			{ groupId: 'other-000002', subject: `${start}b` },
		);
		expect(shown.every((name) => name.includes('…'))).toBe(alike);
	});

	test.each([
		// The mark takes ten characters of the 55 that the editor shows.
		['x'.repeat(45), `${'x'.repeat(45)} · …000001`],
		['x'.repeat(46), `${'x'.repeat(44)}… · …000001`],
		['🎉'.repeat(60), `${'🎉'.repeat(44)}… · …000001`],
	])('a subject gives way to the mark: %s', (subject, shown) => {
		const [{ name }] = listEntries([{ groupId: 'first-000001', subject }], false);
		expect(name).toBe(shown);
		expect([...name].length).toBeLessThanOrEqual(55);
	});

	test.each([
		['000-123456', '999-654321', ['…123456', '…654321']],
		['000-123456', '999-123456', ['…0-123456', '…9-123456']],
		[
			'0-a1234567890123456789012',
			'0-b1234567890123456789012',
			['…a1234567890123456789012', '…b1234567890123456789012'],
		],
		[
			'a-12345678901234567890123',
			'b-12345678901234567890123',
			['…-12345678901234567890123', '…-12345678901234567890123'],
		],
		['123456', '0123456', ['…123456', '…0123456']],
	])('the end of an ID is as long as it must be: %s and %s', (one, other, ends) => {
		const shown = names({ groupId: one, subject: 'Team' }, { groupId: other, subject: 'Team' });
		expect(shown).toEqual(ends.map((end) => `Team · ${end}`));
	});
});
