import type { InviteLinkResponse } from '../../nodes/WhatsAppGroups/api/contract/groups';
import type { Handler } from './core';
import { inviteLinkOf, type Group } from './state';
import { activeGroupOf, graphBodyOf, groupOf } from './validation';

export const getInviteLink: Handler = (core, call) => {
	const group = groupOf(core, call.params.id);
	return { body: linkBody(group) };
};

function linkBody(group: Group): InviteLinkResponse {
	return { messaging_product: 'whatsapp', invite_link: inviteLinkOf(group) };
}

/** Earlier links stop working. */
export const resetInviteLink: Handler = (core, call) => {
	const group = activeGroupOf(core, call.params.id);
	graphBodyOf(call, []);
	core.state.setInviteCode(group, core.ids.letters(22));
	return { body: linkBody(group) };
};
