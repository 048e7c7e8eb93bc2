import path from 'node:path';

import {
	forgetState,
	isOpen,
	keepState,
	startSimulator,
	StateFileError,
	type Simulator,
} from '../../simulator';
import { NotKeptError, SetupError, type Report } from './cache';
import { seedsWithTeam } from './occasions';
import { requireFreePort } from './ports';
import type { ServiceOptions } from './startOptions';

export const STATE_FILE = 'simulator.json';

/** The simulator of `npm start`, which goes on where it was. */
export interface Service {
	simulator: Simulator;
	/** There was something to go on with. */
	wasThere: boolean;
	/** @throws NotKeptError when its state could not be kept */
	close(): Promise<void>;
}

/** @throws SetupError when it cannot listen there */
export async function requirePlace({ listen, simulatorPort }: ServiceOptions): Promise<void> {
	await requireFreePort(simulatorPort, 'the simulator', 'npm start -- --simulator-port', listen);
}

/**
 * @param folder where its state is kept
 * @param webhookHosts of the n8n to which it delivers; loopback is always one
 * @throws SetupError when the file cannot be read
 */
export async function startService(
	{ listen, simulatorPort, reset }: ServiceOptions,
	folder: string,
	webhookHosts: readonly string[],
	report: Report,
): Promise<Service> {
	const file = path.join(folder, STATE_FILE);
	const simulator = await startSimulator({
		...seedsWithTeam(),
		listen,
		port: simulatorPort,
		allowLoopbackWebhooks: true,
		webhookHosts,
	});
	try {
		if (reset) forgetState(file);
		const kept = keepState(simulator, file, report);
		// A fault of an earlier session would hit what this start itself asks.
		if (simulator.faults.list().length > 0) report('The faults of the session before are gone.');
		simulator.faults.clear();
		return {
			simulator,
			wasThere: kept.wasThere,
			close: async () => {
				const isKept = kept.stop();
				await simulator.close();
				if (!isKept) throw new NotKeptError('Not everything was kept: see above.');
			},
		};
	} catch (error) {
		await simulator.close();
		throw error instanceof StateFileError ? new SetupError(error.message) : error;
	}
}

/** Says who else reaches the simulator, if anybody does. */
export function openingOf(listen: string): string {
	if (!isOpen(listen)) return '';
	return `
The simulator listens at ${listen}. Whoever reaches it there can read and drive it, without a key.
`;
}
