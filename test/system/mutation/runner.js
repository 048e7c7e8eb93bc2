/**
 * Runs no more of the tests than it takes to find a change. Stryker names the tests that reach it, and
 * jest would load every file to look for those names: so the run without a change, which only one of
 * Stryker's processes makes, leaves behind which names each file has, how long they take, and in which
 * source each change is. First come the files that found other changes of that source, then those of its
 * name and of its folder. Slow ones are asked only for the sources of their own folder, very slow ones for
 * those of their own name, and of other folders' that have found none so far only some: a change that
 * nobody finds would take minutes otherwise.
 */
const { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');

const { default: TestRunner } = require('jest-runner');

const FILE = join(__dirname, 'tests.json');

/** A line for each change that was found: its source and the file that found it. All processes add to it. */
const FOUND = join(__dirname, 'found.tsv');

/** A file of tests that takes longer is slow, or very slow. */
const SLOW_MS = 2000;
const VERY_SLOW_MS = 15_000;

/** Of all files of other folders together that have found no change of a source. */
const MOST_MS_IN_VAIN = 10_000;

/** A change that lets a test wait for ever is to be found soon, and none by a test that only takes its time. */
const LEAST_PATIENCE_MS = 8000;
/** In times of the file's slowest test. */
const PATIENCE = 4;

/** What FILE says. */
let known;

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
				slowestMs: Math.max(0, ...testResults.map(({ duration }) => duration ?? 0)),
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
		const finds = findsOf(source);
		const wanted = new Set(alternatives(this._globalConfig.testNamePattern));
		const reaching = tests
			.map((test) => ({ test, ...(known.files[test.path] ?? { ms: 0, slowestMs: 0 }) }))
			.map((file) => ({ ...file, patterns: file.patterns?.filter((it) => wanted.has(it)) }))
			.filter(({ patterns }) => patterns === undefined || wanted.size === 0 || patterns.length > 0)
			.filter(({ test, ms }) => isAsked(test.path, ms, source))
			.map((file) => ({
				...file,
				rank: rankOf(file.test.path, source, finds),
				msPerFind: file.ms / (finds.get(file.test.path) ?? 1),
			}))
			.sort((a, b) => a.rank - b.rank || a.msPerFind - b.msPerFind);
		let hasFailed = false;
		let msInVain = 0;
		const stop = this.on('test-file-success', ([, result]) => {
			hasFailed ||= result.numFailingTests > 0 || result.testExecError !== undefined;
		});
		const all = this._globalConfig;
		for (const { test, patterns, ms, slowestMs, rank } of reaching) {
			if (rank === OF_OTHERS) msInVain += ms;
			if (msInVain > MOST_MS_IN_VAIN) break;
			globalThis.mostTestMs = Math.max(LEAST_PATIENCE_MS, slowestMs * PATIENCE);
			// Of each file only its own names: thousands of them are slow to compare with.
			const testNamePattern = patterns?.length > 0 ? joined(patterns) : all.testNamePattern;
			this._globalConfig = { ...all, testNamePattern };
			await super.runTests([test], watcher, options);
			if (!hasFailed) continue;
			appendFileSync(FOUND, `${source}\t${test.path}\n`);
			break;
		}
		this._globalConfig = all;
		stop();
	}
}

/** How many changes of the source each file has found. */
function findsOf(source) {
	const finds = new Map();
	if (!existsSync(FOUND)) return finds;
	for (const line of readFileSync(FOUND, 'utf8').split('\n')) {
		const [of, path] = line.split('\t');
		if (of === source) finds.set(path, (finds.get(path) ?? 0) + 1);
	}
	return finds;
}

const [HAS_FOUND, OF_ITS_NAME, OF_ITS_FOLDER, OF_OTHERS] = [0, 1, 2, 3];

/** What is lower is asked first. */
function rankOf(testPath, source, finds) {
	if (finds.has(testPath)) return HAS_FOUND;
	if (isOfItsName(testPath, source)) return OF_ITS_NAME;
	return isOfItsFolder(testPath, source) ? OF_ITS_FOLDER : OF_OTHERS;
}

function isAsked(testPath, ms, source) {
	if (ms <= SLOW_MS) return true;
	if (ms <= VERY_SLOW_MS) return isOfItsFolder(testPath, source);
	return isOfItsName(testPath, source);
}

/** Sources that files of other names are about as well. */
const TESTED_AS = {
	client: ['pace'],
	learnedLimit: ['learnedLimitRefusals', 'pace', 'speed'],
	pace: ['paceTurns', 'speed'],
	usualTime: ['pace'],
};

function isOfItsName(testPath, source) {
	const test = basename(testPath, '.test.ts');
	const names = placesOf(source).slice(1);
	return (
		isOfItsFolder(testPath, source) &&
		names.some((name) => name === test || TESTED_AS[name]?.includes(test))
	);
}

function isOfItsFolder(testPath, source) {
	return testPath.includes(`/test/unit/${placesOf(source)[0]}/`);
}

/** The folder, and the names in it. */
function placesOf(source = '') {
	return source.replace(/\.ts$/, '').split('/').slice(1);
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
