import Fastify from 'fastify';

export interface ChatRequest {
	messages: Array<{ role: string; content: unknown }>;
	tools?: Array<{ function: { name: string; description?: string } }>;
}

/** What the model wants a tool to do. */
export interface ToolCall {
	/** As n8n names a tool: its node's name, with `_` for spaces. */
	name: string;
	arguments: Record<string, unknown>;
}

/**
 * A chat model with OpenAI's API that calls its tools, and in the end repeats what all of them answered.
 * Without tools it repeats what it was told last.
 */
export interface ChatModel {
	/** The base URL, for n8n's credential `openAiApi`. */
	url: string;
	/** All that it was asked, in order. */
	requests: ChatRequest[];
	close(): Promise<void>;
}

/** @param script the calls, one after the other; without one it calls each of its tools, at once */
export async function startChatModel(script?: readonly ToolCall[]): Promise<ChatModel> {
	const requests: ChatRequest[] = [];
	const app = Fastify({ bodyLimit: 10_000_000, forceCloseConnections: true });
	app.post('/v1/chat/completions', async ({ body }) => {
		const request = body as ChatRequest;
		requests.push(request);
		return await Promise.resolve(answerTo(request, nextCalls(request, script)));
	});
	const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/v1`;
	return { url, requests, close: async () => await app.close() };
}

function resultsIn({ messages }: ChatRequest): unknown[] {
	return messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
}

function nextCalls(request: ChatRequest, script?: readonly ToolCall[]): readonly ToolCall[] {
	const done = resultsIn(request).length;
	if (script) return script.slice(done, done + 1);
	if (done > 0) return [];
	return (request.tools ?? []).map(({ function: { name } }) => ({ name, arguments: {} }));
}

function answerTo(request: ChatRequest, calls: readonly ToolCall[]) {
	const results = resultsIn(request);
	const said = `The tool said: ${JSON.stringify(results)}`;
	const heard = `I heard: ${JSON.stringify(request.messages.at(-1)?.content)}`;
	const message =
		calls.length > 0
			? {
					role: 'assistant',
					content: null,
					tool_calls: calls.map(({ name, arguments: values }, index) => ({
						id: `call_${results.length + index}`,
						type: 'function',
						function: { name, arguments: JSON.stringify(values) },
					})),
				}
			: { role: 'assistant', content: results.length > 0 ? said : heard };
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion',
		created: 1,
		model: 'local',
		choices: [{ index: 0, message, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}
