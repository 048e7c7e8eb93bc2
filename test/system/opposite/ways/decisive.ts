/** Short forms for ways that change the answer of the operation's decisive call. */
import type { Sample, Word } from '../samples';
import type { Reply } from '../service';
import type { Way } from '../ways';

type Of<T> = T | ((sample: Sample) => T);

const of = <T>(value: Of<T>, sample: Sample): T =>
	typeof value === 'function' ? (value as (sample: Sample) => T)(sample) : value;

/** The decisive call gets this answer, however often it is made. */
export function decisive(topic: string, name: string, word: Of<Word>, reply: Of<Reply>): Way {
	return {
		topic,
		name,
		said: (sample) => {
			const said = of(word, sample);
			const { list } = sample;
			const isShown = list && (said === 'done' || said === 'hinted');
			return { word: said, ...(isShown && { holds: [1, 2, 3].map(list.mark) }) };
		},
		answer: (call, sample) => {
			if (!isDecisive(call.name, sample)) return undefined;
			return { refuses: of(word, sample) === 'refused', ...of(reply, sample) };
		},
	};
}

/** Creating a template has a second address, asked where the first is not found. */
export function isDecisive(name: string, sample: Sample): boolean {
	if (name === sample.decisive) return true;
	return name === sample.decisive.replace('/v1/configs/templates', '/message_templates');
}

/** What is made or changed counts; a read of any word but a success shows nothing. */
export const changes = ({ kind }: Sample) =>
	kind === 'effect' || kind === 'result' || kind === 'people';
