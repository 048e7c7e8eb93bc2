/** A simulator and an engine whose credential points at it: what most tests need. */
import { WhatsAppGroupsApi } from '../../credentials/WhatsAppGroupsApi.credentials';
import { WhatsAppGroups } from '../../nodes/WhatsAppGroups/WhatsAppGroups.node';
import { startSimulator, type Simulator, type SimulatorOptions } from '../simulator';
import type { CredentialValues } from './credentials';
import { Engine, NODE_TYPE, type EngineOptions } from './engine';

export interface World {
	simulator: Simulator;
	engine: Engine;
	/** Another engine on the same simulator. */
	engineWith(credentials: Partial<CredentialValues>, options?: Partial<EngineOptions>): Engine;
	close(): Promise<void>;
}

export async function startWorld(options: SimulatorOptions = {}): Promise<World> {
	const simulator = await startSimulator(options);
	const engineWith: World['engineWith'] = (credentials, engineOptions) =>
		new Engine({
			nodeTypes: { [NODE_TYPE]: new WhatsAppGroups() },
			credentialType: new WhatsAppGroupsApi(),
			credentials: { apiKey: simulator.apiKey, baseUrl: simulator.url, ...credentials },
			...engineOptions,
		});
	return {
		simulator,
		engine: engineWith({}),
		engineWith,
		close: async () => await simulator.close(),
	};
}

/** The same address, written in another way each time: what the node knows of a number, it knows by it. */
let addresses = 0;
export function freshUrl(url: string): string {
	addresses += 1;
	const [zeros, capitals] = [addresses % 100, Math.floor(addresses / 100)];
	if (capitals >= 2 ** 'http'.length) throw new Error('There are no more ways to write an address');
	return url
		.replace(/:(?=\d+$)/, `:${'0'.repeat(zeros)}`)
		.replace(/^http/, (scheme) =>
			Array.from(scheme, (letter, index) =>
				(capitals >> index) % 2 === 1 ? letter.toUpperCase() : letter,
			).join(''),
		);
}

/** A resource locator's value, as the editor stores it. */
export function byId(value: string) {
	return { __rl: true, mode: 'id', value };
}

/** A template locator's value. */
export function byName(value: string) {
	return { __rl: true, mode: 'name', value };
}

/** A resource mapper's value with these values. */
export function mapped(value: Record<string, string>) {
	return { mappingMode: 'defineBelow', value };
}
