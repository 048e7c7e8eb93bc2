/** What people install for WhatsApp otherwise; exact versions, so that a run does not change by itself. */
export interface Peer {
	name: string;
	version: string;
	about: string;
}

const INBOX = 'an inbox for many channels, WhatsApp among them';

export const PEERS: readonly Peer[] = [
	{
		name: 'n8n-nodes-evolution-api',
		version: '1.0.4',
		about: 'WhatsApp through a server of one’s own',
	},
	{ name: '@devlikeapro/n8n-nodes-chatwoot', version: '1.0.2', about: INBOX },
	{ name: '@respond-io/n8n-nodes-respond-io', version: '1.3.6', about: INBOX },
];
