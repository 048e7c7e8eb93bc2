import { testEachCall } from './eachCall';

describe('as long as it is tried', () => {
	testEachCall(Infinity);
});
