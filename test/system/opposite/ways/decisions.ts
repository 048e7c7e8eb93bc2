/** Join requests of which some are approved or rejected, named in every way but the usual one. */
import { REQUESTS } from '../samples';
import type { Way } from '../ways';
import { error, PARTLY, partly, type Partial } from './people';

const [ONE, TWO] = REQUESTS;

function decide(name: string, one: (done: string) => Partial): Way[] {
	return [
		partly(['joinRequest:approve'], name, one('approved_join_requests')),
		partly(['joinRequest:reject'], name, one('rejected_join_requests')),
	];
}

const failures = (...failed_join_requests: unknown[]) => ({ failed_join_requests });
const byId = (join_request_id: unknown) => ({ join_request_id, errors: [error(131203)] });
const asNumbers = { joinRequestIds: '501,502' };

export const decisions: Way[] = [
	...decide('one done and one failed', (done) => ({
		body: { [done]: [ONE], ...failures(byId(TWO)), errors: [PARTLY] },
		first: 'done',
		second: 'refused',
	})),
	...decide('one done and one failed', (done) => ({
		status: 200,
		body: { [done]: [ONE], ...failures(byId(TWO)) },
		first: 'done',
		second: 'refused',
	})),
	...decide('one done and nothing of the other', (done) => ({
		status: 200,
		body: { [done]: [ONE] },
		first: 'done',
		second: 'nothing',
	})),
	...decide('one failed and nothing of the other', () => ({
		status: 200,
		body: failures(byId(TWO)),
		first: 'nothing',
		second: 'refused',
	})),
	...decide('one failed by bare text', () => ({
		body: failures(TWO),
		first: 'nothing',
		second: 'failed',
	})),
	...decide('one failed by id', () => ({
		status: 200,
		body: failures({ id: TWO }),
		first: 'nothing',
		second: 'failed',
	})),
	...decide('a failure of a stranger', () => ({
		status: 200,
		body: failures(byId('request-0666')),
		first: 'nothing',
		second: 'nothing',
	})),
	...decide('a failure of nobody', () => ({
		status: 200,
		body: failures({ errors: [error(131203)] }),
		first: 'nothing',
		second: 'nothing',
	})),
	...decide('a failure that is null', () => ({
		status: 200,
		body: failures(null),
		first: 'nothing',
		second: 'nothing',
	})),
	...decide('failures that are text', () => ({
		status: 200,
		body: { failed_join_requests: 'all' },
		first: 'nothing',
		second: 'nothing',
	})),
	...decide('strangers done', (done) => ({
		status: 200,
		body: { [done]: ['request-0666'] },
		first: 'nothing',
		second: 'nothing',
	})),
	...decide('nobody done', (done) => ({
		status: 200,
		body: { [done]: [] },
		first: 'nothing',
		second: 'nothing',
	})),
	...decide('done null', (done) => ({
		status: 200,
		body: { [done]: null },
		first: 'nothing',
		second: 'nothing',
	})),
	...decide('done true', (done) => ({
		status: 200,
		body: { [done]: true },
		first: 'nothing',
		second: 'nothing',
	})),
	...decide('done by objects', (done) => ({
		status: 200,
		body: { [done]: [{ join_request_id: ONE }, { join_request_id: TWO }] },
		first: 'hinted',
		second: 'hinted',
	})),
	...decide('one done by an object', (done) => ({
		status: 200,
		body: { [done]: [{ join_request_id: ONE }] },
		first: 'hinted',
		second: 'nothing',
	})),
	...decide('the same one done and failed', (done) => ({
		status: 200,
		body: { [done]: [ONE, TWO], ...failures(byId(TWO)) },
		first: 'done',
		second: 'failed',
	})),
	...decide('numeric ids, one failed', (done) => ({
		body: { [done]: [501], ...failures(byId(502)) },
		first: 'hinted',
		second: 'refused',
		who: ['501', '502'],
		parameters: asNumbers,
	})),
	...decide('numeric ids, both done', (done) => ({
		status: 200,
		body: { [done]: [501, 502] },
		first: 'done',
		second: 'done',
		who: ['501', '502'],
		parameters: asNumbers,
	})),
	...decide('a numeric id that failed', () => ({
		status: 200,
		body: failures(byId(502)),
		first: 'nothing',
		second: 'refused',
		who: ['501', '502'],
		parameters: asNumbers,
	})),
	...decide('errors only', () => ({
		body: { errors: [PARTLY] },
		first: 'nothing',
		second: 'nothing',
	})),
	...decide('errors beside all done', (done) => ({
		status: 200,
		body: { [done]: REQUESTS, errors: [PARTLY] },
		first: 'hinted',
		second: 'hinted',
	})),
	// What was asked for is the opposite of what the answer says.
	partly(['joinRequest:approve'], 'both rejected', {
		status: 200,
		body: { rejected_join_requests: REQUESTS },
		first: 'failed',
		second: 'failed',
	}),
	partly(['joinRequest:reject'], 'both approved', {
		status: 200,
		body: { approved_join_requests: REQUESTS },
		first: 'failed',
		second: 'failed',
	}),
];
