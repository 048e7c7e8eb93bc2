import { demoSeeds } from '../../simulator';
import { eventually } from '../../tools/n8n/eventually';
import { Editor } from './editor';
import { takePicture } from './pictures';
import { actionNode, fanOut, manualTrigger } from './workflows';
import { openWorld, type World } from './world';

const SUBJECTS = Array.from(
	{ length: 60 },
	(_, index) => `Team ${String(index + 1).padStart(2, '0')}`,
);

let world: World;
let editor: Editor;

beforeAll(async () => {
	world = await openWorld({ ...demoSeeds(), groups: SUBJECTS.map((subject) => ({ subject })) });
	editor = new Editor(world.page, world.n8n.url);
});

afterAll(async () => {
	await world?.close();
});

async function openNode(parameters: Parameters<typeof actionNode>[2]) {
	const node = actionNode('Send', world.credential, parameters);
	const { id } = await world.client.saveWorkflow(fanOut('Fields', manualTrigger(), [node]));
	await editor.openWorkflow(id);
	await editor.openNode('Send');
}

describe('the list of groups', () => {
	const items = () => world.page.getByTestId('rlc-item');

	beforeEach(async () => {
		await openNode({
			resource: 'message',
			operation: 'send',
			groupId: { __rl: true, mode: 'list', value: '' },
			text: 'Hello',
		});
		await world.page.getByTestId('resource-locator-groupId').getByTestId('rlc-input').click();
		await items().first().waitFor();
	});

	it('shows more while it is scrolled', async () => {
		const first = await items().count();
		expect(first).toBeGreaterThan(0);
		await takePicture(world.page, 'group-list');
		await eventually('all groups', async () => {
			await items().last().scrollIntoViewIfNeeded();
			return (await items().count()) >= SUBJECTS.length;
		});
		const seen = new Set(await items().allInnerTexts());
		expect(SUBJECTS.filter((subject) => !seen.has(subject))).toEqual([]);
	});

	it('finds a group of a later page, which is then chosen', async () => {
		await world.page.getByTestId('rlc-search').fill('Team 57');
		await items().filter({ hasText: 'Team 57' }).waitFor();
		await eventually('the others to go', async () => (await items().count()) === 1);
		await items().first().click();
		const input = world.page.getByTestId('resource-locator-groupId').locator('input');
		await eventually('the choice', async () => {
			const values = await input.all();
			const texts = await Promise.all(values.map(async (one) => await one.inputValue()));
			return texts.includes('Team 57');
		});
	});
});

describe('the list of templates', () => {
	it('brings a field for each variable of the template', async () => {
		await openNode({
			resource: 'message',
			operation: 'sendTemplate',
			groupId: { __rl: true, mode: 'list', value: '' },
			template: { __rl: true, mode: 'list', value: '' },
			templateParameters: { mappingMode: 'defineBelow', value: {} },
		});
		const { page } = world;
		await page.getByTestId('resource-locator-template').getByTestId('rlc-input').click();
		const item = page.getByTestId('rlc-item').filter({ hasText: 'order_update_group' });
		await item.waitFor();
		const names = await page.getByTestId('rlc-item').allInnerTexts();
		expect(names).toContain('new_year_greeting (en_US) – pending');
		await item.click();
		const fields = page.getByTestId('mapping-fields-container');
		await fields.getByText('Body {{2}}').first().waitFor();
		await page.getByText('Hello {{1}}, your order {{2}} is on its way.').waitFor();
		await takePicture(page, 'template-fields');
	});

	it.each(['light', 'dark'] as const)(
		'of an invite, shows those that can invite, and asks for nothing that they tell (%s)',
		async (colorScheme) => {
			const { page } = world;
			await page.emulateMedia({ colorScheme });
			await openNode({
				resource: 'invite',
				operation: 'send',
				groupId: { __rl: true, mode: 'list', value: '' },
				template: { __rl: true, mode: 'list', value: '' },
			});
			// Nothing complains of a template before one is chosen.
			expect(await page.getByTestId('mapping-fields-container').count()).toBe(0);
			await page.getByTestId('resource-locator-template').getByTestId('rlc-input').click();
			const items = page.getByTestId('rlc-item');
			await items.first().waitFor();
			const names = await items.allInnerTexts();
			expect(names).toContain('group_invite (en_US)');
			expect(names).toContain('invite_with_link (en_US) – may not be an invite');
			expect(names.filter((name) => name.startsWith('welcome'))).toEqual([]);
			await items.filter({ hasText: 'group_invite' }).click();
			await page.getByText('Here is the group link that you asked for: {{1}}').waitFor();
			const fields = page.getByTestId('mapping-fields-container');
			await fields.getByText('Body {{2}}').first().waitFor();
			expect(await fields.getByText('Body {{1}}').count()).toBe(0);
			await takePicture(page, colorScheme === 'light' ? 'invite' : 'invite-dark');
			await page.emulateMedia({ colorScheme: 'light' });
		},
	);
});
