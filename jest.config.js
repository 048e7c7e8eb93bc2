const toCommonJs = [
	'@swc/jest',
	{
		swcrc: false,
		jsc: {
			parser: { syntax: 'typescript', decorators: false },
			target: 'es2022',
		},
		module: { type: 'commonjs' },
		sourceMaps: 'inline',
	},
];

/** The judge of files and what it loads, and the maker of anchors: ES modules only, which Jest cannot load as they are. */
const ES_MODULES =
	'/node_modules/(?:file-type|strtok3|token-types|uint8array-extras|@tokenizer/inflate|@borewit/text-codec|github-slugger)/';

/** @type {import('jest').Config} */
module.exports = {
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	transform: { '^.+\\.ts$': toCommonJs, [`${ES_MODULES}.+\\.js$`]: toCommonJs },
	setupFiles: ['<rootDir>/test/support/noNameServer.ts'],
	transformIgnorePatterns: [`/node_modules/(?!${ES_MODULES.slice('/node_modules/'.length)})`],

	// The build holds a second copy of the sources: not to be found by name. Tests still load it by path.
	modulePathIgnorePatterns: ['<rootDir>/dist/'],
	watchPathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/coverage/'],

	// In a random order a test that leans on what an earlier one left behind shows itself.
	// A run prints its seed: `--seed=<n>` repeats it.
	randomize: true,
	testTimeout: 120_000,
	maxWorkers: 2,
	// On Node 20 each file leaves something in its process that slows down all that come after it: beyond this
	// there is a new process, which takes a third off the whole run.
	workerIdleMemoryLimit: '1GB',

	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	// V8's own coverage counts comments and types as covered lines, and is slower where n8n-core is loaded.
	coverageProvider: 'babel',
	coverageDirectory: '<rootDir>/coverage',
	// No HTML report: ESLint would read the scripts in it, and warn about them.
	coverageReporters: ['text-summary', 'json-summary', 'lcovonly'],
};
