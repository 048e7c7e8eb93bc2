import { startReceiver, startSimulator, type Receiver, type Simulator } from '../../simulator';
import { Collector } from '../../tools/n8n/collector';
import { Ledger, type Listener } from './ledger';

const MEMBER = '16505551001';
/** Enough for what is on this machine and comes at all. */
const PATIENCE_MS = 300;

let simulator: Simulator;
let receiver: Receiver;
let collector: Collector;
let ledger: Ledger;
/** Names of triggers that an event starts, each as often as it stands here. */
let started: string[];

beforeEach(async () => {
	simulator = await startSimulator({ groups: [{ subject: 'Group', members: [MEMBER] }] });
	receiver = await startReceiver();
	simulator.setWebhook({ url: receiver.url });
	collector = new Collector();
	started = [];
	const [{ id }] = simulator.state.groups.values();
	ledger = new Ledger(simulator, collector, (text) => {
		simulator.control.sendText(id, MEMBER, text);
		for (const name of started) {
			const counts = collector.counts(name);
			counts.set(text, (counts.get(text) ?? 0) + 1);
		}
	});
});

afterEach(async () => {
	await Promise.all([simulator.close(), receiver.close()]);
});

function listen(state: Listener['state'] = 'on'): Listener {
	const listener = { name: 'trigger', nodeId: 'trigger', state, mayRepeat: false, displacedBy: [] };
	ledger.listeners.push(listener);
	return listener;
}

function holdNumber(displacedBy: Listener[] = []): void {
	const stands = () => simulator.state.webhook.url === receiver.url;
	ledger.foreigners.push({ name: 'the other system', receiver, displacedBy, stands });
}

const verdict = async () => await ledger.verdict(PATIENCE_MS);

test('all is well where everybody hears everything once, and stands', async () => {
	listen();
	holdNumber();
	started = ['trigger'];
	ledger.write();
	expect(await verdict()).toEqual([]);
});

test('an event that a trigger does not hear is lost, unless it is not on', async () => {
	const listener = listen('changing');
	ledger.write();
	listener.state = 'on';
	ledger.write();
	await ledger.settled(0);
	listener.state = 'off';
	expect(await verdict()).toEqual(['"event 2" never came to trigger, and nobody was told.']);
	ledger.excuse(listener, 'event 2');
	expect(ledger.missed(listener)).toEqual([]);
});

test('who is on at the end has to hear what comes then', async () => {
	listen();
	expect(await verdict()).toEqual([expect.stringContaining('never came to trigger')]);
});

test('one event starts a workflow once, unless n8n was killed', async () => {
	const listener = listen();
	started = ['trigger', 'trigger'];
	expect(await verdict()).toEqual(['"event 1" started trigger 2 times.']);
	listener.mayRepeat = true;
	expect(await verdict()).toEqual([]);
});

test('what stood of another system has to stand, unless a user took its place', async () => {
	const listener = listen();
	started = ['trigger'];
	holdNumber([listener]);
	simulator.setWebhook(null);
	expect(await verdict()).toEqual([]);
	listener.state = 'off';
	expect(await verdict()).toEqual([
		expect.stringMatching(/never came to the other system/),
		expect.stringMatching(/What stood of the other system .* is not there/),
	]);
});

test('a promise of one scenario alone', async () => {
	ledger.expect('kept', true);
	ledger.expect('not kept', false);
	expect(await verdict()).toEqual(['Not so: not kept.']);
});
