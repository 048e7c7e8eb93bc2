/** Triggers on a simulator, which are closed after each test. */
import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import type { Simulator } from '../../simulator';
import { TriggerHost, type TriggerHostOptions } from '../../support/triggerHost';

export class Triggers {
	private readonly hosts: TriggerHost[] = [];

	/** @param simulator the one of the test that runs */
	constructor(private readonly simulator: () => Simulator) {}

	async start(options: Partial<TriggerHostOptions> = {}): Promise<TriggerHost> {
		const { apiKey, url: baseUrl } = this.simulator();
		const host = await TriggerHost.start({
			trigger: new WhatsAppGroupsTrigger(),
			credentialType: new WhatsAppGroupsApi(),
			credentials: { apiKey, baseUrl },
			...options,
		});
		this.hosts.push(host);
		return host;
	}

	async close(): Promise<void> {
		await Promise.all(this.hosts.splice(0).map(async (one) => await one.close()));
	}
}
