/**
 * Whether a delivery is from whoever was given the secret. n8n's static data, which keeps the secret's
 * hash, is rolled back, exported and thrown away by n8n itself: where it knows nothing of a secret, the
 * service's own configuration is asked, which is the record.
 */
import { sleep, type IWebhookFunctions } from 'n8n-workflow';

import { isRecord } from '../api/values';
import { asFailure } from '../failures/shown';
import type { Kept } from '../secrets/kept';
import { RELEASED, SECRET_HEADER, secretMatches } from '../secrets/secret';

/**
 * The SHA-256 (`hashSecret`) of each secret that the service's configuration holds for exactly this
 * webhook's URL.
 *
 * @throws where the service cannot be read
 */
export type SecretsAtService = (context: IWebhookFunctions) => Promise<readonly string[]>;

/** What the sender is told of a delivery that is not taken. */
export interface Refusal {
	status: number;
	message: string;
}

const UNREGISTERED = { status: 503, message: 'The workflow is not registered for these events' };
const WRONG = { status: 401, message: 'The secret header is missing or wrong' };
const UNCLEAR = {
	status: 503,
	message:
		'The secret is not known here, and the service could not be asked about it yet: send it again',
};

/** The same events come by the entry that counts: the sender need not try again. */
const GIVEN_UP = { status: 200, message: 'Nobody listens to this entry any more' };

/** How often the service is asked at most, whatever comes: anybody can send wrong secrets. */
const LOOK_INTERVAL_MS = 30_000;
/** The sender waits five seconds for its answer. */
const PATIENCE_MS = 3500;
/** A URL may stand at the service as a number's webhook and as destinations, before and after a change. */
const MOST_LEARNT = 8;
/** How often what was learnt is put into the static data at most: each change is a database write. */
const HEAL_INTERVAL_MS = 30_000;
/** How often n8n's log tells at most of deliveries without a secret: anybody can send them. */
const TELL_INTERVAL_MS = 10 * 60_000;

/** What the service has said of one node's secrets. */
export class LearntSecrets {
	private hashes: readonly string[] = [];
	private askedAt = -Infinity;
	private isAsking = false;
	private answer = Promise.resolve(false);

	/** @param now the time in milliseconds */
	constructor(
		private readonly now: () => number,
		private readonly wait: (ms: number) => Promise<void> = sleep,
	) {}

	/** Whether the service has named a secret. */
	get isAny(): boolean {
		return this.hashes.length > 0;
	}

	/** The hash that a secret has, if the service has named it. */
	find(secret: string): string | undefined {
		return this.hashes.find((hash) => secretMatches(secret, hash));
	}

	/**
	 * Asks the service, unless it was asked a moment ago or is being asked: then that has to do.
	 *
	 * @param ask does not throw; undefined where the service could not be read
	 * @returns whether the service has answered
	 */
	async learn(ask: () => Promise<readonly string[] | undefined>): Promise<boolean> {
		const now = this.now();
		if (!this.isAsking && now - this.askedAt >= LOOK_INTERVAL_MS) {
			this.askedAt = now;
			this.isAsking = true;
			const look = this.look(ask);
			this.answer = Promise.race([look, this.wait(PATIENCE_MS).then(() => false)]);
			// However late it comes: it stands until the next look.
			void look.then((hasAnswered) => (this.answer = Promise.resolve(hasAnswered)));
		}
		return await this.answer;
	}

	private async look(ask: () => Promise<readonly string[] | undefined>): Promise<boolean> {
		const told = await ask();
		this.isAsking = false;
		// Those of before are good for a while: what was sent with them may still be under way.
		if (told) this.hashes = [...new Set([...told, ...this.hashes])].slice(0, MOST_LEARNT);
		return told !== undefined;
	}
}

interface Memory {
	learnt: LearntSecrets;
	healedAt: number;
	toldAt: number;
}

const now = () => performance.now();

/** Per trigger node of this process. */
const memories = new Map<string, Memory>();

/**
 * Why a delivery is not taken; undefined when it is. One that matches costs a comparison; for any other
 * the service is asked, at most twice a minute.
 */
export async function verify(
	context: IWebhookFunctions,
	state: Kept,
	secretsAtService: SecretsAtService,
): Promise<Refusal | undefined> {
	const { registration } = state;
	const secret: unknown = context.getHeaderData()[SECRET_HEADER.toLowerCase()];
	if (matches(secret, registration)) return undefined;
	// A test session is registered for its own time, and what was entered by hand stands at no service.
	if (context.getMode() === 'manual' || context.getNodeParameter('registration') === 'manual') {
		return registration ? WRONG : UNREGISTERED;
	}
	const memory = memoryOf(context);
	const { learnt } = memory;
	if (typeof secret !== 'string' || secret === '') {
		tellOfMissing(context, memory);
		return WRONG;
	}
	const learn = async () => await learnt.learn(async () => await ask(context, secretsAtService));
	if (secret === RELEASED) {
		const hasAnswered = learnt.isAny || (await learn());
		if (learnt.isAny) return GIVEN_UP;
		return hasAnswered ? WRONG : UNCLEAR;
	}
	let hash = learnt.find(secret);
	if (hash === undefined) {
		const hasAnswered = await learn();
		hash = learnt.find(secret);
		if (hash === undefined) return hasAnswered ? WRONG : UNCLEAR;
	}
	heal(memory, state, hash);
	return undefined;
}

/**
 * A service that does not send the header along, and does not show either whether it keeps it, leaves the
 * workflow deaf. Whoever only asks whether somebody lives here sends no event.
 */
function tellOfMissing(context: IWebhookFunctions, memory: Memory): void {
	if (!isRecord(context.getBodyData()) || !('entry' in context.getBodyData())) return;
	if (now() - memory.toldAt < TELL_INTERVAL_MS) return;
	memory.toldAt = now();
	context.logger.warn(
		`${context.getNode().name}: a delivery came without the header ${SECRET_HEADER}, by which this workflow knows that it is genuine, and was refused. If it was 360dialog’s, the service does not send the header along: ask 360dialog support. No event is taken until then.`,
	);
}

function matches(secret: unknown, registration: Kept['registration']): boolean {
	if (!registration) return false;
	const { secretHash, earlierHash } = registration;
	if (secretMatches(secret, secretHash)) return true;
	return earlierHash !== undefined && secretMatches(secret, earlierHash);
}

async function ask(
	context: IWebhookFunctions,
	secretsAtService: SecretsAtService,
): Promise<readonly string[] | undefined> {
	try {
		return await secretsAtService(context);
	} catch (thrown) {
		const { message } = asFailure(thrown);
		context.logger.warn(
			`${context.getNode().name}: a delivery came with a secret that is not known here, and the service could not be asked which one it was given. The sender was told to try again. ${message}`,
		);
		return undefined;
	}
}

/** n8n does not keep it when the delivery starts an execution, and may roll it back: so again and again. */
function heal(memory: Memory, state: Kept, secretHash: string): void {
	if (now() - memory.healedAt < HEAL_INTERVAL_MS) return;
	memory.healedAt = now();
	const { registration } = state;
	state.registration = {
		...registration,
		secretHash,
		...(registration && { earlierHash: registration.secretHash }),
	};
}

function memoryOf(context: IWebhookFunctions): Memory {
	const key = [context.getWorkflow().id, context.getNode().id].join(' ');
	let memory = memories.get(key);
	if (!memory) {
		memory = { learnt: new LearntSecrets(now), healedAt: -Infinity, toldAt: -Infinity };
		memories.set(key, memory);
	}
	return memory;
}
