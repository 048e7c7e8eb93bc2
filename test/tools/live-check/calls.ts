/**
 * Every call that the live check can make. What is not here cannot be made: the client takes calls by
 * their name, and counts them. The announcement before a run is this list.
 */
export const LEVELS = ['look', 'try', 'talk', 'hear'] as const;

export type Level = (typeof LEVELS)[number];

export interface PlannedCall {
	level: Level;
	method: 'GET' | 'POST' | 'DELETE';
	/** `{…}` stands for an id. */
	path: string;
	/** How often at most in a run, without repeats after a refusal for too many calls. */
	most: number;
	/** For people. */
	why: string;
	/** Made only where this holds. For people. */
	when?: string;
}

const look = (path: string, why: string, most = 1, when?: string): PlannedCall => ({
	level: 'look',
	method: 'GET',
	path,
	most,
	why,
	when,
});

const call = (
	level: Level,
	method: PlannedCall['method'],
	path: string,
	why: string,
	most = 1,
	when?: string,
): PlannedCall => ({ level, method, path, most, why, when });

export const CALLS = {
	health: look('/health_status', 'whether the key is good, and how the number is'),
	wrongKey: look('/health_status', 'how a made-up key is refused'),
	groups: look('/groups', 'the groups, in pages as large as allowed', 20),
	smallPage: look('/groups', 'a page with one group: how pages are continued'),
	badCursor: look('/groups', 'how a made-up cursor is refused'),
	unknownGroup: look('/groups/{group_id}', 'how a made-up group is refused'),
	group: look('/groups/{group_id}', 'some of the groups', 5, 'there is a group'),
	groupBare: look('/{group_id}', 'one group under the path that Meta uses', 1, 'there is a group'),
	inviteLink: look('/groups/{group_id}/invite_link', 'its link', 1, 'there is a group'),
	joinRequests: look('/groups/{group_id}/join_requests', 'who asks to join', 1, 'there is a group'),
	legacyTemplates: look('/v1/configs/templates', 'the templates, under the older path'),
	templates: look('/message_templates', 'the templates, under the newer path'),
	library: look('/message_template_library', 'Meta’s templates that invite to groups'),
	webhook: look('/v1/configs/webhook', 'who gets the number’s events'),
	wabaWebhook: look('/waba_webhook', 'who gets the events of the whole account'),
	multiWebhook: look('/multi_webhook', 'who gets copies of the number’s events'),
	unknownPath: look('/live-check/unknown', 'how an unknown path is refused'),

	create: call('try', 'POST', '/groups', 'create a group whose name says what it is'),
	listing: call('try', 'GET', '/groups', 'wait for it, and see it go', 200),
	ownGroup: call('try', 'GET', '/groups/{group_id}', 'read it, and who is in it', 1000),
	ownLink: call(
		'try',
		'GET',
		'/groups/{group_id}/invite_link',
		'read its link, before and after the reset',
		2,
	),
	setSubject: call('try', 'POST', '/groups/{group_id}', 'change its subject'),
	setDescription: call('try', 'POST', '/groups/{group_id}', 'change its description'),
	clearDescription: call('try', 'POST', '/groups/{group_id}', 'clear its description'),
	pictureAsFile: call('try', 'POST', '/groups/{group_id}', 'change its picture, sent as “file”'),
	pictureAsProfile: call(
		'try',
		'POST',
		'/groups/{group_id}',
		'change its picture, sent as “profile_picture_file”',
	),
	smallPicture: call('try', 'POST', '/groups/{group_id}', 'offer a picture that is too small'),
	resetLink: call('try', 'POST', '/groups/{group_id}/invite_link', 'reset its link'),
	approveUnknown: call(
		'try',
		'POST',
		'/groups/{group_id}/join_requests',
		'approve a join request that does not exist',
	),
	removeStranger: call(
		'try',
		'DELETE',
		'/groups/{group_id}/participants',
		'remove a made-up person, by number and by user ID',
		3,
	),
	emptyText: call('try', 'POST', '/messages', 'send a text to the empty group: nobody gets it'),
	unknownTemplate: call(
		'try',
		'POST',
		'/messages',
		'send a template that does not exist to the group: nobody gets it',
	),
	delete: call('try', 'DELETE', '/groups/{group_id}', 'delete the group', 4),

	closedText: call('talk', 'POST', '/messages', 'send a text before anybody wrote'),
	text: call('talk', 'POST', '/messages', 'send two texts at once', 2),
	upload: call('talk', 'POST', '/media', 'upload a picture'),
	mediaInfo: call('talk', 'GET', '/{media_id}', 'read where the picture is'),
	download: call('talk', 'GET', '/whatsapp_business/attachments/', 'download the picture'),
	image: call('talk', 'POST', '/messages', 'send the picture'),
	pin: call('talk', 'POST', '/messages', 'pin a text, and unpin it', 2),
	reaction: call('talk', 'POST', '/messages', 'react to a text'),
	location: call('talk', 'POST', '/messages', 'send a location'),
	byUserId: call(
		'talk',
		'POST',
		'/messages',
		'write to your phone by its user ID',
		1,
		'the service tells a user ID',
	),
	remove: call(
		'talk',
		'DELETE',
		'/groups/{group_id}/participants',
		'remove your phone from the group, once together with a made-up person',
		2,
	),
	deleteMedia: call('talk', 'DELETE', '/{media_id}', 'delete the uploaded picture', 3),

	setWebhook: call(
		'hear',
		'POST',
		'/v1/configs/webhook',
		'send the number’s events here, try what a header may hold, and give the webhook back',
		7,
		'--take-webhook is given',
	),
	readWebhook: call(
		'hear',
		'GET',
		'/v1/configs/webhook',
		'read back who gets the number’s events',
		200,
		'--take-webhook is given',
	),
} as const satisfies Record<string, PlannedCall>;

export type CallName = keyof typeof CALLS;

export function planned(name: CallName): PlannedCall {
	return CALLS[name];
}

/** The calls of these levels, in the order in which they are made. */
export function callsOf(levels: readonly Level[], takesWebhook: boolean): PlannedCall[] {
	return Object.values(CALLS).filter(
		({ level }) => levels.includes(level) && (level !== 'hear' || takesWebhook),
	);
}
