/**
 * Which engine evaluates expressions. n8n itself uses "vm" (isolated-vm), which is there for Node 24
 * and newer only: without a build step there is no binary of it for Node 20. "legacy" is what
 * n8n-workflow does where nobody chooses, so it is what tests run on.
 */
import process from 'node:process';

import { Expression } from 'n8n-workflow';

export type ExpressionEngine = 'legacy' | 'quickjs' | 'vm';

/** The first version of Node's binary interface for which isolated-vm ships a binary: Node 24. */
const FIRST_WITH_BINARY = 137;

/** The engines that run on this Node. */
export const expressionEngines: readonly ExpressionEngine[] =
	Number(process.versions.modules) >= FIRST_WITH_BINARY
		? ['legacy', 'quickjs', 'vm']
		: ['legacy', 'quickjs'];

/**
 * Has all expressions of this process evaluated by this engine, until the next call. Call it with
 * "legacy" at the end: the other engines hold resources.
 */
export async function useExpressionEngine(engine: ExpressionEngine): Promise<void> {
	await Expression.disposeExpressionEngine();
	Expression.setExpressionEngine('legacy');
	await Expression.initExpressionEngine({
		engine,
		poolSize: 1,
		maxCodeCacheSize: 1024,
		bridgeTimeout: 5000,
		bridgeMemoryLimit: 128,
	});
}
