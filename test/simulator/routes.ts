import type { Call, Core, Handler } from './core';
import { notFoundAnswer } from './errors';
import { createGroup, deleteGroup, getGroup, listGroups } from './groups';
import { updateGroup } from './groupSettings';
import { healthStatus } from './health';
import { getInviteLink, resetInviteLink } from './inviteLinks';
import { approveJoinRequests, listJoinRequests, rejectJoinRequests } from './joinRequests';
import { deleteMedia, downloadMedia, mediaInfo, uploadMedia } from './media';
import { sendMessage } from './messages';
import { removeParticipants } from './participants';
import {
	createLegacyTemplate,
	createTemplate,
	listLegacyTemplates,
	listLibrary,
	listTemplates,
} from './templates';
import {
	addDestinations,
	changeDestination,
	getMultiWebhook,
	getWabaWebhook,
	getWebhook,
	removeDestination,
	setWabaWebhook,
	setWebhook,
	switchMultiWebhook,
} from './webhookConfig';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Route {
	method: Method;
	path: string;
	handler: Handler;
}

export const notFound: Handler = (core) => notFoundAnswer(core);

const GROUP_PATHS: Array<[Method, string, Handler]> = [
	['GET', '/:id', getGroup],
	['POST', '/:id', updateGroup],
	['DELETE', '/:id', deleteGroup],
	['GET', '/:id/invite_link', getInviteLink],
	['POST', '/:id/invite_link', resetInviteLink],
	['DELETE', '/:id/participants', removeParticipants],
	['GET', '/:id/join_requests', listJoinRequests],
	['POST', '/:id/join_requests', approveJoinRequests],
	['DELETE', '/:id/join_requests', rejectJoinRequests],
];

/** Media live at `/:id` anyway; groups do by the switch `groupPathPrefix` (D2). */
function bare(path: string, handler: Handler, media: Handler = notFound): Handler {
	return (core: Core, call: Call) => {
		const bareGroups = core.switches.groupPathPrefix === 'both';
		const isGroup = bareGroups && (path !== '/:id' || core.state.groups.has(call.params.id));
		return (isGroup ? handler : media)(core, call);
	};
}

const MEDIA_HANDLERS: Partial<Record<Method, Handler>> = { GET: mediaInfo, DELETE: deleteMedia };

function route(method: Method, path: string, handler: Handler): Route {
	return { method, path, handler };
}

/** Every endpoint of the service. */
export const ROUTES: Route[] = [
	route('GET', '/groups', listGroups),
	route('POST', '/groups', createGroup),
	...GROUP_PATHS.map(([method, path, handler]) => route(method, `/groups${path}`, handler)),
	...GROUP_PATHS.map(([method, path, handler]) => {
		const media = path === '/:id' ? MEDIA_HANDLERS[method] : undefined;
		return route(method, path, bare(path, handler, media));
	}),
	route('POST', '/messages', sendMessage),
	route('POST', '/media', uploadMedia),
	route('GET', '/whatsapp_business/attachments/', downloadMedia),
	route('GET', '/v1/configs/templates', listLegacyTemplates),
	route('POST', '/v1/configs/templates', createLegacyTemplate),
	route('GET', '/message_templates', listTemplates),
	route('POST', '/message_templates', createTemplate),
	route('GET', '/message_template_library', listLibrary),
	route('GET', '/health_status', healthStatus),
	route('GET', '/v1/configs/webhook', getWebhook),
	route('POST', '/v1/configs/webhook', setWebhook),
	route('GET', '/waba_webhook', getWabaWebhook),
	route('POST', '/waba_webhook', setWabaWebhook),
	route('GET', '/multi_webhook', getMultiWebhook),
	route('POST', '/multi_webhook', switchMultiWebhook),
	route('PUT', '/multi_webhook', addDestinations),
	route('PATCH', '/multi_webhook', changeDestination),
	route('DELETE', '/multi_webhook', removeDestination),
];
