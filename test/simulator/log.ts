/** A file or field of a multipart body. */
export interface LoggedPart {
	name: string;
	filename?: string;
	contentType?: string;
	size: number;
	/** Of fields only. */
	value?: string;
}

export interface RequestEntry {
	/** 1, 2, 3 … in order of arrival. */
	id: number;
	/** ISO 8601. */
	time: string;
	/** Monotonic ms with fractions, of the simulator's clock. */
	at: number;
	method: string;
	/** As sent, still encoded, without the query. */
	path: string;
	/** The route's pattern, such as `/groups/:id`; `*` for unknown paths. */
	route: string;
	query: Record<string, string>;
	/** The API key is redacted. */
	headers: Record<string, string>;
	/** JSON, or text that is not JSON. */
	body?: unknown;
	parts?: LoggedPart[];
	/** Of the answer; null while there is none. */
	status: number | null;
	/** `hung`: never answered; `reset`: the connection was cut. */
	outcome: 'pending' | 'answered' | 'hung' | 'reset';
	/** The service did what was asked; also when the answer then got lost. */
	tookEffect: boolean;
	/** The service's error code, if it refused. */
	errorCode?: number;
	/** Id of the injected fault that hit it. */
	fault?: number;
	durationMs?: number;
}

/** One accepted `POST /messages`. */
export interface SentMessage {
	/** 1, 2, 3 … in order of acceptance. */
	sequence: number;
	wamid: string;
	time: string;
	/** Monotonic ms with fractions: differences are exact enough to check a rate. */
	at: number;
	recipientType: 'group' | 'individual';
	/** As sent: `to`, or `recipient` of a person who is addressed by user id. */
	to: string;
	/** The person's number for an individual message. */
	waId?: string;
	type: string;
	body: Record<string, unknown>;
	/** Code of the `failed` status that follows, if one does. */
	failedWith?: number;
	requestId: number;
}

/** What a call was answered with, as text that is shortened. */
export interface LoggedAnswer {
	headers: Record<string, string>;
	body: string;
}

/** Answers are kept of so many calls, the last ones, and of each so many characters. */
const KEPT_ANSWERS = 1000;
const KEPT_CHARACTERS = 20_000;

/** A list that forgets its oldest entries when it has grown too long. */
export class Journal<T> {
	entries: T[] = [];

	constructor(private readonly limit: number) {}

	push(entry: T): void {
		this.entries.push(entry);
		if (this.entries.length > this.limit * 1.2) {
			this.entries = this.entries.slice(-this.limit);
		}
	}
}

/** Everything that was asked, and what was sent. */
export class Log {
	private readonly requestJournal = new Journal<RequestEntry>(100_000);
	private readonly sentJournal = new Journal<SentMessage>(100_000);
	private readonly byWamid = new Map<string, SentMessage>();
	private readonly byRecipient = new Map<string, SentMessage[]>();
	private readonly counts = new Map<string, number>();
	private readonly answers = new Map<number, LoggedAnswer>();
	private requestCount = 0;
	private sentCount = 0;

	/** All requests, in order of arrival. */
	get requests(): readonly RequestEntry[] {
		return this.requestJournal.entries;
	}

	/** All accepted messages, in order of acceptance. */
	get sentMessages(): readonly SentMessage[] {
		return this.sentJournal.entries;
	}

	/** Messages accepted for one recipient: a group id, or a person's digits. */
	sentTo(recipient: string): readonly SentMessage[] {
		return this.byRecipient.get(recipient) ?? [];
	}

	message(wamid: string): SentMessage | undefined {
		return this.byWamid.get(wamid);
	}

	/** How many requests came for a method and a route's pattern: `count('POST', '/messages')`. */
	count(method: string, route: string): number {
		return this.counts.get(`${method} ${route}`) ?? 0;
	}

	/** Requests by method and route's pattern, in order of arrival. */
	find(method: string, route: string): RequestEntry[] {
		return this.requests.filter((entry) => entry.method === method && entry.route === route);
	}

	/** The answer to one of the last 1,000 requests. */
	answerTo(requestId: number): LoggedAnswer | undefined {
		return this.answers.get(requestId);
	}

	addAnswer(requestId: number, { headers, body }: LoggedAnswer): void {
		this.answers.delete(requestId - KEPT_ANSWERS);
		this.answers.set(requestId, { headers, body: body.slice(0, KEPT_CHARACTERS) });
	}

	openRequest(entry: Omit<RequestEntry, 'id' | 'status' | 'outcome' | 'tookEffect'>): RequestEntry {
		const opened: RequestEntry = {
			id: ++this.requestCount,
			...entry,
			status: null,
			outcome: 'pending',
			tookEffect: false,
		};
		this.requestJournal.push(opened);
		const key = `${entry.method} ${entry.route}`;
		this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
		return opened;
	}

	addSent(message: Omit<SentMessage, 'sequence'>): SentMessage {
		const sent: SentMessage = { sequence: ++this.sentCount, ...message };
		this.sentJournal.push(sent);
		this.byWamid.set(sent.wamid, sent);
		const key = sent.waId ?? sent.to;
		const same = this.byRecipient.get(key);
		if (same) same.push(sent);
		else this.byRecipient.set(key, [sent]);
		return sent;
	}

	clear(): void {
		this.requestJournal.entries = [];
		this.sentJournal.entries = [];
		this.byWamid.clear();
		this.byRecipient.clear();
		this.counts.clear();
		this.answers.clear();
		this.requestCount = 0;
		this.sentCount = 0;
	}
}
