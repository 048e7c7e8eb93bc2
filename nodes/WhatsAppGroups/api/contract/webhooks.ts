/** GET and POST /v1/configs/webhook: the number's one main webhook. */
export interface WebhookConfig {
	url?: string;
	headers?: Record<string, string>;
}

/** One of at most three extra destinations of a number. */
export interface WebhookDestination {
	name: string;
	url: string;
	headers?: Record<string, string>;
}

/** GET /multi_webhook */
export interface MultiWebhookConfig {
	enabled: boolean;
	destinations?: WebhookDestination[];
}
