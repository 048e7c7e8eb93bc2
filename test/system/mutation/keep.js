/**
 * Jest loads every module anew for each test file, n8n's own for a second or two. These are not what is
 * changed: they are loaded once, for all the mutants.
 */
module.exports = {
	process: (_source, path) => ({
		code: `module.exports = globalThis.keptModule(${JSON.stringify(path)});`,
	}),
};
