/** The family of failures that calls end in. */
import {
	Failure,
	InputFailure,
	PeopleFailure,
	ServiceFailure,
	StoppedFailure,
	tryWork,
} from '../../../nodes/WhatsAppGroups/failures/failure';

test('a service failure reads as its message, and knows its code', () => {
	const failure = new ServiceFailure({ code: '131041', message: 'Group unknown' }, 'notDone');
	expect(failure).toBeInstanceOf(Error);
	expect(failure).toBeInstanceOf(Failure);
	expect(failure).toMatchObject({
		name: 'ServiceFailure',
		message: 'Group unknown',
		certainty: 'notDone',
	});
	expect(failure.hasCode(131041)).toBe(true);
	expect(failure.hasCode(1, 131041)).toBe(true);
	expect(failure.hasCode(1, 2)).toBe(false);
	expect(failure.hasCode()).toBe(false);
	expect(new ServiceFailure({ code: 'busy', message: 'M' }, 'notDone').hasCode(0)).toBe(false);
});

test('a refusal says that work is done only after an unclear attempt', () => {
	const details = { code: 131041, message: 'Group unknown' };
	expect(new ServiceFailure(details, 'unknown').saysDone(131041)).toBe(true);
	expect(new ServiceFailure(details, 'unknown').saysDone(131212)).toBe(false);
	expect(new ServiceFailure(details, 'notDone').saysDone(131041)).toBe(false);
});

test('what a gateway says tells nothing of the work', () => {
	const details = { code: 404, message: 'Not found' };
	expect(new ServiceFailure(details, 'unknown', true).saysDone(404)).toBe(false);
	expect(new ServiceFailure(details, 'unknown', false).saysDone(404)).toBe(true);
});

test('a service failure is the service’s own, unless it is told to be another’s', () => {
	const details = { code: 404, message: 'Not found' };
	expect(new ServiceFailure(details, 'notDone').isOfAnother).toBe(false);
	expect(new ServiceFailure(details, 'notDone', true).isOfAnother).toBe(true);
});

test('what the service said is a value, and anything else stays thrown', async () => {
	const failure = new ServiceFailure({ code: 100, message: 'M' }, 'notDone');
	expect(await tryWork(Promise.resolve(7))).toBe(7);
	expect(await tryWork(Promise.reject(failure))).toBe(failure);
	const others = [new TypeError('A bug'), new InputFailure('M'), new StoppedFailure()];
	for (const other of others) await expect(tryWork(Promise.reject(other))).rejects.toBe(other);
});

test('an input failure has a word for its code, and a hint only where there is one', () => {
	expect(new InputFailure('Subject is empty')).toMatchObject({
		name: 'InputFailure',
		certainty: 'notDone',
	});
	expect(new InputFailure('Subject is empty').details).toStrictEqual({
		code: 'invalid_input',
		message: 'Subject is empty',
	});
	expect(new InputFailure('M', 'Hint', 'invalid_id').details).toEqual({
		code: 'invalid_id',
		message: 'M',
		hint: 'Hint',
	});
});

test('a stopped execution is told apart by its class', () => {
	expect(new StoppedFailure()).toMatchObject({
		name: 'StoppedFailure',
		message: 'The execution was stopped.',
		certainty: 'notDone',
		details: { code: 'stopped' },
	});
});

test('a failure of several people keeps the first one and what became of each', () => {
	const first = new ServiceFailure({ code: 131026, message: 'M' }, 'notDone');
	const failure = new PeopleFailure({ code: 131026, message: 'Two' }, first, [1, 2], 'unknown');
	expect(failure).toMatchObject({
		name: 'PeopleFailure',
		message: 'Two',
		first,
		results: [1, 2],
		certainty: 'unknown',
	});
});
