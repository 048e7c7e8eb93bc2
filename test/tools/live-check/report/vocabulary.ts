/**
 * What may stand in a report as it is. Everything else is replaced: a list of what is allowed cannot
 * forget a secret, as a list of secrets can.
 */

/** Keys whose values are the service's own words, such as `auto_approve`. */
export const WORD_KEYS: ReadonlySet<string> = new Set(
	`messaging_product join_approval_mode recipient_type object field type status reason initiated_by
	category language format can_send_message can_receive_call_sip entity_type pricing_model
	message_status sub_type topic usecase`.split(/\s+/),
);

/** Keys whose values are sentences about errors. */
export const SENTENCE_KEYS: ReadonlySet<string> = new Set(
	`error message title details developer_message developerMessage error_user_title error_user_msg
	error_description possible_solution additional_info`.split(/\s+/),
);

/** Keys whose values are numbers of a known, small kind. */
export const NUMBER_KEYS: ReadonlySet<string> = new Set(
	`code error_code error_subcode http_code httpCode count total limit total_participant_count
	expiration_days`.split(/\s+/),
);

/** Keys whose values are times. */
export const TIME_KEYS: ReadonlySet<string> = new Set(
	'timestamp created_at creation_timestamp expiration_timestamp ext'.split(' '),
);

/** How a replaced value is called, by its key. */
export const KINDS: ReadonlyArray<readonly [RegExp, string]> = [
	[/^(wa_id|user|input|from|to|recipient_id|participant|phone|display_phone)/, 'number'],
	[/participant_id|recipient_participant|participant_recipient|phone_numbers/, 'number'],
	[/user_id|recipient$/, 'user'],
	[/group_id|^groups?$/, 'group'],
	[/join_request/, 'join-request'],
	[/message_id|^messages?$/, 'message'],
	[/request_id/, 'request'],
	[/cursor|after|before/, 'cursor'],
	[/sha256|hash/, 'hash'],
	[/trace/, 'trace'],
	[/link|url|next|previous/, 'link'],
	[/name|subject|username/, 'name'],
	[/header|token|secret|key/, 'secret'],
	[/id$/, 'id'],
];

export const HOSTS: ReadonlySet<string> = new Set([
	'graph.facebook.com',
	'lookaside.fbsbx.com',
	'chat.whatsapp.com',
	'waba-v2.360dialog.io',
]);

/** Headers of answers and deliveries that may be told, and what their values may be. */
export const HEADERS: ReadonlyMap<string, RegExp> = new Map([
	['content-type', /^[a-z]+\/[a-z0-9.+-]+(; *charset=[a-z0-9-]+)?$/i],
	['retry-after', /^\d{1,4}$/],
]);

/** Words of errors that are published, or that anybody would use for one. */
const WORDS =
	`a able about accepted access account action add aggregate already also an and any api app
application are array as at authentication authorization bad be because been before belong below between
blocked body both business but by call callback called calls can cannot category change characters check
client cloud code common components configuration configured contact content cookie corrupt could country
create created creation cursor data days deleted denied description destination destinations details
different disabled do does doesn duplicate eligible eligibility either empty enable enabled endpoint
engagement entries error errors exceed exceeded exist exists expected expired failed failure field fields
file files for forbidden format found from further gateway get given graph greater group groups has hash
have header headers height hit host hours html http https id ids image in info input integer integrity
internal invalid invite is it item items its join json key known language large latest length less limit
limited limits link list loading locked long longer made maintenance malformed many maximum may media
member members message messages messaging method mime minimum minutes missing mode more most multiple must
name names needs new next no node nonexisting none not null number numbers object of oauthexception on once
one only operation operations or other our out overlimit page paging param parameter parameters parse part
partially participant participants passed path paused payment per period permission permissions person
phone picture pin please policies policy port possible previous privacy problem process processing product
provided public put rate ratio re read reason received recipient recipients refused registered rejected
removed request requested requests required resource response restricted result retry same second seconds
self send sender sending sent server service session set settings short should single size small some
something spam start state status string subject succeeded success successfully support supported
suspended system temporarily temporary template templates terms text than that the their them there these
they this throughput time timeout title to token too translation tried try two type types unable
unauthorized undeliverable underscore unexpected unique unknown unsupported update updated upload url use
used user users valid value values variable verification version via violated violates was webhook
whatsapp when which while whose width window with within wrong you your accessing api_key apikey
messaging_product recipient_type message_id join_requests user_id profile_picture_file expiration_days
join_approval_mode url_is media_id group_id reached started`.split(/\s+/);

export const ERROR_WORDS: ReadonlySet<string> = new Set(WORDS);
