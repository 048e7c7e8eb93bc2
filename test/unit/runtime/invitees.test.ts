import { personOf } from '../../../nodes/WhatsAppGroups/api/people';
import { ServiceFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { Invitees } from '../../../nodes/WhatsAppGroups/runtime/invitees';

const people = (...ids: string[]) => ids.map(personOf);
const USER_ID = 'US.13491208655302741918';

test('counts everybody once, in whatever spelling and item, of each group for itself', () => {
	const invitees = new Invitees();
	invitees.expect('G', people('+16505553010', '+5531988887777', USER_ID));
	invitees.expect('G', people('16505553010', '+553188887777', USER_ID, '+16505553011'));
	invitees.expect('H', people('+16505553010'));
	expect(invitees.countBeside('G', [])).toBe(4);
	expect(invitees.countBeside('H', [])).toBe(1);
	expect(invitees.countBeside('nobody’s', [])).toBe(0);
});

test('leaves out who is in the group by any of their IDs', () => {
	const invitees = new Invitees();
	invitees.expect('G', people('+5531988887777', USER_ID, '+16505553011'));
	const members = [{ waId: '553188887777' }, { waId: '16505559999', userId: USER_ID }];
	expect(invitees.countBeside('G', members)).toBe(1);
});

test('knows what came of an invitation, unless none was sent', () => {
	const failure = (certainty: 'notDone' | 'unknown') =>
		new ServiceFailure({ code: 1, message: 'No.' }, certainty);
	for (const [outcome, known] of [
		['invited', true],
		[failure('unknown'), true],
		[failure('notDone'), false],
	] as const) {
		const invitees = new Invitees();
		const [one, same, other] = people('+16505553010', '16505553010', '+16505553011');
		expect(invitees.anyInvited('G')).toBe(false);
		invitees.note('G', one, outcome);
		expect(invitees.earlier('G', same)).toBe(known ? outcome : undefined);
		expect(invitees.earlier('G', other)).toBeUndefined();
		expect(invitees.earlier('H', one)).toBeUndefined();
		expect(invitees.anyInvited('G')).toBe(known);
		expect(invitees.anyInvited('H')).toBe(false);
	}
});

test('whoever has the IDs of two shows that these are one, with what came of either', () => {
	const both = { waId: '16505553010', userId: USER_ID };
	const [number, hidden] = people('+16505553010', USER_ID);
	for (const order of [
		[number, hidden, both],
		[both, number, hidden],
		[hidden, both, number],
	]) {
		const invitees = new Invitees();
		invitees.expect('G', order);
		expect(invitees.countBeside('G', [])).toBe(1);
		expect(invitees.countBeside('G', [number])).toBe(0);
		expect(invitees.isAmong('G', number, [hidden])).toBe(true);
		expect(invitees.isAmong('G', number, people('+16505553011'))).toBe(false);
		invitees.note('G', hidden, 'invited');
		expect(invitees.earlier('G', number)).toBe('invited');
	}
	const invitees = new Invitees();
	invitees.expect('G', [number, hidden]);
	invitees.note('G', hidden, 'invited');
	expect(invitees.earlier('G', number)).toBeUndefined();
	expect(invitees.earlier('G', both)).toBe('invited');
	expect(invitees.earlier('G', number)).toBe('invited');
	expect(invitees.countBeside('G', [])).toBe(1);
});
