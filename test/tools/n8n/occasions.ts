import { demoSeeds, type Seeds, type Simulator } from '../../simulator';

const MEMBER = '16505551001';
const NEWCOMER = '16505551005';
/** Whom `approve-from-allow-list.json` lets in. */
const ON_ALLOW_LIST = '447700900120';

const TEAM = 'Our team';
const GROUP_OF_QUESTION = 'Project kick-off';
const GROUP_WITH_APPROVAL = 'VIP customers';
const GROUP_IN_TROUBLE = 'Support case 4711';

/** The demo's data, and a group of one's own team, which the examples write to. */
export function seedsWithTeam(): Seeds {
	const { groups = [], ...rest } = demoSeeds();
	return {
		...rest,
		groups: [...groups, { subject: TEAM, members: [MEMBER], windowOpen: true }],
	};
}

function groupNamed(simulator: Simulator, subject: string) {
	const found = [...simulator.state.groups.values()].find((group) => group.subject === subject);
	if (!found) throw new Error(`The simulator has no group "${subject}".`);
	return found;
}

function linkOf(simulator: Simulator, subject: string): string {
	return `https://chat.whatsapp.com/${groupNamed(simulator, subject).inviteCode}`;
}

/** The team's group; made anew where somebody has deleted or renamed it. */
export function teamGroupId({ state, control }: Simulator): string {
	const found = [...state.groups.values()].find(({ subject }) => subject === TEAM);
	return (found ?? control.addGroup({ subject: TEAM, members: [MEMBER], windowOpen: true })).id;
}

/** Who may ask what, and where, so that `answer-in-group.json` answers. */
export function question(simulator: Simulator) {
	return {
		groupId: groupNamed(simulator, GROUP_OF_QUESTION).id,
		person: MEMBER,
		text: 'When do you open?',
	};
}

/** Approves what a workflow has asked the team. Nothing when it has not asked yet. */
export async function approve(simulator: Simulator): Promise<void> {
	const message = JSON.stringify(simulator.log.sentTo(teamGroupId(simulator)).at(-1)?.body ?? {});
	const link = /https?:[^\s"]+\/webhook-waiting\/[^\s"]+/.exec(message)?.[0];
	const body = new URLSearchParams({ decision: 'approve' });
	if (link !== undefined) await (await fetch(link, { method: 'POST', body })).arrayBuffer();
}

/** By example: what happens in a group, so that its trigger has something to hear. */
export const OCCASIONS: Record<string, (simulator: Simulator) => void> = {
	'alert-on-trouble.json': (simulator) => {
		simulator.control.suspend(groupNamed(simulator, GROUP_IN_TROUBLE).id);
	},
	'answer-in-group.json': (simulator) => {
		const { groupId, person, text } = question(simulator);
		simulator.control.sendText(groupId, person, text);
	},
	'approve-from-allow-list.json': (simulator) => {
		simulator.control.join(linkOf(simulator, GROUP_WITH_APPROVAL), ON_ALLOW_LIST);
	},
	'one-trigger-for-many-workflows.json': (simulator) => {
		simulator.control.sendText(teamGroupId(simulator), MEMBER, 'Who has the keys?');
	},
	'welcome-who-joins.json': (simulator) => {
		simulator.control.join(linkOf(simulator, GROUP_OF_QUESTION), NEWCOMER);
	},
};
