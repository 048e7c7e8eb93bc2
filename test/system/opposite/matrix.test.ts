/**
 * Every operation against a service that answers in every way but the expected one (design 3.0: no
 * news is not good news). `OPPOSITE=group:delete` runs the cells of one operation.
 */
import { writeFileSync } from 'node:fs';

import { WhatsAppGroups } from '../../../nodes/WhatsAppGroups/WhatsAppGroups.node';
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
	it('holds every operation of the node', () => {
		const { properties } = new WhatsAppGroups().description;
		const all = properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ options = [], displayOptions }) =>
				options.flatMap((option) =>
					(displayOptions?.show?.resource ?? []).map(
						(resource) => `${String(resource)}:${'value' in option ? String(option.value) : ''}`,
					),
				),
			);
		expect(Object.keys(SAMPLES).sort()).toEqual(all.sort());
	});

	it.each(Object.entries(SAMPLES))('has enough ways for %s', (operation, sample) => {
		expect(waysFor(operation, sample).length).toBeGreaterThanOrEqual(FEWEST_WAYS);
	});

	it('names each cell once', () => {
		const names = cells.map(keyOf);
		expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
	});
});

describe.each(Object.keys(SAMPLES))('%s', (operation) => {
	const own = cells.filter((cell) => cell.operation === operation);
	// A description without tests is an error.
	if (own.length === 0) return it.skip('left out', () => {});
	return it.each(own.map((cell) => [cell.name, cell] as const))('%s', (_name, cell) => {
		const { faults, came } = judged.get(keyOf(cell)) ?? {};
		expect({ faults, came }).toEqual({ faults: [], came });
	});
});
