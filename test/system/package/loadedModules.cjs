/** In a process of its own: prints which files and which of Node's modules one file makes Node load. */
const Module = require('node:module');

const [, , file] = process.argv;
// What n8n has loaded anyway does not count.
Module.createRequire(file)('n8n-workflow');
const before = new Set(Object.keys(require.cache));
const builtin = new Set();
const load = Module._load;
Module._load = function (request, ...rest) {
	if (Module.isBuiltin(request)) builtin.add(request);
	return load.call(this, request, ...rest);
};
require(file);
const files = Object.keys(require.cache).filter((name) => !before.has(name));
process.stdout.write(JSON.stringify({ files, builtin: [...builtin] }));
