/** People as users give them: phone numbers, WhatsApp IDs, user IDs of hidden numbers. */
import { InputFailure } from '../api/errorBody';
import { asRecord, asText } from '../api/values';

/** A user ID that WhatsApp gives in place of a hidden number, for example US.13491208655302741918. */
const USER_ID = /^[A-Z]{2}\.[A-Za-z0-9]+$/;

/**
 * The phone number in E.164 form: a plus sign, the country code, the number; 7 to 15 digits.
 * Spaces, hyphens, dots, slashes and parentheses are removed. Digits without a plus are taken as an
 * international number (so a `waId` works); a national number, with its leading 0, is refused: the
 * service would put the business's own country code before it.
 *
 * @throws InputFailure when it is no such number
 */
export function toE164(value: unknown, label: string): string {
	const text = personText(value);
	const refuse = (complaint: string) =>
		new InputFailure(
			`${label}: "${text}" ${complaint}`,
			'Enter numbers with plus sign and country code, for example +49 151 23456789.',
			'invalid_phone_number',
		);
	if (USER_ID.test(text)) {
		throw new InputFailure(
			`${label}: "${text}" is the ID of a person with a hidden number, who cannot be invited by message`,
			'Give them the group’s invite link another way.',
			'invalid_phone_number',
		);
	}
	if (!/^[+\d\s().\-/]+$/.test(text) || text.lastIndexOf('+') > 0) {
		throw refuse(text === '' ? 'is empty' : 'is not a phone number');
	}
	// "+49 (0) 151 …" is how some countries write that the 0 is dialled within them only.
	const international = text.replace(/^00/, '+');
	const digits = (
		international.startsWith('+') ? international.replace(/\(\s*0\s*\)/, '') : international
	).replace(/\D/g, '');
	if (digits.startsWith('0')) throw refuse('has no country code');
	if (digits.length < 7 || digits.length > 15) {
		throw refuse(`is not a phone number: it has ${digits.length} digits`);
	}
	return `+${digits}`;
}

/** A participant to name to the service: an E.164 number, or a user ID as it is. */
export function toParticipant(value: unknown, label: string): string {
	const text = personText(value);
	return USER_ID.test(text) ? text : toE164(value, label);
}

/** The output's vocabulary for what `toParticipant` answers. */
export function participantIds(participant: string): { waId?: string; userId?: string } {
	return USER_ID.test(participant)
		? { userId: participant }
		: { waId: participant.replace(/^\+/, '') };
}

/** A list may hold plain values, or people as our own nodes give them out. */
function personText(value: unknown): string {
	const person = asRecord(value);
	return (asText(value) ?? asText(person.waId) ?? asText(person.userId) ?? '').trim();
}
