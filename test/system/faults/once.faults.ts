import { operations } from '../../../nodes/WhatsAppGroups/operations';
import { CALLS } from './calls';
import { testEachCall } from './eachCall';

describe('once, and all is well again', () => {
	testEachCall(1);
});

test('every call of every operation is hit', () => {
	const named = CALLS.map(({ operation, call }) => `${operation} ${call}`);
	const made = operations.flatMap(({ resource, operation, calls }) =>
		calls.map((call) => `${resource}:${operation} ${call}`),
	);
	expect([...new Set(named)].sort()).toEqual([...new Set(made)].sort());
});
