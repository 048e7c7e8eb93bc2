import type { Handler } from './core';
import { inviteLinkOf } from './state';
import { activeGroupOf, graphBodyOf, groupOf } from './validation';

export const getInviteLink: Handler = (core, call) => {
	const group = groupOf(core, call.params.id);
	return { body: { messaging_product: 'whatsapp', invite_link: inviteLinkOf(group) } };
};

/** Earlier links stop working. */
export const resetInviteLink: Handler = (core, call) => {
	const group = activeGroupOf(core, call.params.id);
	graphBodyOf(call, []);
	core.state.setInviteCode(group, core.ids.letters(22));
	return { body: { messaging_product: 'whatsapp', invite_link: inviteLinkOf(group) } };
};
