/**
 * Runs no more of the tests than it takes to find a change. Stryker names the tests that reach it, and
 * jest would load every file to look for those names: so the run without a change, which only one of
 * Stryker's processes makes, leaves behind which names each file has, how long it takes, and in which
 * source each change is. First come the files that found other changes of that source. Slow ones are asked
 * only for the sources of their own folder, and very slow ones for those of their own name: a change that
 * nobody finds would take minutes otherwise.
 */
const { existsSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');

const { default: TestRunner } = require('jest-runner');

const FILE = join(__dirname, 'tests.json');

/** A file of tests that takes longer is slow, or very slow. */
const SLOW_MS = 2000;
const VERY_SLOW_MS = 15_000;

/** A change that lets a test wait for ever is to be found soon, and none by a test that only takes its time. */
const LEAST_PATIENCE_MS = 8000;
const PATIENCE = 10;

/** Of this process: what FILE says, and by source the test files that found a change, the latest first. */
let known;
const finders = new Map();

class MutationRunner extends TestRunner {
	async runTests(tests, watcher, options) {
		if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) {
			await this.runAll(tests, watcher, options);
		} else {
			await this.runUntilOneFails(tests, watcher, options);
		}
	}

	async runAll(tests, watcher, options) {
		const files = {};
		const stop = this.on('test-file-success', ([{ path }, { perfStats, testResults }]) => {
			files[path] = {
				patterns: testResults.map(({ fullName }) => escaped(fullName)),
				ms: perfStats.runtime,
			};
		});
		await super.runTests(tests, watcher, options);
		stop();
		const { rootDir } = tests[0].context.config;
		writeFileSync(FILE, JSON.stringify({ files, sources: sourcesOfChanges(rootDir) }));
	}

	async runUntilOneFails(tests, watcher, options) {
		known ??= existsSync(FILE)
			? JSON.parse(readFileSync(FILE, 'utf8'))
			: { files: {}, sources: {} };
		const source = known.sources[process.env.__STRYKER_ACTIVE_MUTANT__];
		const found = finders.get(source) ?? [];
		const wanted = new Set(alternatives(this._globalConfig.testNamePattern));
		const reaching = tests
			.map((test) => ({ test, ...(known.files[test.path] ?? { ms: 0 }) }))
			.map((file) => ({ ...file, patterns: file.patterns?.filter((it) => wanted.has(it)) }))
			.filter(({ patterns }) => patterns === undefined || wanted.size === 0 || patterns.length > 0)
			.filter(({ test, ms }) => isAsked(test.path, ms, source))
			.map((file) => ({ ...file, rank: found.indexOf(file.test.path) + 1 || Infinity }))
			.sort((a, b) => (a.rank === b.rank ? a.ms - b.ms : a.rank - b.rank));
		let hasFailed = false;
		const stop = this.on('test-file-success', ([, result]) => {
			hasFailed ||= result.numFailingTests > 0 || result.testExecError !== undefined;
		});
		const all = this._globalConfig;
		for (const { test, patterns, ms } of reaching) {
			globalThis.mostTestMs = Math.max(LEAST_PATIENCE_MS, ms * PATIENCE);
			// Of each file only its own names: thousands of them are slow to compare with.
			const testNamePattern = patterns?.length > 0 ? joined(patterns) : all.testNamePattern;
			this._globalConfig = { ...all, testNamePattern };
			await super.runTests([test], watcher, options);
			if (!hasFailed) continue;
			finders.set(source, [test.path, ...found.filter((path) => path !== test.path)]);
			break;
		}
		this._globalConfig = all;
		stop();
	}
}

/** Sources that a very slow file of another name is about as well. */
const TESTED_AS = { client: 'pace', learnedLimit: 'pace', usualTime: 'pace' };

function isAsked(testPath, ms, source = '') {
	if (ms <= SLOW_MS) return true;
	const [, folder, ...inFolder] = source.replace(/\.ts$/, '').split('/');
	if (!testPath.includes(`/test/unit/${folder}/`)) return false;
	const test = basename(testPath, '.test.ts');
	return ms <= VERY_SLOW_MS || inFolder.some((name) => [name, TESTED_AS[name]].includes(test));
}

/** As Stryker joins the names of tests: `(one)|(two)`. */
function joined(patterns) {
	return patterns.map((pattern) => `(${pattern})`).join('|');
}

function alternatives(testNamePattern) {
	return testNamePattern ? testNamePattern.slice(1, -1).split(')|(') : [];
}

/** As Stryker does. */
function escaped(name) {
	return name.replace(/[.*+\-?^${}()|[\]\\]/g, '\\$&');
}

/** By the number of a change, the file in which it is. */
function sourcesOfChanges(rootDir) {
	const sources = {};
	for (const entry of readdirSync(join(rootDir, 'nodes'), { recursive: true })) {
		if (!entry.endsWith('.ts')) continue;
		const code = readFileSync(join(rootDir, 'nodes', entry), 'utf8');
		for (const [, id] of code.matchAll(/stryMutAct_\w+\("(\d+)"\)/g)) sources[id] = entry;
	}
	return sources;
}

module.exports = MutationRunner;
