import { computed, signal } from '@preact/signals';
import type { Changes, GroupView, LineView, MessageView, SetupView, View } from '../view';

type Collections = { [C in keyof View]: Map<string, View[C][keyof View[C]]> };

const emptyCollections = (): Collections => ({
	setup: new Map(),
	people: new Map(),
	groups: new Map(),
	lines: new Map(),
	templates: new Map(),
	requests: new Map(),
	deliveries: new Map(),
});

let collections = emptyCollections();
/** Lines by chat, in order. Chats of one person with the business have the key of that person. */
let chats = new Map<string, LineView[]>();
let byWamid = new Map<string, LineView>();

/** Grows with every change: whoever reads the collections depends on it. */
const version = signal(0);

/** Whether the simulator can be heard; undefined until it was. */
export const isLive = signal<boolean | undefined>(undefined);

export function read<C extends keyof View>(name: C): Collections[C] {
	void version.value;
	return collections[name];
}

export const setup = computed((): SetupView | undefined => read('setup').get('setup'));

/** The service's time, ms since 1970; it goes on by itself. */
export const tick = signal(Date.now());
export const now = computed(() => tick.value + (setup.value?.ahead ?? 0));
setInterval(() => (tick.value = Date.now()), 1000);

export function chatKey(groupId: string | undefined, waId = ''): string {
	return groupId ?? `person ${waId}`;
}

/** Everything that stands in a chat. */
export function chatLines(groupId: string | undefined, waId: string): LineView[] {
	void version.value;
	return chats.get(chatKey(groupId, waId)) ?? [];
}

/** What of a chat shows on one person's phone. */
export function linesOnPhone(groupId: string | undefined, waId: string): LineView[] {
	return chatLines(groupId, waId).filter(({ audience }) => audience.includes(waId));
}

export function messageOf(wamid: string | undefined): MessageView | undefined {
	void version.value;
	return wamid === undefined ? undefined : byWamid.get(wamid)?.message;
}

export function groupOf(id: string | undefined): GroupView | undefined {
	return id === undefined ? undefined : read('groups').get(id);
}

export function groupByLink(link: string): GroupView | undefined {
	return [...read('groups').values()].find((group) => group.inviteLink === link);
}

export function nameOf(waId: string | undefined): string {
	return (waId !== undefined && read('people').get(waId)?.name) || `+${waId ?? '?'}`;
}

function apply(changes: Changes): void {
	for (const [name, changed] of Object.entries(changes) as Array<[keyof View, object]>) {
		const collection = collections[name] as Map<string, unknown>;
		for (const [key, value] of Object.entries(changed)) {
			if (name === 'lines') placeLine(key, value as LineView | null);
			if (value === null) collection.delete(key);
			else collection.set(key, value);
		}
	}
	version.value++;
}

function placeLine(key: string, line: LineView | null): void {
	const before = collections.lines.get(key);
	const at = line ?? before;
	if (!at) return;
	const chat = chatKey(at.groupId, at.audience[0] ?? at.message?.waId);
	const lines = chats.get(chat) ?? [];
	const index = before ? lines.indexOf(before) : -1;
	if (line && index >= 0) lines[index] = line;
	else if (line) lines.push(line);
	else if (index >= 0) lines.splice(index, 1);
	chats.set(chat, lines);
	if (line?.message) byWamid.set(line.message.wamid, line);
}

/** Listens to the simulator from now on; after an interruption everything begins anew. */
export function connect(): void {
	const events = new EventSource('/_control/live');
	events.addEventListener('all', ({ data }) => {
		collections = emptyCollections();
		chats = new Map();
		byWamid = new Map();
		apply(JSON.parse(data as string) as Changes);
		isLive.value = true;
	});
	events.addEventListener('changes', ({ data }) => apply(JSON.parse(data as string) as Changes));
	events.addEventListener('error', () => (isLive.value = false));
}
