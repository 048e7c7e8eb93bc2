const { transform } = require('../../../jest.config');

/** Real n8n and a real browser: run by `npm run test:e2e`, one file after the other. */
/** @type {import('jest').Config} */
module.exports = {
	rootDir: '../../..',
	testMatch: ['<rootDir>/test/system/e2e/**/*.e2e.ts'],
	testEnvironment: '<rootDir>/test/system/e2e/environment.ts',
	modulePathIgnorePatterns: ['<rootDir>/dist/'],
	transform,
	testTimeout: 120_000,
	maxWorkers: 1,
};
