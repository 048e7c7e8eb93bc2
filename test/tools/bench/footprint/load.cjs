/**
 * In a process of its own: loads what a package gives to n8n, and prints how long that took and how much
 * memory it keeps.
 */
const path = require('node:path');

const [, , workflowPackage, ...files] = process.argv;

// n8n has it loaded before any package.
require(workflowPackage);

const inUse = () => {
	global.gc();
	const { heapUsed, rss } = process.memoryUsage();
	return { heapUsed, rss };
};

const before = inUse();
const begun = performance.now();
const kept = files.map((file) => {
	const Type = require(file)[path.basename(file).split('.')[0]];
	return new Type();
});
const ms = performance.now() - begun;
const after = inUse();
process.stdout.write(
	JSON.stringify({
		ms,
		heap: after.heapUsed - before.heapUsed,
		resident: after.rss - before.rss,
		types: kept.length,
	}),
);
