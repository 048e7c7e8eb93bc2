import type { Expected } from '../api/answer';
import type { Api } from '../api/client';
import type { HealthStatusResponse } from '../api/contract/health';
import { asId, asList, asRecord, asWire } from '../api/values';
import { ServiceFailure } from '../failures/failure';

/** The entities are the only place where the service tells which number a key is for (contract 7). */
const numberId: Expected<{ id?: string }> = {
	what: 'the health of the number',
	read: (body) => {
		const health = asRecord(asWire<HealthStatusResponse>(body).health_status);
		const ids = asList(health.entities)
			.map(asRecord)
			.flatMap(({ entity_type: type, id }) => (type === 'PHONE_NUMBER' ? (asId(id) ?? []) : []));
		return { id: ids.at(0) };
	},
};

/**
 * WhatsApp's ID of the number that the API key is for. An API key may be changed; this stays.
 *
 * @returns nothing where the service does not tell it
 */
export async function readNumberId(api: Api): Promise<string | undefined> {
	const path = ['health_status'];
	const answer = await api.tryCall({ method: 'GET', path, kind: 'read', expects: numberId });
	return answer instanceof ServiceFailure ? undefined : answer.value.id;
}
