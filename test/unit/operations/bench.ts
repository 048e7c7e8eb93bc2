/** What the tests of the operations share: one world per file, runs by stored names, and what was called. */
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { LoggedPart, Simulator, SimulatorOptions } from '../../simulator';
import type { Engine, NodeRunOptions, RunResult } from '../../support/engine';
import { freshUrl, startWorld, type World } from '../../support/world';

/** A call as the simulator saw it: "POST /groups" and what came with it. */
export interface SeenCall {
	call: string;
	query?: Record<string, string>;
	body?: unknown;
	parts?: LoggedPart[];
}

/** Part of a result that tests assert on: which node ran is always the same. */
export const NODE = 'Node';

export class Bench {
	private open?: World;
	private engine?: Engine;

	constructor(private readonly options: SimulatorOptions) {}

	get world(): World {
		if (!this.open) throw new Error('The world is not there yet: use it in tests and hooks only');
		return this.open;
	}

	get simulator(): Simulator {
		return this.world.simulator;
	}

	async start(): Promise<void> {
		this.open = await startWorld(this.options);
	}

	/** As new; of its number the node knows nothing of the tests before. */
	renew(): void {
		this.simulator.reset();
		this.forgetNumber();
	}

	/** The node knows nothing of its number any more, such as a pause that the service asked for. */
	forgetNumber(): void {
		this.engine = this.world.engineWith({ baseUrl: freshUrl(this.simulator.url) });
	}

	async close(): Promise<void> {
		await this.open?.close();
	}

	/** Runs one operation on the items. */
	async run(
		operation: string,
		parameters: INodeParameters,
		items?: INodeExecutionData[],
		options?: NodeRunOptions,
	): Promise<RunResult> {
		const engine = this.engine ?? this.world.engine;
		return await engine.runNode(withOperation(operation, parameters), items, options);
	}

	/** Runs an operation that must succeed, and answers the JSON of what it puts out. */
	async output(
		operation: string,
		parameters: INodeParameters,
		items?: INodeExecutionData[],
	): Promise<IDataObject[]> {
		const result = await this.run(operation, parameters, items);
		if (result.error) throw new Error(result.error.message, { cause: result.error });
		return result.json(NODE);
	}

	/** Runs an operation that must fail, and answers the error that stopped it. */
	async failure(
		operation: string,
		parameters: INodeParameters,
		items?: INodeExecutionData[],
	): Promise<Failure> {
		const result = await this.run(operation, parameters, items);
		if (!result.error) throw new Error(`It did not fail: ${JSON.stringify(result.json(NODE))}`);
		return result.error as unknown as Failure;
	}

	/** All calls so far, in order. */
	calls(): SeenCall[] {
		return this.simulator.log.requests.map(({ method, path, query, body, parts }) => ({
			call: `${method} ${path}`,
			...(Object.keys(query).length > 0 && { query }),
			...(body !== undefined && { body }),
			...(parts && { parts }),
		}));
	}

	/** All calls so far, without what came with them. */
	callNames(): string[] {
		return this.calls().map(({ call }) => call);
	}
}

/** The parts of a NodeApiError or NodeOperationError that users see. */
export interface Failure {
	name: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	context: IDataObject;
}

/** A world for this test file, as new before each test. */
export function useBench(options: SimulatorOptions = {}): Bench {
	const bench = new Bench(options);
	beforeAll(async () => await bench.start());
	beforeEach(() => bench.renew());
	afterAll(async () => await bench.close());
	return bench;
}

/** "group:create" as the node's parameters. */
export function withOperation(name: string, parameters: INodeParameters): INodeParameters {
	const [resource, operation] = name.split(':');
	return { resource, operation, ...parameters };
}

/** An id with everything in it that a path must encode. */
export const GROUP_ID = 'Y2Fw/aV9n+cm91c==';

/** How it stands in a path. */
export const GROUP_PATH = '/groups/Y2Fw%2FaV9n%2Bcm91c%3D%3D';

/** A second group, for runs on several items. */
export const OTHER_ID = 'b3RoZXI/Z3Jv+dXA=';

/** Items with these fields. */
export function itemsOf(...fields: IDataObject[]): INodeExecutionData[] {
	return fields.map((json) => ({ json }));
}
