import path from 'node:path';
import { parseArgs } from 'node:util';

import { SetupError } from '../../tools/n8n/cache';
import { installN8n } from '../../tools/n8n/installation';
import { complaint, runSuite, type Suite } from '../../tools/n8n/suite';
import { N8N_VERSION } from '../../tools/n8n/versions';
import type { Scenario } from './scenario';
import { SCENARIOS } from './scenarios';
import { settingsOf, VERSIONS, type Setting } from './settings';
import { World } from './world';

const HELP = `Usage: npm run test:trigger [-- --short] [--version X ...] [--only TEXT ...]

Runs the trigger in real n8n, on SQLite and against the simulator, while n8n, its
users and the service do to it what they do: copies, restarts, kills, slow and
forgetful configurations. Judges by who heard what in the end.

  --short       a few scenarios, on n8n ${N8N_VERSION} alone
  --version X   with this version of n8n, may be repeated
                (default: ${VERSIONS.join(' and ')})
  --only TEXT   scenarios with this in their name, may be repeated
  --list        print the scenarios, with why they exist
  --keep        leave logs and data where they are, and say where
  --help        print this
`;

interface Selection {
	settings: Setting[];
	scenarios: Scenario[];
}

function readOptions() {
	const { values } = parseArgs({
		options: {
			short: { type: 'boolean', default: false },
			version: { type: 'string', multiple: true },
			only: { type: 'string', multiple: true },
			list: { type: 'boolean', default: false },
			keep: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h' },
		},
	});
	const scenarios = SCENARIOS.filter(({ name, isShort = false }) => {
		const isWanted = values.only?.some((text) => name.includes(text)) ?? true;
		return isWanted && (isShort || !values.short);
	});
	if (scenarios.length === 0) throw new SetupError('There is no such scenario. Try --list.');
	const versions = values.version ?? (values.short ? [N8N_VERSION] : VERSIONS);
	const settings = versions.flatMap(settingsOf);
	return { ...values, scenarios, settings: values.short ? settings.slice(0, 1) : settings };
}

async function runAll({ settings, scenarios }: Selection, suite: Suite): Promise<void> {
	for (const [index, setting] of settings.entries()) {
		const installation = await installN8n(setting.version, suite.report);
		const closing: Suite['closing'] = [];
		suite.closing.push(async () => {
			for (const step of closing.splice(0).reverse()) await step();
		});
		const folder = path.join(suite.folder, `setting-${index + 1}`);
		const world = await World.open(setting, installation, folder, closing, suite.report);
		for (const scenario of scenarios) {
			suite.stop.throwIfAborted();
			await runOne(scenario, world, suite);
		}
		for (const step of closing.splice(0).reverse()) await step();
	}
}

async function runOne(scenario: Scenario, world: World, suite: Suite): Promise<void> {
	suite.report(scenario.name);
	const problems: string[] = [];
	try {
		await world.n8n.runWith(scenario.environment ?? {});
		await scenario.run(world);
		problems.push(...(await world.ledger.verdict()));
	} catch (error) {
		problems.push(`It broke off: ${String((error as Error).stack)}`);
	}
	await world.clear().catch(async (error: Error) => {
		problems.push(`n8n did not come out of it: ${error.message}`);
		await world.startAnew();
		await world.clear();
	});
	suite.checked({ name: `${world.setting.name}: ${scenario.name}`, problem: problems.join('\n') });
}

async function main(): Promise<void> {
	const options = readOptions();
	if (options.help) {
		process.stdout.write(HELP);
	} else if (options.list) {
		for (const { name, why } of options.scenarios) process.stdout.write(`${name}\n    ${why}\n`);
	} else {
		await runSuite('trigger', options.keep, async (suite) => await runAll(options, suite));
	}
}

main().catch((error: Error) => {
	process.stderr.write(`\n${complaint(error)}\n`);
	process.exitCode = 1;
});
