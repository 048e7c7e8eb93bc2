/** Runs the cells of the matrix, many at once: most of their time is spent waiting to try again. */
import type { INodeParameters } from 'n8n-workflow';

import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { WhatsAppGroups } from '../../../nodes/WhatsAppGroups/WhatsAppGroups.node';
import { Engine, NODE_TYPE } from '../../support/engine';
import { OPERATIONS, type OperationName } from '../../support/samples';
import { SAMPLES, type Sample } from './samples';
import type { Service } from './service';
import { judge, type Fault, type Outcome } from './verdict';
import { waysFor, type Way } from './ways';
import { goodReply, inputItem } from './world';

export interface MatrixCell {
	operation: OperationName;
	/** "200 with {}, Simplify off" */
	name: string;
	way: Way;
	isRaw: boolean;
	goesOn: boolean;
}

export interface Judged {
	faults: Fault[];
	/** What came, for who looks into a red cell. */
	came: string;
}

const AT_ONCE = 48;
const LONGEST_MS = 20_000;
const OVER_MS = 60_000;

/** Failures have to show whatever Simplify and On Error are: those ways run again with each. */
const ALSO_RAW = new Set(['errors', 'bodies', 'partial', 'identities', 'lists']);
const ALSO_GOES_ON = new Set(['bodies', 'connections', 'partial']);

export function allCells(): MatrixCell[] {
	return OPERATIONS.flatMap((operation) =>
		waysFor(operation, SAMPLES[operation]).flatMap((way): MatrixCell[] => {
			const cell = { operation, name: way.name, way, isRaw: false, goesOn: false };
			const isOdd = /^(206|500) with/.test(way.name) && way.topic === 'errors';
			return [
				cell,
				...(ALSO_RAW.has(way.topic) && !isOdd
					? [{ ...cell, name: `${way.name}, Simplify off`, isRaw: true }]
					: []),
				...(ALSO_GOES_ON.has(way.topic)
					? [{ ...cell, name: `${way.name}, On Error: Continue`, goesOn: true }]
					: []),
			];
		}),
	);
}

/** Judges all cells; the keys are "operation, name". */
export async function runCells(
	service: Service,
	cells: readonly MatrixCell[],
): Promise<Map<string, Judged>> {
	const results = new Map<string, Judged>();
	const rest = [...cells];
	const work = async () => {
		for (let cell = rest.shift(); cell; cell = rest.shift()) {
			results.set(keyOf(cell), await runCell(service, cell));
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, work));
	return results;
}

export const keyOf = ({ operation, name }: MatrixCell) => `${operation}, ${name}`;

async function runCell(service: Service, cell: MatrixCell): Promise<Judged> {
	const { operation, way, isRaw, goesOn } = cell;
	const sample = SAMPLES[operation];
	const scene = service.open(
		(call, calls) => way.answer(call, sample, calls) ?? goodReply(sample, call, calls),
	);
	const baseUrl = way.isDead ? service.deadUrl : scene.url;
	const engine = new Engine({
		nodeTypes: { [NODE_TYPE]: new WhatsAppGroups() },
		credentialType: new WhatsAppGroupsApi(),
		// A key of its own: what one number has learned of its limits is not another's.
		credentials: { apiKey: `key of ${scene.url}`, baseUrl },
	});
	const startedAt = Date.now();
	const run = engine.runNode(parametersOf(operation, sample, way, isRaw), [inputItem()], {
		node: { onError: goesOn ? 'continueRegularOutput' : 'stopWorkflow' },
	});
	let timer: NodeJS.Timeout | undefined;
	const over = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), OVER_MS);
	});
	const result = await Promise.race([run, over]);
	clearTimeout(timer);
	const error = result?.error as { message?: string; description?: string } | undefined;
	const outcome: Outcome = {
		thrown: error && { message: error.message ?? '', description: error.description ?? '' },
		items: result && !error ? result.items('Node') : [],
		calls: scene.calls,
		ms: Date.now() - startedAt,
		isEndless: result === undefined,
	};
	const faults = judge(
		{
			sample,
			said: way.said(sample, operation),
			isRaw,
			goesOn,
			isDead: way.isDead ?? false,
			longestMs: way.longestMs ?? LONGEST_MS,
		},
		outcome,
	);
	const came = outcome.thrown
		? `threw: ${outcome.thrown.message} | ${outcome.thrown.description}`
		: JSON.stringify(outcome.items.map(({ json }) => json));
	return { faults, came: `${came} [${scene.calls.map(({ name }) => name).join(', ')}]` };
}

function parametersOf(
	name: OperationName,
	sample: Sample,
	way: Way,
	isRaw: boolean,
): INodeParameters {
	const [resource, operation] = name.split(':');
	const { options, ...own } = way.parameters ?? {};
	const all: INodeParameters = {
		resource,
		operation,
		...sample.parameters,
		...own,
		options: {
			timeout: 5000,
			maxRateLimitWait: 1,
			...(isRaw && { simplify: false }),
			...(options as INodeParameters | undefined),
		},
	};
	return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
