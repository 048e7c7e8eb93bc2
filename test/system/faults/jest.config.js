const { transform } = require('../../../jest.config');

/** Every fault with every call: run by `npm run test:faults`, and by nothing else. */
/** @type {import('jest').Config} */
module.exports = {
	rootDir: '../../..',
	testMatch: ['<rootDir>/test/system/faults/**/*.faults.ts'],
	setupFiles: ['<rootDir>/test/system/faults/hurry.ts'],
	modulePathIgnorePatterns: ['<rootDir>/dist/'],
	transform,
	testTimeout: 300_000,
	maxWorkers: 2,
};
