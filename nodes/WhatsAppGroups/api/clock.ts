/** Time, chance and waiting, so that tests need no clock. */
export interface Clock {
	/** Milliseconds that only go forward, whoever sets the machine's clock. */
	now(): number;
	/** The machine's clock: Unix milliseconds. */
	wallTime(): number;
	random(): number;
	/** Rejects when the execution is stopped. */
	sleep(ms: number): Promise<void>;
}
