import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Core } from '../core';
import { bundle } from './bundle';

export const PAGE_PREFIX = '/playground';
const VIEWS = ['phones', 'business', 'service'];

/** Nothing but its own script and style, its own server and what that serves. */
const POLICY = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self' data:",
	"media-src 'self'",
	"connect-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
].join('; ');

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>WhatsApp groups playground</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${PAGE_PREFIX}/app.css">
<script type="module" src="${PAGE_PREFIX}/app.js"></script>
</head>
<body><div id="app"></div></body>
</html>
`;

/** What may be shown in the page; everything else is to be saved as a file. */
const SHOWN = /^(image\/(jpeg|png|webp|gif)|audio\/[\w-]+|video\/[\w-]+)$/;

/** The playground: its page at `/playground/<view>`, and the bytes that the page shows. */
export function registerPage(app: FastifyInstance, core: Core): void {
	app.get(PAGE_PREFIX, async (_request, reply) => await reply.redirect(`${PAGE_PREFIX}/phones`));
	for (const view of VIEWS) {
		app.get(`${PAGE_PREFIX}/${view}`, async (_request, reply) => await page(reply));
	}
	app.get(`${PAGE_PREFIX}/app.js`, async (_request, reply) => {
		const { js } = await bundle();
		return await asset(reply, 'text/javascript; charset=utf-8').send(js);
	});
	app.get(`${PAGE_PREFIX}/app.css`, async (_request, reply) => {
		const { css } = await bundle();
		return await asset(reply, 'text/css; charset=utf-8').send(css);
	});
	app.get<{ Params: { id: string } }>('/_control/media/:id', async (request, reply) => {
		const media = core.state.media.get(request.params.id);
		return await bytes(reply, media?.bytes, media?.mimeType ?? '');
	});
	app.get<{ Params: { id: string } }>('/_control/groups/:id/picture', async (request, reply) => {
		const group = core.state.groups.get(request.params.id);
		return await bytes(reply, group?.picture, 'image/jpeg');
	});
}

async function page(reply: FastifyReply): Promise<FastifyReply> {
	return await asset(reply, 'text/html; charset=utf-8')
		.header('content-security-policy', POLICY)
		.header('referrer-policy', 'no-referrer')
		.send(HTML);
}

function asset(reply: FastifyReply, contentType: string): FastifyReply {
	return reply
		.header('content-type', contentType)
		.header('cache-control', 'no-store')
		.header('x-content-type-options', 'nosniff')
		.header('cross-origin-resource-policy', 'same-origin');
}

/** What somebody sent: never anything that a browser would run. */
async function bytes(
	reply: FastifyReply,
	content: Buffer | undefined,
	mimeType: string,
): Promise<FastifyReply> {
	if (!content) return await reply.code(404).send({ error: 'There are no such bytes' });
	const isShown = SHOWN.test(mimeType);
	if (!isShown) void reply.header('content-disposition', 'attachment');
	return await asset(reply, isShown ? mimeType : 'application/octet-stream')
		.header('content-security-policy', "default-src 'none'; sandbox")
		.send(content);
}
