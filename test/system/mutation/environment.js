const { TestEnvironment } = require('jest-environment-node');

class MutationEnvironment extends TestEnvironment {
	async setup() {
		await super.setup();
		/** Hands a module of this process to the tests: see keep.js. */
		this.global.keptModule = (path) => require(path);
		// Those of the kept modules are of this process: "instanceof" is to hold for them as well, and
		// still for those that JavaScript itself throws in the tests.
		Object.setPrototypeOf(this.global.Error.prototype, Error.prototype);
		this.global.Error = Error;
	}

	/** With a change one test that fails is enough: the rest of its file need not run. */
	handleTestEvent({ name, test }) {
		if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return;
		if (name === 'test_done') this.hasFailed ||= test.errors.length > 0;
		if (name !== 'test_start') return;
		if (this.hasFailed) test.mode = 'skip';
		// Said by the runner, which knows how long the file takes without a change.
		test.timeout ??= globalThis.mostTestMs;
	}
}

module.exports = MutationEnvironment;
