import type { AddressInfo } from 'node:net';
import { DEFAULT_ADDRESS, reachedAt } from './address';
import { Clock } from './clock';
import { Control } from './control';
import { registerControl } from './controlApi';
import type { Core } from './core';
import { Deliverer, type DeliveryTuning } from './delivery';
import type { Update } from './events';
import { Faults } from './faults';
import { Ids } from './ids';
import { Journal, Log } from './log';
import { ControlError, savePerson } from './people';
import { registerLive } from './playground/live';
import { registerPage } from './playground/page';
import { RateLimiter } from './rateLimit';
import { readSaved, saveState } from './saved';
import { addGroup } from './seed';
import { buildServer } from './server';
import { snapshotOf } from './snapshot';
import { State } from './state';
import { applySwitches, defaultSwitches } from './switches';
import { INVITE_LIBRARY, newTemplate } from './templates';
import type { Latency, Simulator, SimulatorOptions } from './types';

const DEFAULT_API_KEY = 'sim-api-key';
const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

const DEFAULT_TUNING: DeliveryTuning = {
	timeoutMs: 5000,
	retryBaseMs: 1000,
	retryMaxMs: 60 * 60 * 1000,
	giveUpAfterMs: 7 * 24 * 60 * 60 * 1000,
};

/**
 * Starts a local 360dialog.
 *
 * @throws when the port is taken, the address is none of this machine's, or a switch does not exist
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const events = new Journal<Update>(100_000);
	const watchers = new Set<() => void>();
	const core = createCore(options, events, watchers);
	const { clock, state, log, switches, faults, limiter, deliverer } = core;
	deliverer.onAttempt = (attempt) => {
		core.changed();
		options.onDelivery?.(attempt);
	};
	const begin = () => {
		applySwitches(switches, { ...defaultSwitches(), ...options.switches });
		core.latency = rangeOf(options.latency ?? 0);
		limiter.set(options.rateLimit ?? null);
		core.channel.apiKey = options.apiKey ?? DEFAULT_API_KEY;
		plant(core, options);
	};
	begin();
	const forget = () => {
		clock.forgetWork();
		deliverer.clear();
		log.clear();
		events.entries = [];
	};

	const listen = options.listen ?? DEFAULT_ADDRESS;
	const app = await buildServer(core, listen, (entry) => {
		core.changed();
		options.onRequest?.(entry);
	});
	const simulator: Simulator = {
		url: '',
		get apiKey() {
			return core.channel.apiKey;
		},
		state,
		log,
		control: new Control(core),
		switches,
		faults,
		get events() {
			return events.entries;
		},
		get deliveries() {
			return deliverer.attempts;
		},
		setSwitches: (changes) => applySwitches(switches, changes),
		setApiKey: (key) => {
			core.channel.apiKey = key;
		},
		setLatency: (latency) => {
			core.latency = rangeOf(latency);
		},
		setRateLimit: (limit) => limiter.set(limit),
		setWebhook: (webhook) => {
			state.webhook = webhook ? { headers: {}, ...webhook } : {};
		},
		deliverRaw: async (payload) => await deliverer.deliverRaw(payload),
		advance: (ms) => clock.advance(ms),
		now: () => clock.now(),
		idle: async (timeoutMs = 10_000) => await clock.idle(timeoutMs),
		snapshot: () => snapshotOf(core),
		redeliver: async (delivery) => {
			const attempt = deliverer.attempts.find((one) => one.delivery === delivery);
			if (!attempt) throw new ControlError(`There is no delivery ${delivery}`);
			await deliverer.deliverRaw(attempt.payload);
		},
		reset: () => {
			forget();
			state.clear();
			faults.clear();
			begin();
			core.changed();
		},
		save: () => saveState(core),
		load: (saved) => {
			const restore = readSaved(core, saved);
			forget();
			restore();
			core.changed();
		},
		onChange: (listener) => {
			watchers.add(listener);
			return () => void watchers.delete(listener);
		},
		close: async () => {
			clock.close();
			await Promise.all([deliverer.close(), app.close()]);
		},
	};
	registerControl(app, core, simulator);
	registerLive(app, core, simulator.onChange);
	registerPage(app, core);
	const listening = app.listen({ host: listen, port: options.port ?? 0 });
	await listening.catch(async () => await simulator.close());
	await listening;
	const { port } = app.server.address() as AddressInfo;
	return Object.defineProperty(simulator, 'url', { value: `http://${reachedAt(listen)}:${port}` });
}

function createCore(
	options: SimulatorOptions,
	events: Journal<Update>,
	watchers: ReadonlySet<() => void>,
): Core {
	const clock = new Clock(options.now ?? Date.now);
	const core: Omit<Core, 'deliverer' | 'emit'> = {
		changed: () => {
			for (const watcher of watchers) watcher();
		},
		channel: {
			apiKey: options.apiKey ?? DEFAULT_API_KEY,
			phoneNumberId: options.phoneNumberId ?? '106540352242922',
			displayPhone: options.displayPhone ?? '15550783881',
			countryCode: options.countryCode ?? '1',
			wabaId: '102290129340398',
			platformSecret: options.platformSecret ?? 'sim-platform-secret',
			groupLimit: options.groupLimit ?? 10_000,
			webhookHosts: [
				...(options.allowLoopbackWebhooks ? LOOPBACK_HOSTS : []),
				...(options.webhookHosts ?? []),
			],
		},
		switches: defaultSwitches(),
		clock,
		ids: new Ids(options.random ?? 1),
		state: new State(),
		log: new Log(),
		faults: new Faults(),
		limiter: new RateLimiter(),
		latency: { min: 0, max: 0 },
	};
	const whole = core as Core;
	whole.deliverer = new Deliverer(whole, { ...DEFAULT_TUNING, ...options.delivery });
	whole.emit = (updates, call) => {
		for (const update of updates) events.push(update);
		whole.changed();
		const { webhookTiming, webhookDelayMs } = whole.switches;
		whole.deliverer.hold(updates);
		if (!call) void whole.deliverer.deliver(updates);
		else if (webhookTiming === 'before') call.beforeAnswer.push(whole.deliverer.deliver(updates));
		else if (webhookTiming === 'after') call.afterAnswer.push(updates);
		else {
			const later = () => void whole.deliverer.deliver(updates);
			clock.after(webhookDelayMs, 'delayed webhook', later);
		}
	};
	return whole;
}

function rangeOf(latency: Latency): { min: number; max: number } {
	return typeof latency === 'number' ? { min: latency, max: latency } : latency;
}

function plant(core: Core, options: SimulatorOptions): void {
	const { state } = core;
	state.eligible = options.eligible ?? true;
	state.library = [...INVITE_LIBRARY];
	if (options.webhook) state.webhook = { headers: {}, ...options.webhook };
	for (const person of options.people ?? []) savePerson(core, person);
	for (const group of options.groups ?? []) addGroup(core, group);
	for (const seed of options.templates ?? []) state.templates.push(newTemplate(core, seed));
}
