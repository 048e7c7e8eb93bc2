import type { EventName } from '../../../nodes/WhatsAppGroups/events/catalogue';
import { demoSeeds, type Seeds, type Simulator } from '../../simulator';

/** In the team's group and in that of customers. */
export const MEMBER = '16505551001';
const OTHER_MEMBER = '16505551002';
const NEWCOMER = '16505551005';
/** Whom `approve-from-allow-list.json` lets in. */
const ON_ALLOW_LIST = '447700900120';

const TEAM = 'Our team';
const GROUP_OF_CUSTOMERS = 'Project kick-off';
const GROUP_WITH_APPROVAL = 'VIP customers';
const GROUP_IN_TROUBLE = 'Support case 4711';

/** WhatsApp: the number may not be on WhatsApp. */
const UNDELIVERABLE = 131026;

/** The demo's data, and what the examples need of a team: a group of its own, and a template for alerts. */
export function seedsWithTeam(): Seeds {
	const { groups = [], templates = [], ...rest } = demoSeeds();
	const alert = 'Something went wrong in our groups: {{1}} Please have a look.';
	return {
		...rest,
		groups: [...groups, { subject: TEAM, members: [MEMBER], windowOpen: true }],
		templates: [
			...templates,
			{ name: 'team_alert', components: [{ type: 'BODY', text: alert }], parameterTypes: ['TEXT'] },
		],
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

/** The group of that subject; made anew where somebody has deleted or renamed it. */
function groupOrNew({ state, control }: Simulator, subject: string): string {
	const found = [...state.groups.values()].find((group) => group.subject === subject);
	return (found ?? control.addGroup({ subject, members: [MEMBER], windowOpen: true })).id;
}

/** The group of one's own team. */
export function teamGroupId(simulator: Simulator): string {
	return groupOrNew(simulator, TEAM);
}

/** The group of customers that the examples ask and listen to. */
export function customerGroupId(simulator: Simulator): string {
	return groupOrNew(simulator, GROUP_OF_CUSTOMERS);
}

/** Answers what waits for an answer: approves what the team was asked, and replies to what customers were. */
export async function answerQuestions(simulator: Simulator): Promise<void> {
	const message = JSON.stringify(simulator.log.sentTo(teamGroupId(simulator)).at(-1)?.body ?? {});
	const link = /https?:[^\s"]+\/webhook-waiting\/[^\s"]+/.exec(message)?.[0];
	const body = new URLSearchParams({ decision: 'approve' });
	if (link !== undefined) await (await fetch(link, { method: 'POST', body })).arrayBuffer();
	const groupId = customerGroupId(simulator);
	const { wamid, body: sent } = simulator.log.sentTo(groupId).at(-1) ?? {};
	const isQuestion = JSON.stringify(sent ?? {}).includes('reply to this message');
	if (wamid !== undefined && isQuestion && !hasReply(simulator, wamid)) {
		simulator.control.sendText(groupId, MEMBER, 'At 10:30', wamid);
	}
}

function hasReply({ state }: Simulator, wamid: string): boolean {
	return [...state.messages.values()].some(({ content }) => content.replyTo === wamid);
}

function write(simulator: Simulator, person: string, text: string): void {
	simulator.control.sendText(customerGroupId(simulator), person, text);
}

function lastTextTo(simulator: Simulator, groupId: string): string {
	return JSON.stringify(simulator.log.sentTo(groupId).at(-1)?.body ?? {});
}

export interface Occasion {
	/** What happens in a group, so that the example's trigger has something to hear. */
	happens: (simulator: Simulator) => void;
	/** What the trigger hears of it. */
	event: EventName;
	/** The node that acts on it. */
	acts: string;
	/** Whether the service has seen what the example is for. */
	came?: (simulator: Simulator) => boolean;
}

/** By example with a WhatsApp Groups Trigger. */
export const OCCASIONS: Record<string, Occasion> = {
	'agent-asks-before-removing.json': {
		event: 'messageReceived',
		happens: (simulator) =>
			write(simulator, OTHER_MEMBER, 'You have won! https://prize.example.com/now'),
		acts: 'Remove the writer',
		came: (simulator) => !groupNamed(simulator, GROUP_OF_CUSTOMERS).members.has(OTHER_MEMBER),
	},
	'alert-on-trouble.json': {
		event: 'groupSuspended',
		happens: (simulator) => simulator.control.suspend(groupNamed(simulator, GROUP_IN_TROUBLE).id),
		acts: 'Tell the team',
		came: (simulator) =>
			lastTextTo(simulator, teamGroupId(simulator)).includes('WhatsApp suspended a group'),
	},
	'answer-as-ai-agent.json': {
		event: 'messageReceived',
		happens: (simulator) => write(simulator, MEMBER, '@Assistant, do you have cake?'),
		acts: 'Answer',
		came: (simulator) => lastTextTo(simulator, customerGroupId(simulator)).includes('cake'),
	},
	'answer-in-group.json': {
		event: 'messageReceived',
		happens: (simulator) => write(simulator, MEMBER, 'When do you open?'),
		acts: 'Answer',
		came: (simulator) => lastTextTo(simulator, customerGroupId(simulator)).includes('8 am'),
	},
	'approve-from-allow-list.json': {
		event: 'joinRequestCreated',
		happens: (simulator) =>
			void simulator.control.join(linkOf(simulator, GROUP_WITH_APPROVAL), ON_ALLOW_LIST),
		acts: 'Approve',
		came: (simulator) => groupNamed(simulator, GROUP_WITH_APPROVAL).members.has(ON_ALLOW_LIST),
	},
	'daily-digest.json': {
		event: 'messageReceived',
		happens: (simulator) => write(simulator, MEMBER, 'The parcel is here.'),
		acts: 'Keep the message',
	},
	'failed-invitations.json': {
		event: 'invitationFailed',
		happens: (simulator) => {
			const invitation = simulator.log.sentMessages.find(
				({ type, body }) => type === 'template' && body.recipient_type !== 'group',
			);
			if (!invitation) throw new Error('Nobody was invited yet.');
			simulator.control.failMessage(invitation.wamid, UNDELIVERABLE);
		},
		acts: 'Tell the team',
		came: (simulator) =>
			lastTextTo(simulator, teamGroupId(simulator)).includes('did not get the invitation'),
	},
	'hear-replies.json': {
		event: 'messageReceived',
		happens: (simulator) => {
			const { wamid } = simulator.log.sentTo(customerGroupId(simulator)).at(-1) ?? {};
			simulator.control.sendText(customerGroupId(simulator), MEMBER, 'Thanks!', wamid);
		},
		acts: 'Let the asker write it down',
	},
	'one-trigger-for-many-workflows.json': {
		event: 'messageReceived',
		happens: (simulator) =>
			void simulator.control.sendText(teamGroupId(simulator), MEMBER, 'Who has the keys?'),
		acts: 'Workflow for our team',
	},
	'warn-and-remove.json': {
		event: 'messageReceived',
		happens: (simulator) => write(simulator, MEMBER, 'Come to my CASINO'),
		acts: 'Warn',
		came: (simulator) => lastTextTo(simulator, customerGroupId(simulator)).includes('warning 1'),
	},
	'welcome-who-joins.json': {
		event: 'participantJoined',
		happens: (simulator) =>
			void simulator.control.join(linkOf(simulator, GROUP_OF_CUSTOMERS), NEWCOMER),
		acts: 'Welcome',
		came: (simulator) => lastTextTo(simulator, customerGroupId(simulator)).includes('welcome'),
	},
};
