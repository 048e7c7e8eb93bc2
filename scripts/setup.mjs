/**
 * Makes a checkout ready to run: installs what package-lock.json names, and builds `dist`.
 *
 * `npm test`, `npm run demo` and `npm run simulator` start with it, so that each works as the first
 * command in a fresh clone. When nothing changed it only compares, which takes a fraction of a second.
 * It reports on stderr: stdout belongs to the command that comes after it.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const DIST = join(ROOT, 'dist');
const BUILD_STAMP = join(ROOT, '.cache', 'build.json');

const OLDEST_NODE = [20, 15];

/** What a build depends on: a change in any of it makes a new build. */
const BUILD_INPUTS = [
	'credentials',
	'nodes',
	'gulpfile.js',
	'package-lock.json',
	'package.json',
	'tsconfig.json',
];

function say(text) {
	process.stderr.write(`${text}\n`);
}

function giveUp(...lines) {
	say(lines.join('\n'));
	process.exit(1);
}

function nodeIsTooOld() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	return major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
}

function readJson(path) {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch {
		return undefined;
	}
}

/** `os` and `cpu` of a package list names, or names to avoid, each with a `!` in front. */
function suits(names, name) {
	if (names === undefined) return true;
	if (names.every((entry) => entry.startsWith('!'))) return !names.includes(`!${name}`);
	return names.includes(name);
}

/**
 * Whether node_modules holds what package-lock.json names.
 *
 * npm leaves a record of what it installed in node_modules/.package-lock.json, and only once it has
 * finished. Comparing with that record, rather than with a mark of our own, also accepts a
 * node_modules that `npm ci` made by hand, and notices one that `npm install` changed since. No
 * package is compiled on installation, so the same node_modules serves every version of Node.
 */
function isInstalled() {
	const wanted = readJson(join(ROOT, 'package-lock.json'))?.packages;
	const present = readJson(join(ROOT, 'node_modules', '.package-lock.json'))?.packages;
	if (!wanted || !present) return false;

	const complete = Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
		if (path === '') return true;
		const found = present[path];
		// npm leaves out optional packages that are made for another machine.
		if (!found) return optional === true;
		return found.version === version && found.integrity === integrity;
	});
	// A node_modules that was copied from another kind of machine holds binaries that do not run here.
	const madeForHere = Object.values(present).every(
		({ os, cpu }) => suits(os, process.platform) && suits(cpu, process.arch),
	);
	return complete && madeForHere;
}

/** Runs a command line without showing its output. Resolves with its exit code and that output. */
function runQuietly(commandLine, whileRunning) {
	return new Promise((resolve, reject) => {
		const output = [];
		let interrupted = false;
		// A shell finds npm under the name that it has on this system (`npm.cmd` on Windows).
		const child = spawn(commandLine, {
			cwd: ROOT,
			shell: true,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		child.stdout.on('data', (chunk) => output.push(chunk));
		child.stderr.on('data', (chunk) => output.push(chunk));

		const begun = Date.now();
		const ticker = setInterval(() => whileRunning(Math.round((Date.now() - begun) / 1000)), 20_000);
		// Ctrl-C reaches the command as well, and npm then takes a while to undo what it began. Leaving
		// before it has finished would let the next installation run into this one.
		const onSignal = (signal) => {
			clearInterval(ticker);
			say(`  stopping (${signal}): waiting for npm to clear up`);
			interrupted = true;
		};
		const settle = () => {
			clearInterval(ticker);
			process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
			if (interrupted) process.exit(130);
		};
		process.on('SIGINT', onSignal).on('SIGTERM', onSignal);

		child.on('error', (error) => {
			settle();
			reject(error);
		});
		child.on('close', (code) => {
			settle();
			resolve({ code, output: Buffer.concat(output).toString().trim() });
		});
	});
}

function secondsSince(begun) {
	return `${((Date.now() - begun) / 1000).toFixed(1)} s`;
}

async function install() {
	say('Installing the development tools with npm ci: about 1 GB on disk, 1 to 5 minutes, once.');
	const begun = Date.now();
	// `--include=dev`: the tools are wanted where NODE_ENV says production, too. `--engine-strict=false`:
	// n8n-core asks for a newer Node than it needs, and a personal npm setting could make that fatal.
	const { code, output } = await runQuietly(
		'npm ci --include=dev --engine-strict=false --no-audit --no-fund --loglevel=error',
		(seconds) => say(`  still installing (${seconds} s)`),
	);
	if (code !== 0) {
		giveUp(
			output,
			'',
			`npm ci failed (exit code ${code}): its output is above.`,
			'If it could not reach the registry: check the network, or npm\'s "registry" and "proxy" settings, and run the same command again.',
			'If it says that package.json and package-lock.json do not agree: run "npm install", which brings them together.',
			'If it ran out of space: about 1 GB is needed here, and as much again in the cache of npm.',
		);
	}
	say(`Installed in ${secondsSince(begun)}.`);
}

/** All files at or under a path, sorted, so that the same files give the same list everywhere. */
function filesUnder(path) {
	let stats;
	try {
		stats = statSync(path);
	} catch {
		return [];
	}
	if (!stats.isDirectory()) return [path];
	return readdirSync(path)
		.sort()
		.flatMap((name) => filesUnder(join(path, name)));
}

function nameOf(path) {
	return relative(ROOT, path).split(sep).join('/');
}

/** Contents, not dates: a checkout or a copy changes dates, and a deleted file leaves none behind. */
function fingerprintOfInputs() {
	const hash = createHash('sha256');
	for (const path of BUILD_INPUTS.flatMap((input) => filesUnder(join(ROOT, input)))) {
		const content = readFileSync(path);
		hash.update(`${nameOf(path)}\0${content.length}\0`).update(content);
	}
	return hash.digest('hex');
}

/** Tells whether anyone touched `dist` since: another build, a stray edit, a deletion. */
function fingerprintOfDist() {
	const hash = createHash('sha256');
	for (const path of filesUnder(DIST)) {
		const { size, mtimeMs } = statSync(path);
		hash.update(`${nameOf(path)}\0${size}\0${mtimeMs}\0`);
	}
	return hash.digest('hex');
}

async function build() {
	const inputs = fingerprintOfInputs();
	const last = readJson(BUILD_STAMP);
	if (last?.inputs === inputs && last?.dist === fingerprintOfDist()) return;

	const begun = Date.now();
	say('Building dist.');
	// A source that is gone must not live on as compiled code.
	rmSync(DIST, { recursive: true, force: true });
	const { code, output } = await runQuietly('npm run build --silent', (seconds) =>
		say(`  still building (${seconds} s)`),
	);
	if (code !== 0) {
		giveUp(output, '', `The build failed (npm run build, exit code ${code}): see above.`);
	}
	mkdirSync(dirname(BUILD_STAMP), { recursive: true });
	writeFileSync(BUILD_STAMP, JSON.stringify({ inputs, dist: fingerprintOfDist() }));
	say(`Built in ${secondsSince(begun)}.`);
}

if (nodeIsTooOld()) {
	giveUp(
		`Node ${OLDEST_NODE.join('.')} or newer is needed; this is Node ${process.versions.node}.`,
	);
}
if (!isInstalled()) await install();
await build();
