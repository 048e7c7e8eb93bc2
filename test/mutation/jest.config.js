const jestConfig = require('../../jest.config');

/** Those of the built package see the build, not the source. */
const OF_THE_BUILD = ['/test/package/', '/test/demo/', '/test/simulator/', '/test/support/'];

/** Each file of these loads n8n's engine anew for every mutant, which takes seconds. */
const THROUGH_THE_ENGINE = [
	'/test/operations/',
	'/test/security/',
	'/test/api/networkErrors',
	'/test/runtime/(repeats|run)\\.',
	'/test/webhook/(deliver|examples|registration)\\.',
];

/** @type {import('jest').Config} */
module.exports = {
	...jestConfig,
	rootDir: '../..',
	testPathIgnorePatterns: [
		'/node_modules/',
		...OF_THE_BUILD,
		...(process.env.MUTATION_ENGINE === 'true' ? [] : THROUGH_THE_ENGINE),
	],
	// The order is Stryker's: it runs only the tests that reach the mutant.
	randomize: false,
};
