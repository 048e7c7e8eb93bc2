/**
 * How good are the tests? Stryker changes the sources in many small ways, one at a time, and looks
 * whether a test fails: `npm run test:mutation`, or with a part of the sources,
 * `npm run test:mutation -- --mutate 'nodes/WhatsAppGroups/events/parse*.ts'`. `api/`, `runtime/` and
 * `webhook/` take two hours the first time; what they found is in docs/mutation.md.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	mutate: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	testRunner: 'jest',
	jest: { configFile: 'test/system/mutation/jest.config.js', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	// What only runs while a file is loaded can't be told from test to test.
	ignoreStatic: true,
	// What was tried and has not changed since is not tried again.
	incremental: true,
	incrementalFile: '.cache/mutation/incremental.json',
	tempDirName: '.cache/mutation/sandbox',
	reporters: ['clear-text', 'progress', 'json'],
	jsonReporter: { fileName: '.cache/mutation/report.json' },
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	concurrency: 3,
	timeoutMS: 5_000,
	ignorePatterns: ['.cache', 'coverage', 'docs', 'dist'],
	thresholds: { high: 90, low: 80, break: null },
};
