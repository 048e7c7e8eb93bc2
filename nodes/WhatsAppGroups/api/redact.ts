/** Stands where the key was. */
const PLACEHOLDER = '[API key]';

/** A shorter text is no key, and may stand anywhere by chance. */
const SHORTEST_KEY = 8;

/**
 * An answer without the API key. A service may repeat the key that it refuses, and more people read
 * what n8n shows and stores of errors than may see the credential.
 */
export function withoutKey(body: unknown, apiKey: string): unknown {
	if (apiKey.length < SHORTEST_KEY) return body;
	if (body instanceof Uint8Array) {
		const text = Buffer.from(body).toString('latin1');
		return text.includes(apiKey)
			? Buffer.from(text.replaceAll(apiKey, PLACEHOLDER), 'latin1')
			: body;
	}
	const json = JSON.stringify(body) as string | undefined;
	// As JSON spells it, without the quotes around it.
	const spelled = JSON.stringify(apiKey).slice(1, -1);
	if (!json?.includes(spelled)) return body;
	return JSON.parse(json.replaceAll(spelled, PLACEHOLDER)) as unknown;
}
