import { controlTable } from './controlApi';
import { startSimulator } from './simulator';

/** The README with its table of control endpoints made from their schemas. */
export async function simulatorReadmeWithGenerated(readme: string): Promise<string> {
	const simulator = await startSimulator();
	const answer = await fetch(`${simulator.url}/_control`);
	const { routes } = (await answer.json()) as { routes: Parameters<typeof controlTable>[0] };
	await simulator.close();
	const [before, , after] = readme.split(/(?<=<!-- control -->)|(?=<!-- \/control -->)/);
	return `${before}\n\n${controlTable(routes).join('\n')}\n\n${after}`;
}
