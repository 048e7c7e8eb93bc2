const { rm } = require('node:fs/promises');
const { join } = require('node:path');
const { src, dest } = require('gulp');

const ASSETS = [
	'nodes/**/*.{svg,png}',
	'nodes/**/*.node.json',
	'nodes/**/__schema__/**/*.json',
	'credentials/**/*.svg',
];

/** Puts what tsc leaves out beside the compiled files: icons, search terms and output schemas. */
function assets() {
	// Without `encoding: false` gulp reads every file as UTF-8 text, which destroys a PNG.
	return src(ASSETS, { base: __dirname, cwd: __dirname, encoding: false }).pipe(
		dest(join(__dirname, 'dist')),
	);
}

/** Removes everything that a build makes. */
function clean() {
	return rm(join(__dirname, 'dist'), { recursive: true, force: true });
}

module.exports = { assets, clean };
