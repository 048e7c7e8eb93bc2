/** Measures the part that its argument names, and sends progress and result to its parent process. */
import type { Report, Section } from './section';

async function main(): Promise<void> {
	const [, , part] = process.argv;
	// Only this part: what the others load would be in its memory.
	const loaded = (await import(`./${part}`)) as Record<
		string,
		(report: Report) => Promise<Section>
	>;
	const result = await loaded[part]((line) => process.send?.({ line }));
	process.send?.({ result });
}

main().catch((error: Error) => {
	process.stderr.write(`${error.stack}\n`);
	process.exitCode = 1;
});
