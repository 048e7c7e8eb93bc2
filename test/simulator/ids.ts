import { createHash } from 'node:crypto';

const UNIQUE_BYTES = 20;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Ids that look like the service's, the same ones again for the same seed. */
export class Ids {
	private state: number;
	private counter = 0;

	constructor(private readonly seed: number) {
		this.state = seed >>> 0;
	}

	/** Where it stands, so that another one can go on from there and gives no id twice. */
	get position(): [state: number, counter: number] {
		return [this.state, this.counter];
	}

	set position([state, counter]: [state: number, counter: number]) {
		this.state = state;
		this.counter = counter;
	}

	/** A number from 0 to below 1 (mulberry32). */
	random(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = this.state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	}

	/** Digits that end in a counter, so that two ids never collide; at least 8 of them. */
	digits(length: number): string {
		let head = String(1 + Math.floor(this.random() * 9));
		while (head.length < length - 7) head += Math.floor(this.random() * 10);
		return head + String(++this.counter).padStart(7, '0');
	}

	letters(length: number): string {
		let text = '';
		while (text.length < length) text += LETTERS[Math.floor(this.random() * LETTERS.length)];
		return text;
	}

	/**
	 * Base64 of a frame that holds a phone number and something unique, as the service's sample ids
	 * do; there may be `+`, `/` and `=` in it.
	 */
	wamid(number: string): string {
		const unique = createHash('sha256').update(`${this.seed}:${++this.counter}`).digest();
		const frame = Buffer.concat([
			Buffer.from([0x1c, 0x18, number.length]),
			Buffer.from(number),
			Buffer.from([0x15, 0x02, 0x00, 0x12, 0x18, UNIQUE_BYTES]),
			unique.subarray(0, UNIQUE_BYTES),
			Buffer.from([0]),
		]);
		return `wamid.${frame.toString('base64')}`;
	}

	trace(): string {
		return `A${this.letters(22)}`;
	}
}

/** The form that Meta's sample ids decode to; clients must not rely on it. */
export function groupIdOf(businessNumber: string, groupNumber: string): string {
	const text = `capi_group:${businessNumber}:${groupNumber}`;
	return Buffer.from(text).toString('base64').replaceAll('=', 'ZD');
}

export function joinRequestIdOf(waId: string, groupNumber: string): string {
	return Buffer.from(`${waId}:${groupNumber}`).toString('base64');
}

/** In base64, as webhooks have it. */
export function sha256(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('base64');
}
