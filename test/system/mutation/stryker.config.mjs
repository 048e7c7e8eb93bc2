/**
 * How good are the tests? Stryker changes the sources in many small ways, one at a time, and looks
 * whether a test fails: `npm run test:mutation`, or with a part of the sources,
 * `npm run test:mutation -- --mutate 'nodes/WhatsAppGroups/events/parse*.ts'` (several: with commas). All of it takes hours
 * the first time.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	testRunner: 'jest',
	jest: { configFile: 'test/system/mutation/jest.config.js', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	// What only runs while a file is loaded can't be told from test to test.
	ignoreStatic: true,
	// What was tried and has not changed since is not tried again.
	incremental: true,
	incrementalFile: '.cache/mutation/incremental.json',
	tempDirName: '.cache/mutation/sandbox',
	reporters: ['clear-text', 'progress', 'json', 'html'],
	jsonReporter: { fileName: '.cache/mutation/report.json' },
	htmlReporter: { fileName: '.cache/mutation/report.html' },
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	// They mostly wait: for a change that answers nothing, or takes no end of time.
	concurrency: 6,
	// What jest leaves behind adds up to gigabytes.
	maxTestRunnerReuse: 200,
	// They share the processor, and a change that goes round for ever keeps it from the others.
	timeoutMS: 30_000,
	// Of the time of all tests that reach it; few of them are asked.
	timeoutFactor: 0.15,
	// All tests, one after the other, in one process.
	dryRunTimeoutMinutes: 60,
	ignorePatterns: ['.cache', 'coverage', 'docs', 'dist'],
	// Folder by folder: wanted.ts.
	thresholds: { high: 95, low: 90, break: null },
};
