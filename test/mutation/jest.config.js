const jestConfig = require('../../jest.config');

/** The tests that a changed source can fail: those of the built package see the build, not the source. */
/** @type {import('jest').Config} */
module.exports = {
	...jestConfig,
	rootDir: '../..',
	testPathIgnorePatterns: ['/node_modules/', '/test/package/', '/test/demo/', '/test/simulator/'],
	// The order is Stryker's: it runs only the tests that reach the mutant.
	randomize: false,
};
