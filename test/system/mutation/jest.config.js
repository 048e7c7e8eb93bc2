const jestConfig = require('../../../jest.config');

/** Those that no change of the sources can fail: of the built package, of what tests are made of, of documents. */
const OF_OTHER_THINGS = [
	'/test/system/package/',
	'/test/system/docs/',
	'/test/system/profiles/',
	'/test/tools/',
	'/test/simulator/',
	'/test/support/',
	'/test/system/mutation/',
	'/test/system/security/document\\.',
	// It reads the sources, and finds the regular expressions of all changes at once.
	'/test/system/security/regularExpressions\\.',
	// Thousands of ways through the whole node: minutes for each change. What it alone finds counts as not found.
	'/test/system/opposite/',
];

const KEPT = '(n8n-core|n8n-workflow|@n8n/di|fastify|undici|ajv|fast-check)/';

/** @type {import('jest').Config} */
module.exports = {
	...jestConfig,
	rootDir: '../../..',
	testEnvironment: require.resolve('./environment.js'),
	runner: require.resolve('./runner.js'),
	transform: {
		...jestConfig.transform,
		[`/node_modules/${KEPT}`]: require.resolve('./keep.js'),
	},
	transformIgnorePatterns: jestConfig.transformIgnorePatterns.map((pattern) =>
		pattern.replace('(?!', `(?!${KEPT}|`),
	),
	testPathIgnorePatterns: [
		'/node_modules/',
		...OF_OTHER_THINGS,
		// It compares prototypes, and those of the kept modules are others.
		'/test/system/security/prototypes\\.',
	],
	// The order is Stryker's: it runs only the tests that reach the mutant.
	randomize: false,
	// A mutant that waits for ever is to be found soon.
	testTimeout: 15_000,
};
