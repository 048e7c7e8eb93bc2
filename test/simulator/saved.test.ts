import { demoSeeds, startReceiver, startSimulator, type Simulator } from './index';

const PERSON = '16505551001';

/** Everything that may happen has happened. */
async function livedIn(): Promise<Simulator> {
	const simulator = await startSimulator(demoSeeds());
	const { control, state } = simulator;
	const [open, approval, , suspended] = state.groups.values();
	const call = async (method: string, path: string, body?: object) =>
		await fetch(simulator.url + path, {
			method,
			headers: { 'D360-API-KEY': simulator.apiKey, 'content-type': 'application/json' },
			body: body && JSON.stringify({ messaging_product: 'whatsapp', ...body }),
		});
	const wamid = control.sendText(open.id, PERSON, 'Hello');
	control.sendMedia(open.id, PERSON, { type: 'image', bytes: Buffer.from([1, 2, 3]) });
	control.sendDirect(PERSON, 'Psst');
	await call('POST', '/messages', {
		recipient_type: 'group',
		to: open.id,
		type: 'pin',
		pin: { type: 'pin', message_id: wamid, expiration_days: 1 },
	});
	await call('POST', '/messages', {
		recipient_type: 'group',
		to: open.id,
		type: 'text',
		text: { body: 'Answer' },
	});
	await call('DELETE', `/groups/${open.id}/participants`, {
		participants: [{ user: `+${PERSON}` }],
	});
	await call('DELETE', `/groups/${approval.id}`);
	control.clearSuspension(suspended.id);
	control.autoJoin({ afterMs: 5 });
	control.failNextCreation();
	simulator.setSwitches({ createResponse: 'both' });
	simulator.setLatency(3);
	simulator.setRateLimit({ perSecond: 7 });
	simulator.faults.add({ kind: 'html', path: '/nowhere' });
	simulator.advance(3_600_000);
	await simulator.idle();
	return simulator;
}

const facts = (simulator: Simulator) => ({
	...simulator.save(),
	savedAt: '',
	view: { ...simulator.snapshot(), now: '' },
});

test('what is saved and loaded again is the same, and goes on', async () => {
	const simulator = await livedIn();
	const other = await startSimulator();
	const watched = jest.fn();
	other.onChange(watched);
	other.load(JSON.parse(JSON.stringify(simulator.save())));
	expect(watched).toHaveBeenCalled();
	expect(facts(other)).toEqual(facts(simulator));
	expect(Math.abs(other.now() - simulator.now())).toBeLessThan(5000);
	// Two that are given the same to do do the same: no id is given twice.
	const made = [simulator, other].map(({ control }) => control.addGroup({ subject: 'Next' }));
	expect(made[0].id).toBe(made[1].id);
	const [group] = other.state.groups.values();
	expect(() => other.control.join(other.control.inviteLink(group.id), PERSON)).toThrow('removed');
	await Promise.all([simulator.close(), other.close()]);
});

test('a delivery that was not accepted yet is made after loading', async () => {
	const receiver = await startReceiver();
	const gone = await startReceiver();
	await gone.close();
	const simulator = await startSimulator({ ...demoSeeds(), webhook: { url: gone.url } });
	const [group] = simulator.state.groups.values();
	simulator.control.sendText(group.id, PERSON, 'Is anybody there?');
	const saved = simulator.save();
	await simulator.close();
	const other = await startSimulator({ allowLoopbackWebhooks: true });
	other.load({ ...saved, webhook: { url: receiver.url } });
	await other.idle();
	expect(receiver.received.map(({ text }) => text)).toEqual([
		expect.stringContaining('Is anybody there?'),
	]);
	await Promise.all([other.close(), receiver.close()]);
});

test('what is under way goes on after loading: a creation, and events that are held back', async () => {
	const receiver = await startReceiver();
	const webhook = { url: receiver.url };
	const simulator = await startSimulator({ ...demoSeeds(), webhook });
	const [group] = simulator.state.groups.values();
	const create = async (subject: string) =>
		await fetch(`${simulator.url}/groups`, {
			method: 'POST',
			headers: { 'D360-API-KEY': simulator.apiKey, 'content-type': 'application/json' },
			body: JSON.stringify({ messaging_product: 'whatsapp', subject }),
		});
	simulator.setSwitches({ webhookTiming: 'delayed', webhookDelayMs: 60_000 });
	await create('Told late');
	simulator.setSwitches({ creationDelayMs: 60_000 });
	await create('Made late');
	await fetch(`${simulator.url}/multi_webhook`, {
		method: 'POST',
		headers: { 'D360-API-KEY': simulator.apiKey, 'content-type': 'application/json' },
		body: JSON.stringify({ enabled: true }),
	});
	simulator.setSwitches({ webhookBatching: true, batchWindowMs: 60_000 });
	simulator.control.sendText(group.id, PERSON, 'Told together');
	const saved = JSON.parse(JSON.stringify(simulator.save())) as object;
	await simulator.close();
	expect(receiver.received).toEqual([]);
	const other = await startSimulator({ allowLoopbackWebhooks: true });
	other.load(saved);
	other.setSwitches({ webhookBatching: false });
	other.advance(60_000);
	await other.idle();
	const made = [...other.state.groups.values()].filter(({ subject }) => subject === 'Made late');
	expect(made.map(({ visible }) => visible)).toEqual([true]);
	other.setSwitches({ multiWebhookBusy: '409' });
	const { url, apiKey } = other;
	const shown = await fetch(`${url}/multi_webhook`, { headers: { 'D360-API-KEY': apiKey } });
	expect(shown.status).toBe(200);
	expect(other.state.multiWebhook.enabled).toBe(true);
	const told = receiver.received.map(({ text }) => text).join();
	expect(['Told late', 'Made late', 'Told together'].map((one) => told.split(one).length)).toEqual([
		2, 2, 2,
	]);
	await Promise.all([other.close(), receiver.close()]);
});

test('a fault that was used up does not strike again after loading', async () => {
	const simulator = await startSimulator();
	const ask = async ({ url, apiKey }: Simulator) =>
		(await fetch(`${url}/groups`, { headers: { 'D360-API-KEY': apiKey } })).status;
	simulator.faults.add({ kind: 'html', path: '/groups' });
	simulator.faults.add({ kind: 'html', path: '/groups', status: 503, skip: 1, times: 2 });
	expect([await ask(simulator), await ask(simulator), await ask(simulator)]).toEqual([
		502, 200, 503,
	]);
	const other = await startSimulator();
	other.load(JSON.parse(JSON.stringify(simulator.save())));
	expect([await ask(other), await ask(other)]).toEqual([503, 200]);
	await Promise.all([simulator.close(), other.close()]);
});

test('what is no saved state, or is damaged anywhere, is refused and changes nothing', async () => {
	const simulator = await livedIn();
	const saved = JSON.parse(JSON.stringify(simulator.save())) as Record<string, unknown>;
	const before = facts(simulator);
	const damaged = (change: (copy: Record<string, unknown>) => void) => {
		const copy = structuredClone(saved);
		change(copy);
		return copy;
	};
	const wrong: unknown[] = [
		null,
		[],
		{},
		damaged((copy) => (copy.version = 2)),
		damaged((copy) => (copy.people = [])),
		damaged((copy) => (copy.messages = [])),
		damaged((copy) => (copy.switches = { nope: 1 })),
		damaged((copy) => (copy.faults = [{ kind: 'nope' }])),
		damaged((copy) => (copy.rateLimit = { perSecond: 0 })),
		damaged((copy) => {
			const [first] = copy.templates as Array<{ components: unknown[] }>;
			first.components = [null];
		}),
	];
	for (const name of Object.keys(saved)) {
		wrong.push(damaged((copy) => delete copy[name]));
		if (name === 'switches') continue;
		wrong.push(damaged((copy) => (copy[name] = 'something else')));
		const [first] = Array.isArray(saved[name]) ? (saved[name] as unknown[]) : [];
		const isOpaque = ['undelivered', 'ids', 'goneGroups'].includes(name);
		if (first && !isOpaque) {
			wrong.push(damaged((copy) => ((copy[name] as unknown[])[0] = {})));
			wrong.push(damaged((copy) => ((copy[name] as unknown[])[0] = null)));
		}
	}
	// The time of saving is for people to read.
	const readable = wrong.filter(
		(one) => (one as { savedAt?: string } | null)?.savedAt !== 'something else',
	);
	for (const one of readable) {
		expect(() => simulator.load(one)).toThrow(/saved state/);
		expect(facts(simulator)).toEqual(before);
	}
	await simulator.close();
});
