/**
 * The tracking data (`biz_opaque_callback_data`) of an invitation. It comes back with the message's
 * statuses, where the service echoes it (D20), and tells which group a message to a single person is
 * about.
 */

const MARK = 'n8n-whatsapp-groups:invitation:';

export function invitationMark(groupId: string): string {
	return `${MARK}${groupId}`;
}

/** The group that people were invited to by the message with this tracking data, if it is such a one. */
export function invitedGroup(trackingData: string | undefined): string | undefined {
	return trackingData?.startsWith(MARK) ? trackingData.slice(MARK.length) || undefined : undefined;
}
