/**
 * Whether a delivery is from whoever was given the secret. n8n's static data, which keeps the secret's
 * hash, is rolled back, exported and thrown away by n8n itself: where it knows nothing of a secret, the
 * record is looked at. That is the service's own configuration, or the credential's API key, from which
 * the secret of a registration by hand is made.
 */
import { sleep, type IWebhookFunctions } from 'n8n-workflow';

import { neverBegun } from '../failures/shown';
import { EARLIER_FOR_MS, keepAsEarlier, type Kept } from '../secrets/kept';
import { onceOf, QUESTION_HEADER, SECRET_HEADER, secretMatches } from '../secrets/secret';

/** Which secrets are right, each by its hash. Both throw where that cannot be read. */
export interface SecretsOnRecord {
	/** By the service's configuration. */
	atService(context: IWebhookFunctions): Promise<readonly string[]>;
	/** Of a registration by hand, by the credential. */
	byHand(context: IWebhookFunctions): Promise<readonly string[]>;
}

/** What the sender is told of a delivery that is not taken. */
export interface Refusal {
	status: number;
	message: string;
}

const UNREGISTERED = { status: 503, message: 'The workflow is not registered for these events' };
const WRONG = { status: 401, message: 'The secret header is missing or wrong' };
const UNCLEAR = {
	status: 503,
	message: 'The secret is not known here, and it could not be looked up yet: send it again',
};

/** How often the record is looked at at most, whatever comes: anybody can send wrong secrets. */
const LOOK_INTERVAL_MS = 30_000;
/** The sender waits five seconds for its answer. */
const PATIENCE_MS = 3500;
/** A URL may stand at the service as a number's webhook and as destinations, before and after a change. */
const MOST_LEARNT = 8;
/** How often what was learnt is put into the static data at most: each change is a database write. */
const HEAL_INTERVAL_MS = 30_000;
/** How often n8n's log tells at most of deliveries that are refused: anybody can send them. */
const TELL_INTERVAL_MS = 10 * 60_000;

/** What the record has said of one node's secrets. */
export class LearntSecrets {
	/** When each was named, in the order of time. */
	private readonly named = new Map<string, number>();
	private latest: readonly string[] = [];
	private askedAt = -Infinity;
	private isAsking = false;
	private answer = Promise.resolve(false);

	/** @param now the time in milliseconds */
	constructor(
		private readonly now: () => number,
		private readonly wait: (ms: number) => Promise<void> = sleep,
	) {}

	/** The hash that a secret has, if it was named a while ago at most: since then it may be another. */
	find(secret: string): string | undefined {
		const since = this.now() - EARLIER_FOR_MS;
		return [...this.named].find(([hash, at]) => at > since && secretMatches(secret, hash))?.[0];
	}

	/** Whether the latest look named it. */
	isLatest(hash: string): boolean {
		return this.latest.includes(hash);
	}

	/**
	 * Looks at the record, unless that was done a moment ago or is under way: then that has to do.
	 *
	 * @param ask does not throw; undefined where the record could not be read
	 * @returns whether it could be read
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
		if (!told) return false;
		this.latest = told.slice(0, MOST_LEARNT);
		for (const hash of this.latest) {
			this.named.delete(hash);
			this.named.set(hash, this.now());
		}
		// Those of before are good for a while: what was sent with them may still be under way.
		for (const hash of [...this.named.keys()].slice(0, -MOST_LEARNT)) this.named.delete(hash);
		return true;
	}
}

interface Memory {
	learnt: LearntSecrets;
	/** What n8n kept at the latest look, where that did not name it. */
	outdated?: string;
	healedAt: number;
	toldAt: number;
}

const now = () => performance.now();

/** Per trigger node of this process. */
const memories = new Map<string, Memory>();

/** What n8n's log says of a secret, by how the webhook is registered. */
interface Words {
	/** A secret that is another. */
	other: string;
	/** What helps where a delivery of 360dialog's was refused. */
	advice: string;
	/** Why the right secret could not be looked up. */
	unread: string;
}

const AUTOMATIC: Words = {
	other: 'another secret than the one that it was given',
	advice: 'switch it off and on',
	unread: 'the service could not be asked which one it was given',
};
const BY_HAND: Words = {
	other: 'another secret than the one that the panel shows',
	advice: 'enter the header in the 360dialog Hub as the node’s panel shows it',
	unread: 'the API key could not be read, from which the right one is made',
};

/**
 * Why a delivery is not taken; undefined when it is. One that matches costs a comparison; for any other
 * the record is looked at, at most twice a minute.
 */
export async function verify(
	context: IWebhookFunctions,
	state: Kept,
	onRecord: SecretsOnRecord,
): Promise<Refusal | undefined> {
	const secret = onceOf(context.getHeaderData()[SECRET_HEADER.toLowerCase()]);
	if (matches(secret, state)) return undefined;
	const isByHand = context.getNodeParameter('registration') === 'manual';
	const words = isByHand ? BY_HAND : AUTOMATIC;
	const memory = memoryOf(context);
	const { learnt } = memory;
	// A test session is registered for its own time.
	if (context.getMode() === 'manual') {
		if (!state.registration) return UNREGISTERED;
		tell(context, memory, words.other, words);
		return WRONG;
	}
	if (typeof secret !== 'string' || secret === '') {
		tell(context, memory, 'no secret', words);
		return WRONG;
	}
	const look = async () => {
		const kept = state.registration?.secretHash;
		const told = await ask(context, isByHand ? onRecord.byHand : onRecord.atService, words);
		if (told) memory.outdated = kept !== undefined && told.includes(kept) ? undefined : kept;
		return told;
	};
	let hash = learnt.find(secret);
	if (hash === undefined) {
		const hasAnswered = await learnt.learn(look);
		hash = learnt.find(secret);
		if (hash === undefined && hasAnswered) {
			tell(context, memory, words.other, words);
			return WRONG;
		}
		if (hash === undefined) return UNCLEAR;
	}
	heal(memory, state, hash);
	return undefined;
}

/**
 * What is refused may be 360dialog's all the same, and the workflow deaf: where the service does not send
 * the header along, or sends another. Whoever only asks whether somebody lives here says so.
 */
function tell(context: IWebhookFunctions, memory: Memory, what: string, { advice }: Words): void {
	if (QUESTION_HEADER.toLowerCase() in context.getHeaderData()) return;
	warn(
		context,
		memory,
		`a delivery came with ${what} in the header ${SECRET_HEADER}, and was refused. If it was 360dialog’s, this workflow hears nothing: ${advice}, and if that does not help, ask 360dialog support whether headers are sent along.`,
	);
}

/** The same where the secret is right and the signature is not. */
export function tellUnsigned(context: IWebhookFunctions): void {
	warn(
		context,
		memoryOf(context),
		'a delivery came without a signature or with a wrong one, and was refused. If it was 360dialog’s, this workflow hears nothing: enter the Platform Secret of the Partner Hub in the credential, or switch Require Signature off.',
	);
}

function warn(context: IWebhookFunctions, memory: Memory, text: string): void {
	if (now() - memory.toldAt < TELL_INTERVAL_MS) return;
	memory.toldAt = now();
	context.logger.warn(`${context.getNode().name}: ${text}`);
}

function matches(secret: unknown, { registration, earlier }: Kept): boolean {
	if (registration && secretMatches(secret, registration.secretHash)) return true;
	return (
		earlier !== undefined && Date.now() < earlier.until && secretMatches(secret, earlier.secretHash)
	);
}

async function ask(
	context: IWebhookFunctions,
	look: SecretsOnRecord['atService'],
	{ unread }: Words,
): Promise<readonly string[] | undefined> {
	try {
		return await look(context);
	} catch (thrown) {
		const { message } = neverBegun(thrown);
		context.logger.warn(
			`${context.getNode().name}: a delivery came with a secret that is not known here, and ${unread}. The sender was told to try again. ${message}`,
		);
		return undefined;
	}
}

/**
 * Puts into the cache what was learnt. n8n does not keep it when the delivery starts an execution, and
 * may roll it back: so again and again. What the latest look did not find outdated may be newer than that.
 */
function heal(memory: Memory, state: Kept, secretHash: string): void {
	const kept = state.registration?.secretHash;
	if (kept !== undefined && kept !== memory.outdated) return;
	if (!memory.learnt.isLatest(secretHash)) return;
	if (now() - memory.healedAt < HEAL_INTERVAL_MS) return;
	memory.healedAt = now();
	keepAsEarlier(state);
	state.registration = { ...state.registration, secretHash };
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
