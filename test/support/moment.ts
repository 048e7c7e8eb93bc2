/** Something that the test waits for, or that it makes others wait for until it comes. */
export class Moment {
	/** Lets it come. */
	come!: () => void;
	readonly hasCome = new Promise<void>((resolve) => (this.come = resolve));
}
