import { GroupDirectory } from '../../../nodes/WhatsAppGroups/api/groupDirectory';
import { FakeService } from './fakeApi';

/** The groups that the service lists; a list of lists is what it answers one after the other. */
function directory(...lists: unknown[][]) {
	const service = new FakeService(() => ({ body: { groups: lists.shift() ?? [] } }));
	const groups = new GroupDirectory();
	const ask = async (subject: string, isNow = false) =>
		await service.time.run(
			isNow ? groups.bySubjectNow(service.api, subject) : groups.bySubject(service.api, subject),
		);
	return { service, ask };
}

const TEAM = { id: '1', subject: 'Team' };
const OTHERS = [
	{ id: '2', subject: 'Teams' },
	{ id: '3', subject: 'team' },
];

test('the groups of a subject, and no others', async () => {
	const created = { id: '5', subject: 'Team', created_at: 1_700_000_000 };
	const { ask } = directory([...OTHERS, TEAM, created]);
	expect(await ask('Team')).toEqual([
		{ groupId: '1', subject: 'Team', createdAt: undefined },
		{ groupId: '5', subject: 'Team', createdAt: '2023-11-14T22:13:20.000Z' },
	]);
});

test.each([
	['Team', ' Team\n'],
	['Café', 'Cafe\u0301'],
	['My Team', 'My  \u00a0Team'],
	['Team', '\u200bTe\u200dam\u200e'],
	['Team', '\u{e001f}Te\u{e0080}am'],
	// A joiner that joins nothing, and one whose pictures may be with or without their variation.
	['a👩', 'a\u200d👩'],
	['👩a', '👩\u200da'],
	['👩💻', '👩\u200b\u200d💻'],
	['❤\u200d🔥', '❤\ufe0f\u200d🔥'],
])('%j is the subject that %j looks like', async (subject, other) => {
	const { ask } = directory([{ id: '1', subject: other }, ...OTHERS]);
	expect((await ask(subject)).map(({ groupId }) => groupId)).toEqual(['1']);
});

const tagged = (letters: string) =>
	`🏴${[...letters, '\u007f'].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('')}`;

test.each([
	['flags by their tags', ['🏴', ...['gbeng', 'gbsct', 'gbwls', 'gb sct'].map(tagged)]],
	['a tag at the end, and none', ['🏴', '🏴\u{e007f}']],
	['joined pictures, and two', ['👩💻', '👩\u200d💻']],
	['joined pictures in a colour, and two', ['👩🏽💻', '👩🏽\u200d💻']],
	['joined pictures of a variation, and two', ['🏳\ufe0f🌈', '🏳\ufe0f\u200d🌈']],
	['a family', ['👨👩👧', '👨\u200d👩👧', '👨👩\u200d👧', '👨\u200d👩\u200d👧']],
])('what looks different is another subject: %s', async (_what, pictures) => {
	const subjects = pictures.map((picture) => `Team ${picture}`);
	const { ask } = directory(subjects.map((subject) => ({ id: subject, subject })));
	for (const subject of subjects) {
		expect((await ask(subject)).map(({ groupId }) => groupId)).toEqual([subject]);
	}
});

test('who asks again is told what was there at first, and who asks for now what is there now', async () => {
	const { service, ask } = directory([TEAM], []);
	expect(await ask('Team')).toHaveLength(1);
	expect(await ask('Team')).toHaveLength(1);
	expect(service.calls).toHaveLength(1);
	expect(await ask('Team', true)).toEqual([]);
	expect(service.calls).toHaveLength(2);
});

test.each([false, true])(
	'each subject is brought into its form once, however many are looked up (for now: %p)',
	async (isNow) => {
		const many = Array.from({ length: 100 }, (_, id) => ({ id, subject: `Team ${id % 50}` }));
		const { service, ask } = directory(many);
		const normalize = jest.spyOn(String.prototype, 'normalize');
		const found = await Promise.all(
			Array.from({ length: 50 }, async (_, index) => await ask(`Team ${index}`, isNow)),
		);
		const { length } = normalize.mock.calls;
		normalize.mockRestore();
		expect(found.map((groups) => groups.map(({ groupId }) => groupId))).toEqual(
			Array.from({ length: 50 }, (_, index) => [String(index), String(index + 50)]),
		);
		expect(service.calls).toHaveLength(1);
		expect(length).toBeLessThanOrEqual(100 + 50);
	},
);

test.each([
	['no ID', { subject: 'Other' }],
	['no subject', { id: '9' }],
	['neither', { created_at: 1 }],
])('a group with %s may be the one: nothing is known', async (_what, group) => {
	for (const isNow of [false, true]) {
		const { ask } = directory([TEAM, group]);
		await expect(ask('Team', isNow)).rejects.toMatchObject({
			details: {
				code: 'subjects_unreadable',
				message: 'The service lists a group without its ID or its subject.',
				hint: expect.stringContaining('.') as unknown,
			},
			certainty: 'notDone',
		});
	}
});
