/** What n8n makes of a delivery that was handed over to it: its own answer, and nothing else. */
import type { IWebhookFunctions } from 'n8n-workflow';

/** The one answer that says that n8n has the execution. */
const ACCEPTED = 200;

/** What is told of an answer. */
export interface Acceptance {
	/** n8n has the execution. */
	accepted(): void;
	/** n8n could not start it. */
	refused(): void;
	/** The sender has gone, and n8n has not answered yet. Also told after an answer. */
	hungUp(): void;
}

type Answer = ReturnType<IWebhookFunctions['getResponseObject']>;

/**
 * Watches what n8n answers. Its own call of `end` is what counts: once the sender has hung up, `finish`
 * never comes, and `close` comes while n8n goes on with the delivery. Nothing of the answer is changed.
 */
export function watchAnswer(answer: Answer, { accepted, refused, hungUp }: Acceptance): void {
	answer.end = new Proxy(answer.end, {
		apply: (end, self, parameters) => {
			// Told first: what happens to its bytes changes nothing of what n8n has done.
			if (answer.statusCode === ACCEPTED) accepted();
			else refused();
			return Reflect.apply(end, self, parameters) as unknown;
		},
	});
	if (answer.destroyed) hungUp();
	else answer.once('close', hungUp);
}
