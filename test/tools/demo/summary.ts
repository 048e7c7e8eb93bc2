/** The demo's summary as text: every group, person and message, and what failed and why. */
import type { CleanUpStory, GroupStory, MessageStory, Step } from './groups';
import type { PersonStory } from './people';
import type { Story } from './story';

const NARROWEST = 60;
const WIDEST = 110;

/** Lines that fit into so many columns. */
class Page {
	private readonly lines: string[] = [];

	constructor(private readonly columns: number) {}

	title(text: string): void {
		this.lines.push('', text, '─'.repeat(this.columns));
	}

	/** A line that is cut where the page ends. */
	line(text: string): void {
		const fits = text.length <= this.columns;
		this.lines.push(fits ? text.trimEnd() : `${text.slice(0, this.columns - 1)}…`);
	}

	/** A text on as many lines as it needs, all of them beginning below the end of `head`. */
	text(head: string, text: string): void {
		let current = head;
		let isFirst = true;
		for (const word of text.split(' ')) {
			if (!isFirst && current.length + 1 + word.length > this.columns) {
				this.lines.push(current);
				current = ' '.repeat(head.length) + word;
			} else {
				current += isFirst ? word : ` ${word}`;
			}
			isFirst = false;
		}
		this.lines.push(current);
	}

	toString(): string {
		return `${this.lines.join('\n')}\n`;
	}
}

/** @param columns of the terminal */
export function summarize(story: Story, columns: number): string {
	const page = new Page(Math.min(WIDEST, Math.max(NARROWEST, columns)));
	const width = Math.max(...story.groups.map(({ subject }) => subject.length), 10);

	page.title('Groups');
	page.line(`  ${'Subject'.padEnd(width)}  People  Status   ID         Invite link`);
	for (const group of story.groups) writeGroup(page, group, width);

	page.title('People');
	for (const { subject } of story.groups) {
		const people = story.people.filter((person) => person.subject === subject);
		const joined = people.filter(({ fate }) => fate === 'joined').length;
		page.line(`${subject}: ${joined} of ${people.length} joined`);
		for (const person of people) writePerson(page, person);
	}

	page.title('Messages');
	page.line(`  ${'Group'.padEnd(width)}  Text           Picture        Pinned`);
	for (const message of story.messages) writeMessage(page, message, width);

	page.title('Cleaning up');
	for (const step of story.cleanUp) writeCleanUp(page, step);

	page.title('Checked against what the service saw');
	for (const { name, ok, found } of story.checks) page.line(`${mark(ok)} ${name}: ${found}`);

	page.line('');
	const failed = story.checks.filter(({ ok }) => !ok).length;
	const { checks, calls, refusedByRateLimit: refused } = story;
	const verdict =
		failed === 0
			? `All ${checks.length} checks hold.`
			: `${failed} of ${checks.length} checks fail.`;
	const seconds = (story.durationMs / 1000).toFixed(1);
	page.text(
		'',
		`${verdict} ${calls} calls in ${seconds} s. The rate limit refused ${refused} of them, and the nodes made those again.`,
	);
	if (failed === 0) {
		page.text(
			'',
			'What failed above had to fail: the list has wrong numbers and too many people for a group on purpose, and in one group nobody has written.',
		);
	}
	return page.toString();
}

function mark(isGood: boolean): string {
	return isGood ? '✓' : '✗';
}

function writeHint(page: Page, hint: string | undefined, indent: number): void {
	if (hint) page.text(`${' '.repeat(indent)}→ `, hint);
}

const STATUS: Record<GroupStory['status'], string> = {
	created: 'created',
	full: 'full',
	deleted: 'deleted',
	notCreated: '',
};

function writeGroup(page: Page, group: GroupStory, width: number): void {
	const { subject, groupId, inviteLink = '', participants, status, warning } = group;
	const name = subject.padEnd(width);
	if (groupId === undefined) {
		page.text(`✗ ${name}  `, `not created: ${group.reason}`);
		writeHint(page, group.hint, width + 4);
		return;
	}
	const people = `${participants.length} of 8`;
	const link = inviteLink.replace('https://', '');
	page.line(`✓ ${name}  ${people}  ${STATUS[status].padEnd(7)}  …${groupId.slice(-8)}  ${link}`);
	if (warning) page.text('  ', warning);
}

/** How somebody's way into the group went, in words. */
function wayOf({ fate, reason, approved, removed, listed }: PersonStory): string {
	const ways: Record<PersonStory['fate'], string> = {
		joined: approved ? 'asked to join, was let in' : 'invited, joined',
		asked: 'invited, asked to join',
		groupFull: `invited, could not join: ${reason}`,
		notDelivered: `invited, did not arrive: ${reason}`,
		notInvited: `not invited: ${reason}`,
	};
	const twice = listed > 1 ? ` (listed ${listed} times, invited once)` : '';
	return ways[fate] + (removed ? ', removed at the end' : '') + twice;
}

function writePerson(page: Page, person: PersonStory): void {
	const head = `  ${mark(person.fate === 'joined')} ${person.recipient.padEnd(16)}  `;
	page.text(head, wayOf(person));
	writeHint(page, person.hint, head.length);
}

function writeMessage(page: Page, message: MessageStory, width: number): void {
	const { subject, text, picture, pin } = message;
	const isGood = text.done && picture.done && pin.done;
	const words = (step: Step) =>
		(step.done ? 'sent' : step.messageId ? 'not delivered' : 'not sent').padEnd(13);
	const pinned = pin.done ? (picture.done ? 'yes' : 'in vain') : 'no';
	page.line(
		`${mark(isGood)} ${subject.padEnd(width)}  ${words(text)}  ${words(picture)}  ${pinned}`,
	);
	const failed = [text, picture, pin].find(({ done }) => !done);
	if (failed?.reason) page.text(' '.repeat(width + 4), failed.reason);
	writeHint(page, failed?.hint, width + 4);
}

function writeCleanUp(
	page: Page,
	{ what, subject, person, done, reason, hint }: CleanUpStory,
): void {
	const action = what === 'removal' ? `Remove ${person} from ${subject}` : `Delete ${subject}`;
	page.text(`${mark(done)} `, `${action}: ${done ? 'done' : reason}`);
	writeHint(page, hint, 2);
}
