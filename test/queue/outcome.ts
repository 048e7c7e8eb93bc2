import type { Report } from '../n8n/cache';
import type { Simulator } from '../simulator';
import type { Cluster } from './cluster';
import type { Collector } from './collector';
import { starts, type Execution } from './executions';
import type { Load } from './load';
import { textOf } from './run';
import { PLACES } from './workflows';

export interface Check {
	name: string;
	/** Empty when it passed. */
	problem: string;
}

/** Everything that is left when all has ended. */
export interface Outcome {
	simulator: Simulator;
	collector: Collector;
	cluster: Cluster;
	load: Load;
	/** Their ids. */
	workflows: { events: string; sends: string };
	/** From the first event to the last execution. */
	seconds: number;
	/** Executions that n8n believed to be running when nothing ran any more. */
	unended: Execution[];
	/** Executions without a good end. */
	bad: Execution[];
	/** Executions that were running on the worker when it was killed; those that were sending. */
	hit: string[];
	hitSends: string[];
	/** What n8n stored of executions that died or failed. */
	dying: string;
	webhookStands: boolean;
	handledAfterwards: boolean;
}
