import Fastify from 'fastify';

export interface ChatRequest {
	messages: Array<{ role: string; content: unknown }>;
	tools?: Array<{ function: { name: string; description?: string } }>;
}

/**
 * A chat model with OpenAI's API that asks for each of its tools, and then repeats what the first answered.
 * Without tools it repeats what it was told last.
 */
export interface ChatModel {
	/** The base URL, for n8n's credential `openAiApi`. */
	url: string;
	/** All that it was asked, in order. */
	requests: ChatRequest[];
	close(): Promise<void>;
}

export async function startChatModel(): Promise<ChatModel> {
	const requests: ChatRequest[] = [];
	const app = Fastify({ bodyLimit: 10_000_000, forceCloseConnections: true });
	app.post('/v1/chat/completions', async ({ body }) => {
		requests.push(body as ChatRequest);
		return await Promise.resolve(answerTo(body as ChatRequest));
	});
	const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/v1`;
	return { url, requests, close: async () => await app.close() };
}

function answerTo({ messages, tools = [] }: ChatRequest) {
	const results = messages.filter(({ role }) => role === 'tool');
	const calls = tools.map(({ function: { name } }, index) => ({
		id: `call_${index}`,
		type: 'function',
		function: { name, arguments: '{}' },
	}));
	const wantsTools = calls.length > 0 && results.length === 0;
	const said = `The tool said: ${JSON.stringify(results[0]?.content)}`;
	const heard = `I heard: ${JSON.stringify(messages.at(-1)?.content)}`;
	const message = wantsTools
		? { role: 'assistant', content: null, tool_calls: calls }
		: { role: 'assistant', content: calls.length > 0 ? said : heard };
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion',
		created: 1,
		model: 'local',
		choices: [{ index: 0, message, finish_reason: wantsTools ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}
