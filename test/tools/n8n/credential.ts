import type { Simulator } from '../../simulator';
import type { N8nClient, SavedCredential } from './client';

export const CREDENTIAL_TYPE = 'whatsAppGroupsApi';

/** The name that the examples look for. */
const NAME = '360dialog WhatsApp Groups account';

/**
 * Saves the credential of a simulator, in place of one that an earlier run has left.
 *
 * @throws when its own test, which n8n runs, does not succeed
 */
export async function saveCredentialOf(
	simulator: Simulator,
	client: N8nClient,
): Promise<SavedCredential> {
	const existing = (await client.credentials()).find(({ name }) => name === NAME);
	const data = { apiKey: simulator.apiKey, baseUrl: simulator.url, platformSecret: '' };
	const saved = await client.saveCredential(
		{ name: NAME, type: CREDENTIAL_TYPE, data },
		existing?.id,
	);
	const test = await client.testCredential({ ...saved, data });
	if (test.status !== 'OK') throw new Error(`The credential does not work: ${test.message}`);
	return saved;
}

/** The header by which `case-per-ticket.json` knows who calls it. */
export const TICKET_SYSTEM = { name: 'X-Ticket-Key', value: 'only-the-ticket-system-knows' };

export async function saveTicketSystem(client: N8nClient): Promise<SavedCredential> {
	const name = 'Ticket system';
	const existing = (await client.credentials()).find((one) => one.name === name);
	return (
		existing ??
		(await client.saveCredential({ name, type: 'httpHeaderAuth', data: { ...TICKET_SYSTEM } }))
	);
}
