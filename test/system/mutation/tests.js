/** Which tests there are, as the run without a change has found: all processes of a run read it. */
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const FILE = join(__dirname, 'tests.json');

/** By the path of a test file. */
let known;

/** The change that is being tried: none while the tests run on the sources as they are. */
const mutantOf = () => process.env.__STRYKER_ACTIVE_MUTANT__;

/** @returns {Record<string, { names: string[]; ms: number }>} */
function readTests() {
	known ??= existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
	return known;
}

function addTests(path, names, ms) {
	readTests()[path] = { names, ms };
	writeFileSync(FILE, JSON.stringify(known));
}

module.exports = { addTests, mutantOf, readTests };
