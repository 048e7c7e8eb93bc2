/** Who asks for a number, and what stands there of whom, for the tests of the registration. */
import type { WebhookConfig } from '../../../nodes/WhatsAppGroups/api/contract/webhooks';
import type { Life } from '../../../nodes/WhatsAppGroups/registration/address';
import type { Destination } from '../../../nodes/WhatsAppGroups/registration/configuration';
import { headersOf, type Before } from '../../../nodes/WhatsAppGroups/registration/entry';
import { register } from '../../../nodes/WhatsAppGroups/registration/register';
import type {
	Registered,
	RegistrationRequest,
} from '../../../nodes/WhatsAppGroups/registration/registration';
import { unregister } from '../../../nodes/WhatsAppGroups/registration/unregister';
import { keyFrom, type Owner } from '../../../nodes/WhatsAppGroups/secrets/sealed';
import type { FakeNumber } from './fakeNumber';

export const SITE = 'https://n8n.test';
export const HERE = `${SITE}/webhook/0c6d5a1b/webhook`;
export const TEST_HERE = `${SITE}/webhook-test/0c6d5a1b/webhook`;
export const ELSEWHERE = 'https://old.test/webhook/0c6d5a1b/webhook';
export const SECRET = 'ab'.repeat(32);
export const EARLIER_SECRET = 'cd'.repeat(32);
export const KEY = keyFrom('the API key');
export const EARLIER_KEY = keyFrom('the API key before');
export const OTHER = { url: 'https://crm.test/hook', headers: { Authorization: 'Bearer theirs' } };
export const NAME = 'n8n-workflow-b3f0c1d2';
export const NAME_OF_SECOND = 'n8n-second-b3f0c1d2';

export const ME: Owner = {
	instance: '0123456789abcdef',
	workflow: 'workflow',
	node: 'b3f0c1d2-0000-4000-8000-000000000001',
};
/** Another workflow of the same n8n. */
export const SECOND: Owner = { ...ME, workflow: 'second' };
/** A workflow of another n8n. */
export const STRANGER: Owner = { ...SECOND, instance: 'fedcba9876543210' };

/** The headers of an entry of somebody with our node. */
export function marked(
	owner: Owner,
	rest: { secret?: string; before?: Before; key?: string } = {},
) {
	const { secret = EARLIER_SECRET, before, key = KEY } = rest;
	return headersOf({ secret, owner, ...(before && { before }) }, key);
}

export const RELEASED = { 'X-Webhook-Secret': 'released' };

export function destination(name: string, rest: Partial<Destination> = {}): Destination {
	return { name, url: `https://${name}.test/hook`, headers: { 'X-Key': name }, ...rest };
}

export const on = (...destinations: Destination[]) => ({ enabled: true, destinations });

/** Where nobody lives, and who does at other addresses: everywhere else a trigger answers. */
interface Lives {
	deserted?: string[];
	lives?: Record<string, Life>;
}

type Asked = Partial<RegistrationRequest> & Lives;

export function request({ deserted = [], lives = {}, ...rest }: Asked = {}): RegistrationRequest {
	const lifeAt = (url: string) => lives[url] ?? (deserted.includes(url) ? 'nobody' : 'listener');
	return {
		url: HERE,
		owner: ME,
		keys: [KEY],
		isTest: false,
		secret: SECRET,
		whenOccupied: 'addDestination',
		lifeAt: async (url) => await Promise.resolve(lifeAt(url)),
		...rest,
	};
}

export async function registered(number: FakeNumber, rest?: Asked): Promise<Registered> {
	return await number.run(register(number.api, request(rest)));
}

export async function unregistered(number: FakeNumber, rest?: Asked): Promise<string[]> {
	return await number.run(unregister(number.api, request(rest)));
}

/** Of the entries that the number has, those that go to an address. */
export function entriesAt(number: FakeNumber, url: string): WebhookConfig[] {
	const { webhook, multi } = number.state;
	return [...(webhook ? [webhook] : []), ...multi.destinations].filter((one) => one.url === url);
}
