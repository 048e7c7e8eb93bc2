/** A process of n8n's that sends what its parent tells it to: one of several for the same number. */
import { sendersTo } from '../engine';
import { itemsOf, type Message } from './messages';

async function main(): Promise<void> {
	const [, , url, apiKey] = process.argv;
	const senders = await sendersTo({ url, apiKey }, () => {});
	const send = senders.ours();
	process.on('message', (messages: Message[]) => {
		void send(itemsOf(messages)).then(() => process.send?.('done'));
	});
	process.on('disconnect', () => process.exit());
	process.send?.('ready');
}

void main();
