/** In a process of its own: loads what a package gives to n8n, and prints how long that took and what it keeps. */
const path = require('node:path');

// n8n has it loaded before any package.
require('n8n-workflow');

const [, , folder] = process.argv;
const { n8n } = require(path.join(folder, 'package.json'));
const inUse = () => {
	global.gc();
	return process.memoryUsage().heapUsed;
};

const before = inUse();
const begun = performance.now();
const loaded = [...n8n.nodes, ...n8n.credentials].map((file) => {
	const exported = require(path.join(folder, file));
	const Type = exported[path.basename(file).split('.')[0]];
	return new Type();
});
const ms = performance.now() - begun;
process.stdout.write(JSON.stringify({ ms, bytes: inUse() - before, types: loaded.length }));
