const { transform } = require('../../../jest.config');

/** A real browser: run by `npm run test:playground`, one file after the other. */
/** @type {import('jest').Config} */
module.exports = {
	rootDir: '../../..',
	testMatch: ['<rootDir>/test/system/playground/**/*.play.ts'],
	testEnvironment: 'node',
	modulePathIgnorePatterns: ['<rootDir>/dist/'],
	transform,
	testTimeout: 60_000,
	maxWorkers: 1,
};
