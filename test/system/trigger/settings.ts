import { N8N_VERSION, OLDEST_N8N_VERSION } from '../../tools/n8n/versions';

/** A way in which people run n8n that changes what it does to a trigger. */
export interface Setting {
	name: string;
	version: string;
	environment: Record<string, string>;
	/** Whether n8n asks the triggers of active workflows, when it starts, if they are still registered. */
	asksAtStart: boolean;
}

const PUBLICATION_SERVICE = 'N8N_USE_WORKFLOW_PUBLICATION_SERVICE';

/** Its service that publishes workflows came after the oldest version that is promised. */
export function settingsOf(version: string): Setting[] {
	if (version === OLDEST_N8N_VERSION) {
		return [{ name: `n8n ${version}`, version, environment: {}, asksAtStart: true }];
	}
	return [true, false].map((isOn) => ({
		name: `n8n ${version}, publication service ${isOn ? 'on' : 'off'}`,
		version,
		environment: { [PUBLICATION_SERVICE]: String(isOn) },
		asksAtStart: !isOn,
	}));
}

export const VERSIONS = [OLDEST_N8N_VERSION, N8N_VERSION];
