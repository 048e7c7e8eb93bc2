import { InputFailure, ServiceFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { RunMemory } from '../../../nodes/WhatsAppGroups/runtime/memory';
import { Outcomes } from '../../../nodes/WhatsAppGroups/runtime/outcomes';

/** A try of two items, of which an earlier try has handled somebody of the first. */
function secondTry(): Outcomes {
	const memory = new RunMemory();
	memory.of(0).entries.set('somebody', { status: 'done' });
	return new Outcomes(2, memory);
}

const refused = new ServiceFailure({ code: 131026, message: 'Not on WhatsApp.' }, 'notDone');

test('what an earlier try has begun may have been carried out, until this one has done it', () => {
	const outcomes = secondTry();
	expect(outcomes.progress().text).toBe(
		'0 of 2 items were carried out, and 1 may have been (0). Running the node again would do them again.',
	);
	outcomes.results.set(0, []);
	expect(outcomes.progress().text).toBe(
		'1 of 2 items were carried out (0). Running the node again would do them again.',
	);
});

test.each([new InputFailure('Bad.'), refused])(
	'what fails before its turn is unknown where an earlier try has begun it: %s',
	(failure) => {
		const outcomes = secondTry();
		outcomes.failEarly(0, failure);
		outcomes.failEarly(1, failure);
		expect([0, 1].map((index) => outcomes.failures.get(index)?.certainty)).toEqual([
			'unknown',
			'notDone',
		]);
		expect(outcomes.progress().text).toContain('1 may have been (0)');
	},
);

test('where nothing was begun, nothing was carried out', () => {
	expect(new Outcomes(2, new RunMemory()).progress()).toEqual({
		text: 'None of the 2 items was carried out.',
		isNothing: true,
	});
});
