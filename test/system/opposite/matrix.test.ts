/**
 * Every operation against a service that answers in every way but the expected one (design 3.0: no
 * news is not good news). `OPPOSITE=group:delete` runs the cells of one operation.
 */
import { writeFileSync } from 'node:fs';

import { OPERATIONS } from '../../support/samples';
import { allCells, keyOf, runCells, type Judged } from './cells';
import { SAMPLES } from './samples';
import { startService, type Service } from './service';
import { waysFor } from './ways';

const FEWEST_WAYS = 60;
const { OPPOSITE = '', OPPOSITE_RED } = process.env;
const cells = allCells().filter((cell) => keyOf(cell).includes(OPPOSITE));

let service: Service;
let judged: Map<string, Judged>;

beforeAll(async () => {
	service = await startService();
	judged = await runCells(service, cells);
	if (OPPOSITE_RED) writeFileSync(OPPOSITE_RED, redLines().join('\n'));
}, 900_000);

afterAll(async () => await service.close());

/** A line for each red cell: rule, operation, way, what is wrong, and what came. */
function redLines(): string[] {
	return cells.flatMap((cell) => {
		const { faults = [], came } = judged.get(keyOf(cell)) ?? {};
		return faults.map(({ rule, what }) =>
			[rule, cell.operation, cell.name, what, came]
				.map((part) => String(part).replace(/[\t\n]/g, ' '))
				.join('\t'),
		);
	});
}

describe('the matrix', () => {
	it.each(OPERATIONS)('has enough ways for %s', (operation) => {
		expect(waysFor(operation, SAMPLES[operation]).length).toBeGreaterThanOrEqual(FEWEST_WAYS);
	});

	it('names each cell once', () => {
		const names = cells.map(keyOf);
		expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
	});
});

// A description without tests is an error.
const asked = OPERATIONS.filter((operation) => cells.some((cell) => cell.operation === operation));

describe.each(asked)('%s', (operation) => {
	const own = cells.filter((cell) => cell.operation === operation);
	it.each(own.map((cell) => [cell.name, cell] as const))('%s', (_name, cell) => {
		const { faults, came } = judged.get(keyOf(cell)) ?? {};
		expect({ faults, came }).toEqual({ faults: [], came });
	});
});
