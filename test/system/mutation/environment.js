const { TestEnvironment } = require('jest-environment-node');

const { addTests, mutantOf } = require('./tests');

class MutationEnvironment extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		this.path = context.testPath;
		this.names = [];
		/** Hands a module of this process to the tests: see keep.js. */
		this.global.keptModule = (path) => require(path);
		// Those of the kept modules are of this process: "instanceof" is to hold for them as well.
		this.global.Error = Error;
	}

	async setup() {
		await super.setup();
		this.begin = performance.now();
	}

	/** With a change one test that fails is enough: the rest of its file need not run. */
	handleTestEvent({ name, test }) {
		if (name === 'test_done') {
			this.names.push(nameOf(test));
			this.hasFailed ||= test.errors.length > 0;
		}
		if (name === 'test_start' && this.hasFailed && mutantOf() !== undefined) test.mode = 'skip';
	}

	async teardown() {
		if (mutantOf() === undefined) addTests(this.path, this.names, performance.now() - this.begin);
		await super.teardown();
	}
}

/** As Stryker knows it: with the names of all blocks around it, the outermost of which has none. */
function nameOf({ name, parent }) {
	return parent?.parent === undefined ? name : `${nameOf(parent)} ${name}`;
}

module.exports = MutationEnvironment;
