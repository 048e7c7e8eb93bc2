/**
 * Runs no more of the tests than it takes to find a change. Stryker names the tests that reach it, and
 * jest would load every file to look for those names: so the run without a change, which only one of
 * Stryker's processes makes, leaves behind which names each file has, and how long it takes.
 */
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const { default: TestRunner } = require('jest-runner');

const FILE = join(__dirname, 'tests.json');

class MutationRunner extends TestRunner {
	async runTests(tests, watcher, options) {
		if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) {
			await this.runAll(tests, watcher, options);
		} else {
			await this.runUntilOneFails(tests, watcher, options);
		}
	}

	async runAll(tests, watcher, options) {
		const known = {};
		const stop = this.on('test-file-success', ([{ path }, { perfStats, testResults }]) => {
			known[path] = { names: testResults.map(({ fullName }) => fullName), ms: perfStats.runtime };
		});
		await super.runTests(tests, watcher, options);
		stop();
		writeFileSync(FILE, JSON.stringify(known));
	}

	async runUntilOneFails(tests, watcher, options) {
		const known = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
		const pattern = new RegExp(this._globalConfig.testNamePattern ?? '', 'i');
		const msOf = ({ path }) => known[path]?.ms ?? 0;
		const reaching = tests
			.filter(({ path }) => known[path]?.names.some((name) => pattern.test(name)) ?? true)
			.sort((a, b) => msOf(a) - msOf(b));
		let hasFailed = false;
		const stop = this.on('test-file-success', ([, result]) => {
			hasFailed ||= result.numFailingTests > 0 || result.testExecError !== undefined;
		});
		for (const test of reaching) {
			if (hasFailed) break;
			await super.runTests([test], watcher, options);
		}
		stop();
	}
}

module.exports = MutationRunner;
