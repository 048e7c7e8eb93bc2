/** The check against a simulator, with phones that do what they are asked for. */
import {
	ControlError,
	startSimulator,
	type Simulator,
	type SimulatorOptions,
	type Switches,
} from '../../simulator';
import { liveCheck, type Outcome, type Settings, type Witness } from './run';
import type { Patience } from './service';

export const QUICK: Patience = {
	answer: 3000,
	look: 10,
	creation: 1500,
	phone: 500,
	deliveries: 400,
	webhook: 800,
	pause: 1050,
};

const PHONES = ['16505551101', '16505551102'];
const SUSPENDED = 'suspended-group';

/** A number with everything that there is to look at. */
export function number(switches: Partial<Switches> = {}): SimulatorOptions {
	const at = (age: number) => Math.floor(Date.now() / 1000) - age;
	const template = (name: string, text: string) => ({
		name,
		components: [{ type: 'BODY', text }],
	});
	return {
		allowLoopbackWebhooks: true,
		switches: { batchWindowMs: 60, webhookEmptyUrl: 'accept', ...switches },
		groups: [
			{ subject: 'Oldest', createdAt: at(500), members: ['16505551001'] },
			{
				id: SUSPENDED,
				subject: 'Bad',
				createdAt: at(400),
				suspended: true,
				members: ['16505551001'],
			},
			{
				subject: 'Door',
				createdAt: at(300),
				joinApprovalMode: 'approval_required',
				members: ['16505551002'],
			},
			{ subject: 'Newest', createdAt: at(200), members: ['16505551003'] },
		],
		templates: [
			template('group_invite', 'Join {{1}}'),
			template('welcome', 'Welcome'),
			template('bye', 'Bye'),
		],
	};
}

export interface CheckOptions {
	settings?: Partial<Settings>;
	stop?: AbortSignal;
	force?: AbortSignal;
	onCall?: Witness['onCall'];
	/** Leaves the number's webhook alone. */
	isDeaf?: boolean;
	/** Hears all there is to hear, however busy the machine is. */
	hearsAll?: boolean;
}

/** Every level, with two phones, and with the number's webhook for the time of the check. */
export async function check(simulator: Simulator, options: CheckOptions = {}): Promise<Outcome> {
	const never = new AbortController().signal;
	const { stop = never, force = never, onCall, isDeaf = false, hearsAll = false } = options;
	const hearing = { listenPort: 0, webhookAddress: (port: number) => `http://127.0.0.1:${port}/` };
	const settings: Settings = {
		baseUrl: simulator.url,
		apiKey: simulator.apiKey,
		levels: isDeaf ? ['look', 'try', 'talk'] : ['look', 'try', 'talk', 'hear'],
		patience: QUICK,
		groupId: SUSPENDED,
		phones: PHONES.length,
		deliveries: [],
		...(isDeaf ? {} : hearing),
		...options.settings,
	};
	return await liveCheck(
		settings,
		{
			...phonesOf(simulator),
			doing: () => {},
			onCall,
			...(hearsAll && { allTold: async () => await simulator.idle() }),
		},
		{ stop, force },
	);
}

/** The group that the check made, as the service knows it. */
export function ownGroup(simulator: Simulator) {
	return [...simulator.state.groups.values()].find(({ subject }) =>
		subject.startsWith('Live check'),
	);
}

function phonesOf({ control, ...simulator }: Simulator): Pick<Witness, 'say' | 'ready'> {
	const group = () => ownGroup({ control, ...simulator } as Simulator);
	const join = (text: string) => {
		const link = /https:\/\/chat\.whatsapp\.com\/\w+/.exec(text)?.[0];
		for (const phone of link === undefined ? [] : PHONES) {
			if (group()?.members.has(phone)) continue;
			try {
				control.join(link!, phone);
			} catch (error) {
				// Somebody who is not let in does what a person would do: nothing.
				if (!(error instanceof ControlError)) throw error;
			}
		}
	};
	return {
		say: (text) => {
			if (text.startsWith('Join with')) join(text);
		},
		ready: async (request) => {
			const own = group();
			if (!own?.members.has(PHONES[0]) && !request.startsWith('Join again')) return;
			if (!own) return;
			if (request.startsWith('Write')) {
				control.sendText(own.id, PHONES[0], 'Hello');
				control.sendMedia(own.id, PHONES[0], { type: 'image' });
			}
			if (request.startsWith('Leave')) control.leave(own.id, PHONES[0]);
			if (request.startsWith('Join again')) join(request);
		},
	};
}

/** Starts a number, checks it, and takes it away. */
export async function checked<T>(
	options: SimulatorOptions,
	use: (simulator: Simulator) => Promise<T>,
): Promise<T> {
	const simulator = await startSimulator(options);
	try {
		return await use(simulator);
	} finally {
		await simulator.close();
	}
}
