/**
 * Makes a checkout ready to run: installs what package-lock.json names, and builds `dist`.
 *
 * The commands that need either start with it, so that each works as the first one in a fresh clone.
 * When nothing changed it only compares, which takes a fraction of a second. It reports on stderr:
 * stdout belongs to the command that comes after it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
/** Holds when the last build began, and was written when it ended. */
const LAST_BUILD = join(ROOT, '.cache', 'last-build');
const SOURCES = [
	'credentials',
	'nodes',
	'gulpfile.js',
	'package.json',
	'package-lock.json',
	'tsconfig.json',
];

function giveUp(...lines) {
	console.error(lines.join('\n'));
	process.exit(1);
}

/**
 * Whether node_modules holds what package-lock.json names: npm leaves a record of what it installed
 * there once it has finished. No package is compiled on installation, so the same node_modules serves
 * every version of Node.
 */
function isInstalled() {
	const [wanted, present] = ['package-lock.json', 'node_modules/.package-lock.json'].map((file) => {
		try {
			return JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages;
		} catch {
			return {};
		}
	});
	// npm leaves out optional packages that are made for another machine.
	const isThere = ([path, { version, integrity, optional }]) =>
		path === '' ||
		(present[path]
			? present[path].version === version && present[path].integrity === integrity
			: optional === true);
	// A node_modules that was copied from another kind of machine holds binaries that do not run here.
	const fits = (names, name) =>
		!names || (names[0].startsWith('!') ? !names.includes(`!${name}`) : names.includes(name));
	return (
		Object.entries(wanted).every(isThere) &&
		Object.values(present).every(
			({ os, cpu }) => fits(os, process.platform) && fits(cpu, process.arch),
		)
	);
}

/** When a file, or anything in a folder, was last changed, taken away or put there. */
function lastChange(path) {
	const stats = statSync(path, { throwIfNoEntry: false });
	if (!stats) return Infinity;
	const inside = stats.isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [];
	return Math.max(stats.ctimeMs, ...inside.map(lastChange));
}

function isBuilt() {
	const ended = statSync(LAST_BUILD, { throwIfNoEntry: false })?.ctimeMs;
	if (ended === undefined || lastChange(DIST) > ended) return false;
	const began = Number(readFileSync(LAST_BUILD, 'utf8'));
	return SOURCES.every((source) => lastChange(join(ROOT, source)) < began);
}

/** A shell finds npm under the name that it has on this system (`npm.cmd` on Windows). */
function npm(args) {
	const stdio = ['ignore', process.stderr, process.stderr];
	const { status, signal } = spawnSync(`npm ${args}`, { cwd: ROOT, shell: true, stdio });
	if (signal !== null || status === 130) process.exit(130);
	return status;
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 15)) {
	giveUp(`Node 20.15 or newer is needed; this is Node ${process.versions.node}.`);
}

// Ctrl-C reaches npm as well, which takes a while to undo what it began: this waits for it.
process.on('SIGINT', () => {});

if (!isInstalled()) {
	console.error('Installing the development tools: about 1 GB on disk, 1 to 5 minutes, once.');
	// `--include=dev`: the tools are wanted where NODE_ENV says production, too. `--engine-strict=false`:
	// n8n-core asks for a newer Node than it needs, and a personal npm setting could make that fatal.
	const code = npm('ci --include=dev --engine-strict=false --loglevel=error');
	if (code !== 0) {
		giveUp(
			`\nnpm ci failed (exit code ${code}): its output is above.`,
			'If it could not reach the registry: check the network, or npm\'s "registry" and "proxy" settings, and run the same command again.',
			'If it says that package.json and package-lock.json do not agree: run "npm install", which brings them together.',
			'If it ran out of space: about 1 GB is needed here, and as much again in the cache of npm.',
		);
	}
}

if (!isBuilt()) {
	console.error('Building dist.');
	const began = Date.now();
	// A source that is gone must not live on as compiled code.
	rmSync(DIST, { recursive: true, force: true });
	rmSync(LAST_BUILD, { force: true });
	const code = npm('run build --silent');
	if (code !== 0) giveUp(`\nThe build failed (npm run build, exit code ${code}): see above.`);
	mkdirSync(dirname(LAST_BUILD), { recursive: true });
	writeFileSync(LAST_BUILD, String(began));
}
