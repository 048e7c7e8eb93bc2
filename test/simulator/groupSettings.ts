import { imageSize } from 'image-size';
import { PICTURE_PART_NAMES } from '../../nodes/WhatsAppGroups/api/contract/groups';
import type { GroupEvent, SettingResult } from '../../nodes/WhatsAppGroups/api/contract/deliveries';
import type { Answer, Call, Core, Handler, Part } from './core';
import { badParameter, errorItem, ServiceError } from './errors';
import { showNotice } from './chats';
import { groupUpdate } from './events';
import { descriptionOf, mutationBody, subjectOf } from './groups';
import { sha256 } from './ids';
import type { Group } from './state';
import { activeGroupOf, graphBodyOf, requireProduct } from './validation';

const MAX_PICTURE_BYTES = 5 * 1024 * 1024;
const MIN_PICTURE_PIXELS = 192;

type SettingResults = Pick<GroupEvent, 'profile_picture' | 'group_subject' | 'group_description'>;

interface Settings {
	subject?: string;
	description?: string;
	picture?: { bytes: Buffer; mimeType: string; sha256: string; error?: ServiceError };
}

export const updateGroup: Handler = (core, call) => {
	const group = activeGroupOf(core, call.params.id);
	const settings = call.parts ? settingsOfParts(core, call.parts) : settingsOfJson(core, call);
	if (Object.keys(settings).length === 0) {
		throw badParameter('One of subject, description and a picture is required');
	}
	return applySettings(core, call, group, settings);
};

function settingsOfJson(core: Core, call: Call): Settings {
	const body = graphBodyOf(call, ['subject', 'description']);
	const settings: Settings = {};
	if (body.subject !== undefined) settings.subject = subjectOf(body.subject);
	if (body.description !== undefined) {
		settings.description = changedDescription(core, body.description);
	}
	return settings;
}

function changedDescription(core: Core, value: unknown): string {
	const description = descriptionOf(value);
	if (description === '' && core.switches.clearDescription === 'refuse') {
		throw badParameter('description must not be empty');
	}
	return description;
}

function settingsOfParts(core: Core, parts: Part[]): Settings {
	const field = (name: string) =>
		parts.find((part) => part.name === name && part.filename === undefined)?.bytes.toString('utf8');
	requireProduct(field('messaging_product'));
	const settings: Settings = {};
	const subject = field('subject');
	const description = field('description');
	if (subject !== undefined) settings.subject = subjectOf(subject);
	if (description !== undefined) settings.description = changedDescription(core, description);
	const { pictureField } = core.switches;
	const names: readonly string[] = pictureField === 'both' ? PICTURE_PART_NAMES : [pictureField];
	for (const part of parts.filter(({ filename }) => filename !== undefined)) {
		if (!names.includes(part.name)) {
			throw badParameter(
				`Unexpected param "${part.name}"; the picture is expected in "${names[0]}"`,
			);
		}
		const error = pictureError(part);
		if (error && core.switches.pictureErrors === 'sync') throw error;
		const { bytes } = part;
		settings.picture = { bytes, mimeType: 'image/jpeg', sha256: sha256(bytes), error };
	}
	return settings;
}

function pictureError({ bytes, contentType }: Part): ServiceError | undefined {
	const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
	if (!isJpeg || contentType !== 'image/jpeg') {
		return new ServiceError(131053, 'The picture must be image/jpeg');
	}
	if (bytes.length > MAX_PICTURE_BYTES) {
		return new ServiceError(131053, 'The picture must not exceed 5 MB');
	}
	try {
		const { width, height } = imageSize(bytes);
		if (width !== height) return new ServiceError(131209);
		if (width < MIN_PICTURE_PIXELS) return new ServiceError(131210);
	} catch {
		return new ServiceError(131053, 'The picture cannot be read');
	}
	return undefined;
}

function applySettings(core: Core, call: Call, group: Group, settings: Settings): Answer {
	const requestId = core.ids.digits(15);
	const planned = core.state.planned.settings.shift() ?? {};
	const { subject, description, picture } = settings;
	const results: SettingResults = {};
	const outcome = (code: number | undefined, details?: string): SettingResult =>
		code === undefined
			? { update_successful: true }
			: { update_successful: false, errors: [errorItem(code, details)] };
	if (picture) {
		const result = outcome(planned.picture ?? picture.error?.code, picture.error?.details);
		if (result.update_successful) {
			group.pictureSha256 = picture.sha256;
			group.picture = picture.bytes;
			showNotice(core, group, { kind: 'picture' });
		}
		const { mimeType, sha256: hash } = picture;
		results.profile_picture = { mime_type: mimeType, sha256: hash, ...result };
	}
	if (subject !== undefined) {
		const result = outcome(planned.subject);
		if (result.update_successful) {
			group.subject = subject;
			showNotice(core, group, { kind: 'subject', text: subject });
		}
		results.group_subject = { text: subject, ...result };
	}
	if (description !== undefined) {
		const result = outcome(planned.description);
		if (result.update_successful) {
			group.description = description || undefined;
			showNotice(core, group, { kind: 'description', text: description });
		}
		results.group_description = { text: description, ...result };
	}
	const all = Object.values(results);
	const failed = all.filter((result) => !result.update_successful).length;
	const errors =
		failed === 0 ? {} : { errors: [errorItem(failed === all.length ? 131000 : 131201)] };
	const update = groupUpdate(core, 'group_settings_update', {
		group_id: group.id,
		type: 'group_settings_update',
		request_id: requestId,
		...styledResults(core, results),
		...errors,
	});
	core.emit([update], call);
	return { body: mutationBody(core, 'update', requestId) };
}

interface PlainSettings {
	subject?: string;
	description?: string;
	profile_picture?: SettingResult;
}

/** Meta's OpenAPI document has texts where its guide has results; by the switch `settingsEventStyle`. */
function styledResults(core: Core, results: SettingResults): SettingResults | PlainSettings {
	if (core.switches.settingsEventStyle === 'result') return results;
	const { group_subject: subject, group_description: description, ...picture } = results;
	return {
		...picture,
		...(subject ? { subject: subject.text } : {}),
		...(description ? { description: description.text } : {}),
	};
}
