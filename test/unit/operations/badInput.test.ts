import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { isoFile, oggFile, webp } from '../../support/sampleFiles';
import { byId, byName, mapped } from '../../support/world';
import { GROUP_ID, useBench } from './bench';
import { itemWith, picture, png, textFile, type FileSeed } from './files';
import { openGroups, templates } from './seeds';

const bench = useBench({ groups: openGroups, templates });
const MIB = 1024 * 1024;

interface Row {
	operation: string;
	/** What is bad about it, for the test's name. */
	bad: string;
	parameters: INodeParameters;
	/** A good item, a bad one, a good one. */
	items: INodeExecutionData[];
	/** The whole message, or how it begins. */
	message: string | RegExp;
}

const group = { groupId: byId(GROUP_ID) };
const VALUE = '={{ $json.value }}';

/** Bad values of one parameter, which takes them from the item. */
function values(
	operation: string,
	parameters: INodeParameters,
	good: unknown,
	cases: Array<[bad: unknown, message: string | RegExp]>,
): Row[] {
	const item = (value: unknown) => ({ json: { value } }) as INodeExecutionData;
	return cases.map(([bad, message]) => ({
		operation,
		bad: (JSON.stringify(bad) ?? 'nothing').slice(0, 30),
		parameters,
		items: [item(good), item(bad), item(good)],
		message,
	}));
}

/** Bad files of one parameter. */
function files(
	operation: string,
	parameters: INodeParameters,
	good: FileSeed,
	cases: Array<[name: string, bad: FileSeed, message: string | RegExp]>,
): Row[] {
	return cases.map(([name, bad, message]) => ({
		operation,
		bad: name,
		parameters,
		items: [itemWith(good), itemWith(bad), itemWith(good)],
		message,
	}));
}

const NOTHING = 'is empty: the value or expression gives nothing';
const long = (length: number) => 'x'.repeat(length);
/** JSON holds it as another number, which may be that of somebody else. */
const INEXACT = 120_363_404_694_233_820;
const TOO_LARGE = 'is too large a number to be exact';

const onGroups: Row[] = [
	...values('group:create', { subject: VALUE }, 'Good', [
		['', 'Subject is empty'],
		[' \n ', 'Subject is empty'],
		[null, `Subject ${NOTHING}`],
		[undefined, `Subject ${NOTHING}`],
		[{ a: 1 }, 'Subject must be text, but is an object'],
		[long(129), 'Subject is too long: 129 characters, and at most 128 are allowed'],
		[INEXACT, `Subject ${TOO_LARGE}`],
		[NaN, 'Subject must be text, but is "NaN"'],
		[Infinity, 'Subject must be text, but is "Infinity"'],
	]),
	...values('group:create', { subject: 'Good', description: VALUE }, 'Good', [
		[long(2049), 'Description is too long: 2049 characters, and at most 2048 are allowed'],
		[['a'], 'Description must be text, but is a list'],
	]),
	...values('group:create', { subject: 'Good', joinApprovalMode: VALUE }, 'auto_approve', [
		['maybe', /^Join Approval Mode must be one of auto_approve, approval_required, but is "maybe"/],
		[true, /^Join Approval Mode must be one of auto_approve, approval_required, but is "true"/],
	]),
	...values('group:create', { subject: 'Good', waitForInviteLink: VALUE }, false, [
		['soon', 'Wait for Invite Link must be true or false, but is "soon"'],
	]),
	...values('group:get', { groupId: byId(VALUE) }, GROUP_ID, [
		['', 'Group is empty'],
		[null, `Group ${NOTHING}`],
		[undefined, `Group ${NOTHING}`],
		[INEXACT, `Group ${TOO_LARGE}`],
	]),
	...values('group:delete', { groupId: byId(VALUE) }, GROUP_ID, [[INEXACT, `Group ${TOO_LARGE}`]]),
	...values('group:getAll', { limit: VALUE }, 5, [
		[0, /^Limit must be a whole number from 1 to /],
		[-1, /^Limit must be a whole number from 1 to /],
		[1.5, /^Limit must be a whole number from 1 to /],
		['', /^Limit must be a whole number from 1 to /],
	]),
	...values('group:update', { ...group, updateFields: { subject: VALUE } }, 'Good', [
		['', 'Subject is empty'],
		[null, `Subject ${NOTHING}`],
		[long(129), 'Subject is too long: 129 characters, and at most 128 are allowed'],
	]),
	...values('group:update', { ...group, updateFields: { description: VALUE } }, 'Good', [
		[null, `Description ${NOTHING}`],
		[undefined, `Description ${NOTHING}`],
		[long(2049), 'Description is too long: 2049 characters, and at most 2048 are allowed'],
	]),
	...values(
		'group:update',
		{ ...group, updateFields: { subject: VALUE, description: 'New' } },
		'Good',
		[[undefined, `Subject ${NOTHING}`]],
	),
	{
		operation: 'group:update',
		bad: 'a picture that is nothing',
		parameters: { ...group, updateFields: { subject: 'Good', picture: '={{ $json.nothing }}' } },
		items: [{ json: {} }],
		message: `Picture ${NOTHING}`,
	},
	{
		operation: 'group:update',
		bad: 'no fields',
		parameters: { ...group, updateFields: {} },
		items: [{ json: {} }],
		message: 'Update Fields is empty',
	},
	...files('group:update', { ...group, updateFields: { picture: 'data' } }, picture(192, 192), [
		['a PNG', png, 'Picture must be a JPEG, but "group.png" is not'],
		['no picture', textFile('a.jpg'), 'Picture must be a JPEG, but "a.jpg" is not'],
		['not square', picture(300, 200), 'Picture must be square, but is 300 × 200 pixels'],
		['small', picture(191, 191), 'Picture must be at least 192 × 192 pixels, but is 191 × 191'],
		[
			'6 MB',
			picture(200, 200, 6 * MIB),
			'Picture is too large: 6 MB, and at most 5 MB are allowed',
		],
		['empty', picture(0, 0), /^Picture must be /],
	]),
];

const invitation = {
	...group,
	template: byName('group_invite'),
	templateParameters: mapped({ body_2: 'P' }),
};
const onPeople: Row[] = [
	...values('invite:send', { ...invitation, recipients: VALUE }, '+16505552001', [
		['', 'Recipients is empty'],
		[' ,\n; ', 'Recipients is empty'],
		[[], 'Recipients is empty'],
		['call me', 'Recipients: "call me" is not a phone number'],
		['0151 23456789', 'Recipients: "015…789" has no country code'],
		['+12', /^Recipients: "\+12" is not a phone number: it has 2 digits/],
		['+1650555200100000', /^Recipients: .* it has 16 digits/],
		['+1650+5552001', /^Recipients: .* holds more than one number/],
		[null, /^Recipients.* is empty/],
		[
			'call me, or not, +16505552001',
			/^Recipients: "call me" is not a phone number\. Recipients: "or not" is not a phone number\. 2 of 3 recipients cannot be read\. Nothing was sent for this item\./,
		],
		[
			['+16505552001', null],
			/^Recipients: "null" is not a phone number\. 1 of 2 recipients cannot be read\. Nothing was sent/,
		],
		[{ name: 'Anna' }, /^Recipients: "\{"n…a"\}" is not a phone number\./],
		[
			'4915123456703.5',
			/^Recipients: "491…3\.5" can be read in two ways, as \+49…703 or \+49…035\./,
		],
	]),
	...values(
		'invite:send',
		{ ...invitation, recipients: '+16505552001', template: byName(VALUE) },
		'group_invite',
		[
			['', 'Template is empty'],
			[null, `Template ${NOTHING}`],
		],
	),
	...values(
		'invite:send',
		{ ...group, recipients: '+16505552001', inviteMethod: 'text', text: VALUE },
		'Hi',
		[
			['', 'Text is empty'],
			[long(4097), 'Text is too long: 4097 characters, and at most 4000 are allowed'],
			[
				'{inviteLink}'.repeat(3) + long(3773),
				'Text is too long: 3809 characters, and at most 3808 are allowed',
			],
		],
	),
	...values('participant:remove', { ...group, participants: VALUE }, '+16505551001', [
		[
			Array.from({ length: 9 }, (_, index) => `+1650555100${index}`),
			'Participants holds 9 people, and at most 8 can be removed at once',
		],
		['', 'Participants is empty'],
		[[], 'Participants is empty'],
		['somebody', 'Participants: "somebody" is not a phone number'],
		['0151 23456789', 'Participants: "015…789" has no country code'],
		[[null, undefined], 'Participants is empty'],
		[null, /^Participants.* is empty/],
	]),
	...['approve', 'reject'].flatMap((operation) =>
		values(`joinRequest:${operation}`, { ...group, joinRequestIds: VALUE }, 'request', [
			['', 'Join Request IDs is empty'],
			[[], 'Join Request IDs is empty'],
			[[{ id: 'x' }], 'Join Request IDs holds something that is not an ID'],
			[['request', null], 'Join Request IDs holds something that is not an ID'],
			[null, /^Join Request IDs.* is empty/],
		]),
	),
];

const onMessages: Row[] = [
	...values('message:send', { ...group, text: VALUE }, 'Hi', [
		['', 'Text is empty'],
		['  \n', 'Text is empty'],
		[null, `Text ${NOTHING}`],
		[long(4097), 'Text is too long: 4097 characters, and at most 4096 are allowed'],
		[{ text: 'x' }, 'Text must be text, but is an object'],
		[INEXACT, `Text ${TOO_LARGE}`],
	]),
	...values(
		'message:send',
		{ ...group, messageType: VALUE, text: 'Hi', mediaId: '1', mediaUrl: 'https://x.example' },
		'text',
		[['poll', /^Message Type must be one of text, .*, but is "poll"\./]],
	),
	...values(
		'message:send',
		{ ...group, messageType: 'image', mediaSource: 'link', mediaUrl: VALUE },
		'https://www.example.com/a.jpg',
		[
			['', 'Media URL is empty'],
			[null, `Media URL ${NOTHING}`],
			['picture.jpg', 'Media URL is not a web address'],
			['ftp://example.com/a.jpg', 'Media URL is not a web address'],
			['https://exa mple.com/a.jpg', 'Media URL is not a web address'],
		],
	),
	...values(
		'message:send',
		{ ...group, messageType: 'image', mediaSource: 'id', mediaId: VALUE },
		'1013859600285441',
		[
			['', 'Media ID is empty'],
			[null, `Media ID ${NOTHING}`],
		],
	),
	...['image', 'video', 'document'].flatMap((messageType) =>
		values(
			'message:send',
			{
				...group,
				messageType,
				mediaSource: 'link',
				mediaUrl: 'https://www.example.com/a',
				options: { caption: VALUE },
			},
			'Look',
			[[long(1025), 'Caption is too long: 1025 characters, and at most 1024 are allowed']],
		),
	),
	...[
		['image', picture(10, 10), textFile('a.txt'), 'text/plain'],
		['video', { bytes: isoFile(), mimeType: 'video/mp4' }, png, 'image/png'],
		['audio', { bytes: oggFile(), mimeType: 'audio/ogg' }, png, 'image/png'],
		['document', textFile('a.txt'), png, 'image/png'],
		['sticker', { bytes: webp(), mimeType: 'image/webp' }, png, 'image/png'],
	].flatMap(([messageType, good, bad, mimeType]) =>
		files('message:send', { ...group, messageType: String(messageType) }, good as FileSeed, [
			[
				`${String(mimeType)} as ${String(messageType)}`,
				bad as FileSeed,
				`Input Binary Field holds a file of the type ${String(mimeType)}, which cannot be sent as ${String(messageType)}`,
			],
		]),
	),
	...files('message:send', { ...group, messageType: 'image' }, png, [
		[
			'a 6 MB image',
			{ bytes: Buffer.alloc(6 * MIB), mimeType: 'image/png' },
			'Input Binary Field is too large: 6 MB, and at most 5 MB are allowed',
		],
	]),
	...files(
		'message:send',
		{ ...group, messageType: 'sticker' },
		{ bytes: webp(), mimeType: 'image/webp' },
		[
			[
				'a 600 kB sticker',
				{ bytes: Buffer.alloc(600 * 1024), mimeType: 'image/webp' },
				'Input Binary Field is too large: 600 kB, and at most 500 kB are allowed',
			],
			[
				'a 300 kB sticker that does not move',
				{ bytes: webp({ size: 300 * 1024 }), mimeType: 'image/webp' },
				'Input Binary Field is too large: 300 kB, and at most 100 kB are allowed for a sticker that does not move',
			],
		],
	),
	...values('message:sendTemplate', { ...group, template: byName(VALUE) }, 'welcome', [
		['', 'Template is empty'],
		[null, `Template ${NOTHING}`],
	]),
	...values('message:pin', { ...group, messageId: 'wamid.x', expirationDays: VALUE }, 1, [
		[0, /^Expiration \(Days\) must be a whole number from 1 to 30, but is "0"\./],
		[31, /^Expiration \(Days\) must be a whole number from 1 to 30, but is "31"\./],
		[2.5, /^Expiration \(Days\) must be a whole number from 1 to 30, but is "2\.5"\./],
		['a week', /^Expiration \(Days\) must be a whole number from 1 to 30, but is "a week"\./],
		[null, /^Expiration \(Days\) must be a whole number from 1 to 30, but is empty\./],
	]),
	...['pin', 'unpin'].flatMap((operation) =>
		values(`message:${operation}`, { ...group, messageId: VALUE }, 'wamid.x', [
			['', 'Message ID is empty'],
			[null, `Message ID ${NOTHING}`],
			[INEXACT, `Message ID ${TOO_LARGE}`],
		]),
	),
];

const onTheRest: Row[] = [
	...files('media:upload', {}, png, [
		[
			'a kind that WhatsApp does not take',
			{ bytes: Buffer.alloc(9), mimeType: 'application/zip' },
			'Input Binary Field holds a file of the type application/zip, which WhatsApp does not take',
		],
		[
			'a 17 MB video',
			{ bytes: Buffer.concat([isoFile(), Buffer.alloc(17 * MIB)]), mimeType: 'video/mp4' },
			'Input Binary Field is too large: 17.1 MB, and at most 16 MB are allowed',
		],
	]),
	...['media:upload', 'message:send'].map((operation) => ({
		operation,
		bad: 'an unknown binary field',
		parameters: { ...group, messageType: 'image', binaryPropertyName: VALUE },
		items: ['data', 'photo', 'data'].map((value) => itemWith(png, 'data', { value })),
		message: 'Input Binary Field names no binary field of the item: "photo"',
	})),
	{
		operation: 'group:update',
		bad: 'an unknown binary field',
		parameters: { ...group, updateFields: { picture: VALUE } },
		items: ['data', 'photo', 'data'].map((value) => itemWith(picture(200, 200), 'data', { value })),
		message: 'Picture names no binary field of the item: "photo"',
	},
	...values('template:createInvite', { name: VALUE }, 'good', [
		['', 'Name is empty'],
		['Bad Name', 'Name may only hold lowercase letters, digits and underscores'],
		['naïve', 'Name may only hold lowercase letters, digits and underscores'],
		[long(513), 'Name is too long: 513 characters, and at most 512 are allowed'],
	]),
	...values('template:createInvite', { name: 'good', language: VALUE }, 'de', [
		['', 'Language is empty'],
	]),
	...values('template:getAll', { limit: VALUE }, 5, [[0, /^Limit must be a whole number from 1/]]),
	...['download', 'delete'].flatMap((operation) =>
		values(`media:${operation}`, { mediaId: VALUE }, '123', [
			[INEXACT, `Media ID ${TOO_LARGE}`],
			['', 'Media ID is empty'],
			[null, `Media ID ${NOTHING}`],
		]),
	),
	...values('media:download', { mediaId: '123', binaryPropertyName: VALUE }, 'data', [
		['', 'Put Output File in Field is empty'],
	]),
	...values('group:getAll', { options: { timeout: VALUE } }, 5000, [
		[0, 'Timeout (ms) must be a number from 1 to 2147483647, but is "0"'],
		['soon', 'Timeout (ms) must be a number from 1 to 2147483647, but is "soon"'],
		// A timer would fire at once.
		[2 ** 31, 'Timeout (ms) must be a number from 1 to 2147483647, but is "2147483648"'],
	]),
	...values('group:getAll', { options: { maxRateLimitWait: VALUE } }, 5, [
		[-1, 'Max Rate Limit Wait (Seconds) must be a number from 0 to 2147483, but is "-1"'],
		[2147484, 'Max Rate Limit Wait (Seconds) must be a number from 0 to 2147483, but is "2147484"'],
	]),
];

describe.each([
	['groups', onGroups],
	['people', onPeople],
	['messages', onMessages],
	['the rest', onTheRest],
])('bad input of %s', (_name, rows) => {
	test.each(rows)(
		'$operation, $bad: $message',
		async ({ operation, parameters, items, message }) => {
			const error = await bench.failure(operation, parameters, items);
			const index = items.length === 1 ? 0 : 1;
			// What is wrong, then what to do: sentences, as the toast of n8n shows no more.
			const told = error.message;
			if (typeof message === 'string') {
				expect(told.slice(0, message.length + 1)).toBe(`${message}.`);
				expect(told.slice(message.length + 1)).toMatch(/^$|^ [A-Z].*\.$/);
			} else {
				expect(told).toMatch(message);
				expect(told).toMatch(/\.$/);
			}
			expect(error.description).toMatch(new RegExp(`\\bItem ${index}$`));
			expect(error.name).toBe('NodeOperationError');
			expect(error.context.itemIndex).toBe(index);
			// Neither for the bad item nor for the good ones: all are checked first.
			expect(bench.callNames()).toEqual([]);
		},
	);
});

test('what is at the limit is no bad input', async () => {
	await bench.output('group:create', {
		subject: long(128),
		description: long(2048),
		waitForInviteLink: false,
	});
	await bench.output('message:send', { ...group, text: long(4096) });
	await bench.output('message:send', {
		...group,
		messageType: 'image',
		mediaSource: 'link',
		mediaUrl: 'http://www.example.com/a.jpg',
		options: { caption: long(1024) },
	});
	await bench.output('group:update', { ...group, updateFields: { picture: 'data' } }, [
		itemWith(picture(192, 192, 5 * MIB)),
	]);
	expect(bench.callNames()).toHaveLength(4);
	expect(bench.simulator.log.requests.every(({ tookEffect }) => tookEffect)).toBe(true);
});
