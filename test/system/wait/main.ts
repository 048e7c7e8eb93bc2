import path from 'node:path';
import { parseArgs } from 'node:util';

import { openBrowser } from '../../support/browser';
import { requireProgram } from '../../tools/n8n/debian';
import { complaint, runSuite, type Suite } from '../../tools/n8n/suite';
import { N8N_VERSION, OLDEST_N8N_VERSION } from '../../tools/n8n/versions';
import { agent, loop, many, prepare, quiet, timeLimit, together, type Check } from './checks';
import { pages } from './pages';
import { openStage } from './stage';

const HELP = `Usage: npm run test:wait [-- --short] [--version X ...] [--mode regular|queue ...]

Asks a group in real n8n and answers, over the simulator and in Chromium, in
regular and in queue mode, with restarts of n8n in between.

  --short       n8n ${N8N_VERSION} in regular mode, 40 questions at a time instead of 500
  --version X   with this version of n8n, may be repeated
                (default: ${OLDEST_N8N_VERSION} and ${N8N_VERSION})
  --mode X      regular or queue, may be repeated (default: both)
  --only TEXT   checks with this in their name, may be repeated
  --keep        leave logs and data where they are, and say where
  --help        print this
`;

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const MODES = ['regular', 'queue'] as const;

function readOptions() {
	const { values } = parseArgs({
		options: {
			short: { type: 'boolean', default: false },
			version: { type: 'string', multiple: true },
			mode: { type: 'string', multiple: true },
			only: { type: 'string', multiple: true },
			keep: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h' },
		},
	});
	const versions =
		values.version ?? (values.short ? [N8N_VERSION] : [OLDEST_N8N_VERSION, N8N_VERSION]);
	const wanted = values.mode ?? (values.short ? ['regular'] : MODES);
	const modes = MODES.filter((mode) => wanted.includes(mode));
	return { ...values, versions, modes, count: values.short ? 40 : 500 };
}

async function runAll(options: ReturnType<typeof readOptions>, suite: Suite): Promise<void> {
	process.env.E2E_CHROMIUM ??= await requireProgram(CHROMIUM, 'chromium', suite.report);
	const browser = await openBrowser();
	suite.closing.push(async () => await browser.close());
	const checks: Record<string, Check> = {
		'nothing but the form of the very link answers, and once': quiet,
		'of answers at the same time one counts, and is the one that is confirmed': together,
		...pages(browser),
		'in a loop only the link of the last question answers': loop,
		[`${options.count} questions are answered in random order, each once`]: many(options.count),
		'after the time limit it goes on with its input': timeLimit,
		'an agent’s tool runs only once the group has approved': agent,
	};
	const isWanted = (name: string) => options.only?.some((text) => name.includes(text)) ?? true;
	for (const version of options.versions) {
		for (const mode of options.modes) {
			const closing: Suite['closing'] = [];
			suite.closing.push(async () => {
				for (const step of closing.splice(0).reverse()) await step();
			});
			const folder = path.join(suite.folder, `${version}-${mode}`);
			const stage = await openStage(mode, version, folder, closing, suite.report);
			await prepare(stage);
			for (const [name, check] of Object.entries(checks)) {
				if (!isWanted(name)) continue;
				suite.stop.throwIfAborted();
				suite.report(name);
				const problem = await check(stage).then(
					() => '',
					(error: Error) => String(error.stack),
				);
				suite.checked({ name: `${stage.name}: ${name}`, problem });
			}
			for (const step of closing.splice(0).reverse()) await step();
		}
	}
}

async function main(): Promise<void> {
	const options = readOptions();
	if (options.help) {
		process.stdout.write(HELP);
		return;
	}
	await runSuite('wait', options.keep, async (suite) => await runAll(options, suite));
}

main().catch((error: Error) => {
	process.stderr.write(`\n${complaint(error)}\n`);
	process.exitCode = 1;
});
