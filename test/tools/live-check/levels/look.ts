/** Reads, and nothing else. */
import { cursorOf, groupsIn, objectOf, read, textOf, type JsonObject } from '../answers';
import type { Service } from '../service';

/** Base64 of the form that ids of groups have, with zeros in it. */
export const MADE_UP_GROUP = 'Y2FwaV9ncm91cDowMDAwMDowMDAwMDAwMDAwMDAwMDAwMDAZD';
export const MADE_UP_KEY = 'live-check-made-up-key';

export const INFO_FIELDS = [
	'subject',
	'description',
	'join_approval_mode',
	'suspended',
	'creation_timestamp',
	'participants',
	'total_participant_count',
].join();

const MOST_GROUPS = 5;
const LARGEST_PAGE = '1024';

/** @returns false when the key is refused: then nothing else was asked */
export async function look(service: Service, wantedGroup?: string): Promise<boolean> {
	const health = await service.call('health');
	if (health.status === 401 || health.status === 403) return false;
	await service.call('wrongKey', { apiKey: MADE_UP_KEY });
	const groups = await listGroups(service);
	await service.call('smallPage', { query: { limit: '1' } });
	await service.call('badCursor', { query: { limit: '1', after: 'made-up-cursor' } });
	await service.call('unknownGroup', { ids: [MADE_UP_GROUP], query: { fields: 'subject' } });
	await readGroups(service, groups, wantedGroup);
	await service.call('legacyTemplates', { query: { limit: '1000' } });
	await service.call('templates', { query: { limit: '100' } });
	await service.call('library', { query: { topic: 'group_invite_link' } });
	await service.call('webhook');
	await service.call('wabaWebhook');
	await service.call('multiWebhook');
	await service.call('unknownPath');
	return true;
}

async function listGroups(service: Service): Promise<JsonObject[]> {
	const groups: JsonObject[] = [];
	const cursors = new Set<string>();
	let after: string | undefined;
	do {
		const query = { limit: LARGEST_PAGE, ...(after === undefined ? {} : { after }) };
		const answer = read(await service.call('groups', { query }));
		const page = answer.kind === 'success' ? groupsIn(answer.json)?.groups : undefined;
		if (answer.kind !== 'success' || !page || page.length === 0) break;
		groups.push(...page);
		if (after !== undefined) cursors.add(after);
		after = cursorOf(answer.json);
	} while (after !== undefined && !cursors.has(after) && service.left('groups') > 0);
	return groups;
}

/** Some groups; and more of one that can be read, if possible one that people ask to join. */
async function readGroups(service: Service, groups: JsonObject[], wanted?: string): Promise<void> {
	const ids = groups.map(({ id }) => textOf(id)).filter((id) => id !== undefined);
	const chosen = [...new Set([...(wanted === undefined ? [] : [wanted]), ...ids])];
	const readable: Array<{ id: string; info: JsonObject }> = [];
	for (const id of chosen.slice(0, MOST_GROUPS)) {
		const answer = read(await service.call('group', { ids: [id], query: { fields: INFO_FIELDS } }));
		if (answer.kind === 'success') readable.push({ id, info: objectOf(answer.json) });
	}
	const [best] = [...readable].sort((a, b) => usefulness(b.info) - usefulness(a.info));
	if (!best) return;
	await service.call('groupBare', { ids: [best.id], query: { fields: 'subject' } });
	await service.call('inviteLink', { ids: [best.id] });
	await service.call('joinRequests', { ids: [best.id] });
}

function usefulness({ suspended, join_approval_mode: mode }: JsonObject): number {
	return (String(suspended) === 'true' ? 0 : 2) + (mode === 'approval_required' ? 1 : 0);
}
