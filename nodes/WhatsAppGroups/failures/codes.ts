/**
 * Every code of our own: when it comes, and what to do. The table of errors in the documentation is
 * made from this and from `advice.ts`.
 */
export const CODES = {
	invalid_input: {
		what: 'A parameter of this item cannot be sent. Nothing was sent for it.',
		todo: 'Correct the parameter that the message names.',
	},
	invalid_phone_number: {
		what: 'A phone number cannot be read, or can be read in two ways. Nothing was sent for it.',
		todo: 'Enter numbers with plus sign and country code, such as +49 151 23456789.',
	},
	not_enough_seats: {
		what: 'More people are to be invited than the group has free seats. Nobody was invited.',
		todo: 'Invite fewer people, remove somebody, or turn on Invite Beyond Seats.',
	},
	members_unreadable: {
		what: 'The service did not say who is in the group. Nothing was sent.',
		todo: 'Try again later.',
	},
	group_not_found: {
		what: 'No group has the subject that was given. Nothing was sent.',
		todo: 'Check its spelling, capital letters included, or choose the group from the list.',
	},
	group_ambiguous: {
		what: 'Several groups have the subject that was given. Nothing was sent.',
		todo: 'Choose one of them by its ID.',
	},
	group_exists: {
		what: 'A group with this subject already exists. None was created.',
		todo: 'Choose another subject, or set If Subject Exists to Use Existing or Create.',
	},
	creation_under_way: {
		what: 'A group with this subject was created a moment ago, and is not in the list yet. None was created.',
		todo: 'Look for it with Group: Get Many, then run this item again.',
	},
	subjects_unreadable: {
		what: 'The service does not give the subject of every group. Nothing was sent.',
		todo: 'Choose the group from the list or by its ID.',
	},
	invalid_id: {
		what: 'A value cannot be an ID. Nothing was sent.',
		todo: 'Check the IDs of this item.',
	},
	template_rejected: {
		what: 'The template was created, and rejected or disabled at once. It cannot be sent.',
		todo: 'See why with Template: Get Many, then create another one under another name.',
	},
	rate_limited: {
		what: 'The service takes this call only after more than Max Rate Limit Wait. It was not done.',
		todo: 'Raise Max Rate Limit Wait in the options, set Batching, or run the item again later.',
	},
	unreadable_answer: {
		what: 'The service’s answer does not fit this call.',
		todo: 'Check the Base URL in the credential, and that no proxy changes the answers.',
	},
	incomplete_list: {
		what: 'The service did not give the whole list.',
		todo: 'Run the node again. If it goes on, ask 360dialog support.',
	},
	not_named: {
		what: 'The service’s answer does not say whether this was done.',
		todo: 'Find out as the message says before you run this item again.',
	},
	damaged_file: {
		what: 'What was downloaded is not the file.',
		todo: 'Download it again.',
	},
	no_media_url: {
		what: 'The service gave no usable address for the file.',
		todo: 'Check the media ID. Media of incoming messages can be read for 7 days, uploads for 30.',
	},
	media_timeout: {
		what: 'A file did not come in time: 360dialog waits only 5 seconds for the trigger.',
		todo: 'Download it in the workflow with Media: Download.',
	},
	not_shown: {
		what: 'The service took a change of the webhook but did not show it in time.',
		todo: 'Try again. If it goes on, look at the number’s webhook in the 360dialog Hub.',
	},
	webhook_occupied: {
		what: 'Another system holds the number’s webhook.',
		todo: 'Set If Number Is Occupied to Add Destination or Replace.',
	},
	webhook_deserted: {
		what: 'The number’s webhook is held by a workflow with this trigger that no longer listens, or does not answer this n8n: extra destinations get no events where nobody listens.',
		todo: 'If nobody listens there any more, publish the workflow with If Number Is Occupied set to Replace. If somebody does, make that address reachable from this n8n.',
	},
	too_many_destinations: {
		what: 'The number already has as many extra destinations as it can have.',
		todo: 'Remove one in the 360dialog Hub.',
	},
	destinations_off: {
		what: 'Extra destinations are switched off, and those of other systems are still listed.',
		todo: 'Switch them on in the 360dialog Hub, or remove those of other systems there.',
	},
	cannot_replace: {
		what: 'The webhook that the number has could not be given back as it is, so it is not replaced.',
		todo: 'Set If Number Is Occupied to Add Destination.',
	},
	header_lost: {
		what: 'The service does not keep the header by which deliveries are known to be genuine.',
		todo: 'Set Registration to Manual, or ask 360dialog support.',
	},
	webhook_contested: {
		what: 'Another system changed the number’s webhook at the same time.',
		todo: 'See in the 360dialog Hub who sets it, then try again.',
	},
	webhook_url: {
		what: '360dialog cannot reach the workflow’s address.',
		todo: 'Set n8n’s WEBHOOK_URL to a public https address without a port and without an underscore in the host.',
	},
	timeout: {
		what: 'No answer came in time.',
		todo: 'Find out whether it was done, then try again. Raise Timeout in the options.',
	},
	connection_refused: {
		what: 'The service could not be connected to. Nothing was sent.',
		todo: 'Check the Base URL in the credential, and that this machine can reach it.',
	},
	connection_reset: {
		what: 'The connection broke before the answer came.',
		todo: 'Find out whether it was done, then try again.',
	},
	host_not_found: {
		what: 'The host name of the Base URL does not exist. Nothing was sent.',
		todo: 'Check the Base URL in the credential.',
	},
	host_name_lookup_failed: {
		what: 'The host name of the Base URL could not be looked up. Nothing was sent.',
		todo: 'Check this machine’s network, and try again.',
	},
	host_unreachable: {
		what: 'There is no network route to the service.',
		todo: 'Check this machine’s network, and try again.',
	},
	network_unreachable: {
		what: 'There is no network route to the service.',
		todo: 'Check this machine’s network, and try again.',
	},
	certificate_refused: {
		what: 'The certificate of the Base URL’s host cannot be trusted. Nothing was sent.',
		todo: 'Check the Base URL in the credential, and the certificate of that host.',
	},
	connection_failed: {
		what: 'The connection failed in another way.',
		todo: 'Find out whether it was done, then try again.',
	},
	stopped: {
		what: 'The execution was stopped.',
		todo: 'Calls that had begun may have taken effect.',
	},
	node_error: {
		what: 'n8n refused something before the service was called.',
		todo: 'See the message.',
	},
	unexpected: {
		what: 'Something went wrong that this node did not expect.',
		todo: 'Report it, with the message.',
	},
} as const satisfies Record<string, { what: string; todo: string }>;

export type OwnCode = keyof typeof CODES;

export function isOwnCode(code: number | string): code is OwnCode {
	return Object.hasOwn(CODES, code);
}
