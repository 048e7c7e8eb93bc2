/** In a process of its own: loads an installed package as n8n does, and prints what n8n knows of it then. */
const { PackageDirectoryLoader } = require('n8n-core');

async function main() {
	const loader = new PackageDirectoryLoader(process.argv[2]);
	await loader.loadAll();
	process.stdout.write(
		JSON.stringify({
			name: loader.packageName,
			nodes: loader.types.nodes,
			credentials: loader.types.credentials,
			known: loader.known,
		}),
	);
}

main();
