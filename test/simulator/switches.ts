/**
 * The points where sources about the service disagree or say nothing. Each has a value that the
 * simulator takes by default and others to test against; `doubt` is the number in the contract.
 */
interface Setting<T> {
	default: T;
	values?: readonly T[];
	doubt: string;
	about: string;
}

function choice<const V extends readonly string[]>(
	values: V,
	doubt: string,
	about: string,
): Setting<V[number]> {
	return { default: values[0], values, doubt, about };
}

function flag(value: boolean, doubt: string, about: string): Setting<boolean> {
	return { default: value, values: [true, false], doubt, about };
}

function amount(value: number, doubt: string, about: string): Setting<number> {
	return { default: value, doubt, about };
}

export const SETTINGS = {
	createResponse: choice(
		['request_id', 'id', 'both', 'group_id', 'link'],
		'D1',
		'what POST /groups answers: a request id, the id, both, the id as group_id, or the id and invite_link',
	),
	groupPathPrefix: choice(
		['groups', 'both'],
		'D2',
		'only /groups/{id}, or also the bare /{id} of Meta',
	),
	mutateResponse: choice(
		['success', 'empty', 'request_id', 'success_text', 'none'],
		'D3',
		'what update, delete and remove answer: {"success":true}, {}, a request id, {"success":"true"}; none: no body at all for update and remove',
	),
	partialResponse: choice(
		['detailed', 'errors', 'error'],
		'D3',
		'body of a 206 of remove: people and errors, errors only, or a Graph error body',
	),
	partialNames: choice(
		['input', 'user', 'wa_id', 'strings'],
		'D3',
		'how the answer of remove names people: by one of these keys, or as bare strings',
	),
	removedNamed: flag(false, 'D3', 'the answer of remove names removed_participants'),
	removalOfStrangers: choice(
		['sync', 'webhook'],
		'D3',
		'some of several people were not in the group: 206, or 200 and the failure by webhook only',
	),
	pictureField: choice(
		['both', 'file', 'profile_picture_file'],
		'D5',
		'accepted name of the picture part',
	),
	pictureErrors: choice(
		['sync', 'webhook'],
		'9.3.5',
		'a bad picture: 400, or update_successful false',
	),
	scalarStyle: choice(['typed', 'strings'], 'D11', 'scalars of group info and lists'),
	createdAtStyle: choice(
		['seconds', 'milliseconds', 'iso'],
		'D11',
		'created_at and creation_timestamp',
	),
	listShape: choice(
		['data.groups', 'data', 'groups'],
		'D32',
		'where the list of GET /groups stands',
	),
	listPageCap: amount(
		0,
		'D32',
		'largest page of groups, join requests and templates, whatever limit was asked for; 0 = none',
	),
	pagingStyle: choice(
		['both', 'next', 'cursors'],
		'D32',
		'paging has cursors and next, only next (with the cursor in its query), or only cursors (on the last page too)',
	),
	timestampStyle: choice(['string', 'number'], 'D11', 'timestamps of webhooks'),
	participantKey: choice(
		['recipient_participant_id', 'participant_recipient_id', 'alternate'],
		'D9b',
		'who a status is about',
	),
	statusGroupKey: choice(
		['recipient_type', 'group_id'],
		'D13',
		'how a status says that it is a group’s: recipient_type "group", or group_id without recipient_type',
	),
	settingsEventStyle: choice(
		['result', 'plain'],
		'3.4',
		'group_subject and group_description with update_successful, or subject and description as plain texts',
	),
	initiatedByPosition: choice(['group', 'value', 'absent'], 'D9', 'where initiated_by stands'),
	statusAggregation: choice(
		['none', 'message', 'participant', 'all'],
		'D12',
		'which statuses share one POST',
	),
	conversationObject: choice(
		['omitted', 'present', 'nested'],
		'D13',
		'no conversation (v24), conversation beside pricing (v23), pricing inside conversation',
	),
	bsuid: choice(
		['off', 'kept', 'omitted', 'empty'],
		'3.9',
		'user ids of people: none, beside wa_id, instead of wa_id, with wa_id ""',
	),
	hiddenRecipient: choice(
		['accept', 'refuse'],
		'D31',
		'a message with recipient (a user id) and no to',
	),
	bsuidRemovalKey: choice(
		['user', 'user_id', 'both'],
		'D14',
		'key that takes a BSUID in a removal',
	),
	errorShape: choice(
		['graph', 'string', 'meta', 'legacy', 'html'],
		'6.1',
		'body of refusals; with graph, 360dialog’s own endpoints answer {"error":"text"}',
	),
	errorStatus: choice(['own', '200'], 'D33', 'HTTP status of refusals'),
	metaErrorSpelling: choice(
		['snake', 'camel'],
		'6.1',
		'http_code and developer_message, or httpCode and developerMessage',
	),
	errorUserTexts: flag(
		false,
		'6.1',
		'Graph errors about templates say what is wrong only in error_user_title and error_user_msg',
	),
	notFoundShape: choice(
		['string', 'meta', 'graph', 'html', 'empty'],
		'D25',
		'body of a 404 for an unknown path',
	),
	rateLimitStyle: choice(['429', '400'], '6', '429 with 130429, or 360dialog’s 400 text'),
	rateLimitRetryAfter: amount(0, 'D26', 'seconds of Retry-After on a rate limit; 0 = no header'),
	webhookTiming: choice(
		['after', 'before', 'delayed'],
		'3.1',
		'webhooks after the HTTP answer, before it, or webhookDelayMs later',
	),
	webhookDelayMs: amount(50, '3.1', 'for webhookTiming delayed'),
	webhookDuplicates: flag(false, '3.10', 'every delivery comes twice'),
	webhookReorder: flag(false, '3.10', 'deliveries of one batchWindowMs come in reverse order'),
	webhookBatching: flag(false, '3.10', 'updates of one batchWindowMs share a POST, up to 1,000'),
	batchWindowMs: amount(20, '3.10', 'how long batching, aggregation and reordering collect'),
	deliveryConcurrency: amount(1, '3.10', 'deliveries in flight; 1 keeps their order'),
	signature: choice(['none', 'hex', 'prefixed'], 'D21', 'x-360dialog-signature'),
	autoStatuses: choice(
		['read', 'delivered', 'sent', 'none'],
		'9.3.10',
		'how far statuses of a sent message go by themselves',
	),
	emptyGroup: choice(
		['sync', 'failed'],
		'9.3.10',
		'a group without members: 400, or failed status',
	),
	outsideWindow: choice(['failed', 'sync'], '9.3.10', 'free-form text outside 24 h'),
	undeliverable: choice(['failed', 'sync'], '6.4', 'a number that is not on WhatsApp (131026)'),
	unverifiedTypes: choice(
		['refuse', 'accept'],
		'D7',
		'reactions, locations and contacts to a group',
	),
	messageGroupId: flag(true, '2.3', 'messages[0].group_id in the answer to a group message'),
	echoCallbackData: flag(true, 'D20', 'statuses carry biz_opaque_callback_data'),
	missingPlus: choice(
		['prepend', 'keep'],
		'2.4',
		'a recipient without + gets the business’s country code, or is taken as it stands',
	),
	creationDelayMs: amount(0, 'D1', 'ms until a new group exists; before that 131041'),
	groupLimitRefusal: choice(['sync', 'webhook'], '9.3.2', 'how 131211 is told'),
	listOrder: choice(['newest', 'oldest'], '1.1', 'order of GET /groups'),
	listSuspended: flag(true, 'D20', 'suspended groups are listed'),
	clearDescription: choice(['accept', 'refuse'], 'D20', 'an update with description ""'),
	removalAllBad: choice(
		['webhook', 'sync'],
		'9.3.8',
		'nobody could be removed: webhook, or 400/131212',
	),
	joinRequestsAllBad: choice(
		['partial', 'sync'],
		'9.3.9',
		'no request could be handled: 206, or 400',
	),
	incomingMediaUrl: flag(true, '2.5', 'incoming media carry url'),
	mediaShaStyle: choice(
		['hex', 'base64'],
		'2.5',
		'sha256 of GET /{media_id}; webhooks have base64',
	),
	templatesEndpoint: choice(
		['both', 'legacy', 'new'],
		'5.1',
		'which template endpoints exist; the others answer 404',
	),
	legacyTemplatesMaxLimit: amount(
		1000,
		'5.1',
		'largest (and default) page of /v1/configs/templates',
	),
	libraryInviteName: choice(
		['both', 'listed', 'topic'],
		'D8',
		'accepted library_template_name: exact names, the topic’s name, or both',
	),
	libraryApproval: choice(['approved', 'pending'], '5.2', 'status of a template from the library'),
	webhookUnset: choice(['empty', 'empty_url', '404'], 'D23', 'GET /v1/configs/webhook when unset'),
	webhookKeepsHeaders: flag(false, 'D23', 'a POST without headers keeps the stored ones'),
	webhookHeaders: choice(
		['shown', 'masked', 'absent', 'null', 'empty', 'dropped'],
		'D23',
		'headers of a configuration that is read: as they are, values as stars, no key, null, {}; dropped: neither kept nor delivered',
	),
	webhookHeaderLength: amount(
		0,
		'D23',
		'characters of a header value that are kept, shown and delivered; 0 = all',
	),
	webhookHeaderCharacters: choice(
		['any', 'as_in_urls'],
		'4.5',
		'header values with an underscore or a port: taken, or refused as in URLs',
	),
	webhookWriteAnswer: choice(
		['stored', 'sent', 'before', 'message'],
		'D23',
		'what POST /v1/configs/webhook answers: what it stores, what was sent, what stood there before, or a message only',
	),
	webhookEmptyUrl: choice(['refuse', 'accept'], 'D23', 'POST with url "" (accept = unset)'),
	webhookConfigDelayMs: amount(0, '4.1', 'ms until a change of /v1/configs/webhook shows'),
	wabaWebhookDelayMs: amount(100, '4.2', 'ms until a change of /waba_webhook shows'),
	multiWebhookDelayMs: amount(100, '4.3', 'ms until a change of /multi_webhook shows'),
	deliveriesFollowMs: amount(
		0,
		'4.3',
		'ms from when a change of any of the three shows until deliveries go by it',
	),
	multiWebhookBusy: choice(['old', '409'], '4.3', 'GET /multi_webhook during a change'),
	multiWebhookDelete: choice(['missing', 'supported'], 'D24', 'DELETE /multi_webhook'),
	multiWebhookCountsMain: flag(false, 'D23', 'the main webhook is one of the three'),
};

export type Switches = {
	[K in keyof typeof SETTINGS]: (typeof SETTINGS)[K] extends Setting<infer T> ? T : never;
};

export function defaultSwitches(): Switches {
	const entries = Object.entries(SETTINGS).map(([name, setting]) => [name, setting.default]);
	return Object.fromEntries(entries) as Switches;
}

/** Sets switches by name; throws an `Error` that names the unknown name or the allowed values. */
export function applySwitches(target: Switches, changes: Partial<Switches>): void {
	for (const [name, value] of Object.entries(changes)) {
		const setting = Object.hasOwn(SETTINGS, name)
			? (SETTINGS[name as keyof Switches] as Setting<unknown>)
			: undefined;
		if (!setting) throw new Error(`Unknown switch "${name}"`);
		const fits = setting.values
			? setting.values.includes(value)
			: typeof value === 'number' && value >= 0;
		if (!fits) {
			const allowed = setting.values?.map(String).join(', ') ?? 'a number from 0';
			throw new Error(`Switch "${name}" takes ${allowed}, not ${JSON.stringify(value)}`);
		}
	}
	Object.assign(target, changes);
}

/** What `GET /_control/switches?describe=1` answers. */
export function describeSwitches(current: Switches): Array<Record<string, unknown>> {
	return Object.entries(SETTINGS).map(([name, setting]) => ({
		name,
		value: current[name as keyof Switches],
		...setting,
	}));
}
