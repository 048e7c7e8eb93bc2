/** Runs no more of the tests than it takes to find a change. */
const { default: TestRunner } = require('jest-runner');

const { mutantOf, readTests } = require('./tests');

class MutationRunner extends TestRunner {
	/** Without a change all run. With one: the files with tests that reach it, until one fails. */
	async runTests(tests, watcher, options) {
		if (mutantOf() === undefined) return await super.runTests(tests, watcher, options);
		const known = readTests();
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
