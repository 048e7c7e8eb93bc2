/** Loads a package's nodes as n8n does: by n8n-core's own loader, from what package.json names. */
import './environment';

import { PackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType, INodeType } from 'n8n-workflow';

export interface LoadedPackage {
	/** By full name. */
	nodeTypes: Record<string, INodeType>;
	credentialTypes: Record<string, ICredentialType>;
}

/**
 * @param folder where the package is installed, or checked out and built
 * @throws when a file that package.json names is missing or cannot be loaded
 */
export async function loadPackage(folder: string): Promise<LoadedPackage> {
	const loader = new PackageDirectoryLoader(folder);
	await loader.loadAll();
	const nodeTypes = Object.entries(loader.nodeTypes).map(([name, { type }]) => [
		`${loader.packageName}.${name}`,
		type,
	]);
	const credentialTypes = Object.entries(loader.credentialTypes).map(([name, { type }]) => [
		name,
		type,
	]);
	return {
		nodeTypes: Object.fromEntries(nodeTypes) as LoadedPackage['nodeTypes'],
		credentialTypes: Object.fromEntries(credentialTypes) as LoadedPackage['credentialTypes'],
	};
}
