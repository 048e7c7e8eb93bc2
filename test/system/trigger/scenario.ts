import type { World } from './world';

/** Something that n8n, its users or the service do to a trigger. */
export interface Scenario {
	name: string;
	/** What went wrong there, or would. */
	why: string;
	/** Whether it belongs to the short form. */
	isShort?: boolean;
	/** What n8n is started with for it, beside the setting's. */
	environment?: Record<string, string>;
	/**
	 * Lets it happen. What came of it is judged by the world's ledger alone, so that every scenario is held
	 * to the same promises; `world.ledger.expect` adds what only this one promises.
	 */
	run(world: World): Promise<void>;
}
