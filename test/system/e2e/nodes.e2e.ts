import { operations } from '../../../nodes/WhatsAppGroups/operations';
import { eventually } from '../../tools/n8n/eventually';
import { Editor } from './editor';
import { takePicture } from './pictures';
import { isOldest, openWorld, type World } from './world';

let world: World;
let editor: Editor;

beforeAll(async () => {
	world = await openWorld();
	editor = new Editor(world.page, world.n8n.url);
});

afterAll(async () => {
	await world?.close();
});

describe.each([
	['light', 'whatsAppGroups.svg'],
	['dark', 'whatsAppGroups.dark.svg'],
] as const)('the node panel in the %s theme', (theme, icon) => {
	beforeAll(async () => {
		await world.page.emulateMedia({ colorScheme: theme });
	});

	afterAll(async () => {
		await world.page.emulateMedia({ colorScheme: 'light' });
	});

	it('finds the nodes by search, with their icon, and offers each event and operation', async () => {
		const { page } = world;
		await editor.newWorkflow();
		const found = await editor.searchNodes('whatsapp groups');
		const entry = found.filter({ hasText: 'WhatsApp Groups' }).first();
		await entry.waitFor();
		const image = entry.locator('img').first();
		expect(await image.getAttribute('src')).toMatch(new RegExp(`/${icon}$`));
		const width = await image.evaluate(
			(one) => (one as unknown as { naturalWidth: number }).naturalWidth,
		);
		expect(width).toBeGreaterThan(0);

		await entry.click();
		await page.getByText('On message received').waitFor();
		await page.getByText(`Actions (${operations.length})`).waitFor();
	});
});

describe('the credential', () => {
	async function openDialog() {
		const { page } = world;
		await page.goto(`${world.n8n.url}/home/credentials`);
		await page.getByText('Create credential').first().click();
		await page.getByTestId('new-credential-type-select').click();
		await page.keyboard.type('360dialog');
		await page.getByRole('option', { name: '360dialog WhatsApp Groups API' }).click();
		await page.getByTestId('new-credential-type-button').click();
		await page.getByTestId('parameter-input-apiKey').waitFor();
		const baseUrl = page.getByTestId('parameter-input-baseUrl').locator('input');
		await eventually('the default of Base URL', async () => (await baseUrl.inputValue()) !== '');
	}

	/** The dialog puts a default in when it gets to it, which may be while something else is entered. */
	async function fill(name: string, value: string) {
		const input = world.page.getByTestId(`parameter-input-${name}`).locator('input');
		await eventually(`"${value}" as ${name}`, async () => {
			await input.fill(value);
			return (await input.inputValue()) === value;
		});
	}

	async function save() {
		await world.page.getByTestId('credential-save-button').click();
	}

	it('is made in the dialog, and its test says that it works', async () => {
		await openDialog();
		await fill('apiKey', world.simulator.apiKey);
		await fill('baseUrl', world.simulator.url);
		await save();
		await world.page.getByTestId('credentials-config-container-test-success').waitFor();
		await takePicture(world.page, 'credential');
	});

	it('says what is wrong with a wrong key', async () => {
		await openDialog();
		await fill('apiKey', 'not-the-key');
		await fill('baseUrl', world.simulator.url);
		await save();
		await world.page.getByText('More details').click();
		// Older versions put a sentence of their own in the place of the credential's.
		const complaint = isOldest ? 'Authorization failed' : '360dialog does not accept this API key';
		await world.page.getByText(complaint).waitFor();
	});
});
