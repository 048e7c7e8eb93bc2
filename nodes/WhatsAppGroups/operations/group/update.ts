import type { IDataObject } from 'n8n-workflow';

import { acknowledged, type Acknowledgement } from '../../api/answer';
import type { Answer } from '../../api/call';
import type { Api } from '../../api/client';
import { PICTURE_PART_NAMES, type UpdateGroupRequest } from '../../api/contract/groups';
import {
	MAX_DESCRIPTION,
	MAX_PICTURE_BYTES,
	MAX_SUBJECT,
	MIN_PICTURE_PIXELS,
} from '../../api/limits';
import { jpegFrame } from '../../api/picture';
import { withoutUndefined } from '../../api/values';
import { Failure, ServiceFailure } from '../../failures/failure';
import { asFailure, errorJson } from '../../failures/shown';
import { groupField, readGroupChoice } from '../../fields/group';
import type { ItemInput } from '../../runtime/input';
import type { InputFile } from '../../runtime/inputFile';
import type { Operation, Result } from '../../runtime/operation';

/**
 * POST /groups/{group_id}: subject and description as JSON, the picture as multipart in a call of its
 * own. The result per setting comes as the event settingsUpdated. Idempotent.
 */
export const updateGroup: Operation = {
	resource: 'group',
	operation: 'update',
	name: 'Update',
	action: 'Update a group',
	description: 'Change the subject, the description or the picture of a WhatsApp group',
	calls: ['POST /groups/{group_id}'],
	fields: [
		groupField,
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: [
				{
					displayName: 'Description',
					name: 'description',
					type: 'string',
					typeOptions: { rows: 3 },
					default: '',
					description: 'What the group is for, up to 2,048 characters',
				},
				{
					displayName: 'Picture',
					name: 'picture',
					type: 'string',
					default: 'data',
					description:
						'Name of the input’s binary field with the picture: a square JPEG of at least 192 × 192 pixels and at most 5 MB',
				},
				{
					displayName: 'Subject',
					name: 'subject',
					type: 'string',
					default: '',
					description: 'The name of the group that people see, up to 128 characters',
				},
			],
		},
	],
	output: {
		groupId: 'string',
		subject: 'string',
		description: 'string',
		picture: 'string',
		requestId: 'string',
		settings: [{ setting: 'string', success: 'boolean', status: 'string', requestId: 'string' }],
		success: 'boolean',
		status: 'string',
	},
	async plan(input) {
		const group = readGroupChoice(input);
		const fields = input.fields('updateFields');
		// A field whose expression gives nothing was to be changed as well: it is refused, not left out.
		const has = (name: string) => Object.hasOwn(fields, name);
		const subject = has('subject')
			? input.field(fields, 'subject', { max: MAX_SUBJECT })
			: undefined;
		// Only what is certainly empty empties the description.
		const optional = fields.description === '';
		const description = has('description')
			? input.field(fields, 'description', { max: MAX_DESCRIPTION, optional })
			: undefined;
		const picture = has('picture')
			? await checkPicture(input, input.file('picture', fields.picture ?? null))
			: undefined;
		if (subject === undefined && description === undefined && !picture) {
			throw input.wrong('updateFields', 'is empty', 'Add the fields to change.');
		}
		const request = withoutUndefined<UpdateGroupRequest>({
			messaging_product: 'whatsapp',
			subject,
			description,
		});
		const texts = { subject, description };
		return async (lookups) => {
			const groupId = await group.lookUp(lookups);
			return {
				orderBy: groupId,
				run: async (api) => {
					const taken: Taken[] = [];
					let failed: FailedCall | undefined;
					if (subject !== undefined || description !== undefined) {
						const settings = SETTINGS.filter((name) => request[name] !== undefined);
						const answer = await api.tryCall({
							method: 'POST',
							path: ['groups', groupId],
							json: request,
							kind: 'idempotent',
							expects: acknowledged('a confirmation'),
							howToFindOut: HOW_TO_FIND_OUT,
						});
						// A refusal of the texts says that a picture would fare no better.
						if (answer instanceof ServiceFailure) throw answer;
						taken.push({ settings, answer });
					}
					if (picture) {
						const settings = ['picture'];
						const send = async () => await sendPicture(api, groupId, picture);
						const answer = await api
							.holding(picture.size ?? MAX_PICTURE_BYTES, send)
							.catch((thrown: unknown) => {
								// Whatever keeps the picture away, the texts are taken.
								if (taken.length === 0) throw thrown;
								return asFailure(thrown);
							});
						if (answer instanceof Failure) failed = { settings, failure: answer };
						else taken.push({ settings, answer });
					}
					return [resultOf({ groupId, ...texts, picture: picture?.filename }, taken, failed)];
				},
			};
		};
	},
};

const SETTINGS = ['subject', 'description'] as const;
const HOW_TO_FIND_OUT = 'Read the group with Group: Get, or wait for the event settingsUpdated.';

interface Taken {
	settings: readonly string[];
	answer: Answer<Acknowledgement>;
}

interface FailedCall {
	settings: readonly string[];
	failure: Failure;
}

/** One entry per setting, as the texts may be taken and the picture refused. */
function resultOf(asked: IDataObject, taken: readonly Taken[], failed?: FailedCall): Result {
	const settings: IDataObject[] = taken.flatMap(({ settings: names, answer }) =>
		names.map((setting) =>
			withoutUndefined({
				setting,
				success: true,
				status: 'accepted',
				requestId: answer.value.requestId,
			}),
		),
	);
	if (!failed) {
		const { requestId } = taken[taken.length - 1].answer.value;
		const json = { ...asked, requestId, settings, success: true, status: 'accepted' };
		const bodies = taken.map(({ answer }) => answer.body);
		return { json: withoutUndefined(json), raw: bodies.pop(), rawBefore: bodies };
	}
	const { details, certainty } = failed.failure;
	const status = certainty === 'unknown' ? 'unknown' : 'failed';
	const names = taken.flatMap((one) => one.settings);
	const were = names.length > 1 ? 'were' : 'was';
	const told = {
		...details,
		message: `The ${names.join(' and ')} ${were} taken, but the picture was not. ${details.message}`,
	};
	// Part of it is done: what may be repeated is the picture alone.
	const failure =
		failed.failure instanceof ServiceFailure
			? new ServiceFailure(told, 'unknown')
			: new Failure(told, 'unknown');
	const error = errorJson(failure);
	settings.push(...failed.settings.map((setting) => ({ setting, success: false, status })));
	return { json: withoutUndefined({ success: false, status, ...asked, settings, error }), failure };
}

async function checkPicture(input: ItemInput, file: InputFile): Promise<InputFile> {
	input.checkSize('picture', file.size, MAX_PICTURE_BYTES);
	const bytes = await file.read();
	input.checkSize('picture', bytes.length, MAX_PICTURE_BYTES);
	const size = jpegFrame(bytes);
	if (!size) {
		throw input.wrong(
			'picture',
			`must be a JPEG, but "${file.filename}" is not`,
			'Convert it first, for example with the Edit Image node.',
		);
	}
	const { width, height } = size;
	if (width !== height) {
		throw input.wrong('picture', `must be square, but is ${width} × ${height} pixels`);
	}
	if (width < MIN_PICTURE_PIXELS) {
		throw input.wrong(
			'picture',
			`must be at least ${MIN_PICTURE_PIXELS} × ${MIN_PICTURE_PIXELS} pixels, but is ${width} × ${height}`,
		);
	}
	return file;
}

/** Sources name the picture's part differently (D5): where the first name is refused, the next is tried. */
async function sendPicture(
	api: Api,
	groupId: string,
	picture: InputFile,
): Promise<Answer<Acknowledgement>> {
	const content = await picture.read();
	const send = async (name: string) =>
		await api.tryCall({
			method: 'POST',
			path: ['groups', groupId],
			form: [
				{ name: 'messaging_product', content: 'whatsapp' },
				{ name, content, filename: picture.filename, contentType: 'image/jpeg' },
			],
			kind: 'idempotent',
			expects: acknowledged('a confirmation'),
			howToFindOut: HOW_TO_FIND_OUT,
		});
	const [name, otherName] = PICTURE_PART_NAMES;
	const answer = await send(name);
	if (!(answer instanceof ServiceFailure)) return answer;
	if (!namesThePart(answer)) throw answer;
	const second = await send(otherName);
	if (!(second instanceof ServiceFailure)) return second;
	throw namesThePart(second) ? refusalOfBoth(answer, second) : second;
}

/** Under the name that it does not know, the service misses the part. Under the other it says what is wrong. */
function refusalOfBoth(first: ServiceFailure, second: ServiceFailure): ServiceFailure {
	const { details } = missesThePart(first) && !missesThePart(second) ? second : first;
	const words = new Set([first, second].map((failure) => failure.details.details));
	return new ServiceFailure({ ...details, details: [...words].join(' – ') }, 'notDone');
}

function missesThePart(failure: ServiceFailure): boolean {
	return failure.hasCode(131008) || /required|missing/i.test(failure.details.details ?? '');
}

/** A refusal that speaks of a parameter or of the part, and not of the picture itself. */
function namesThePart(failure: ServiceFailure): boolean {
	return (
		failure.certainty === 'notDone' &&
		failure.hasCode(400, 100, 131008, 131009) &&
		/param|\bfile\b|profile_picture_file|required|missing/i.test(failure.details.details ?? '')
	);
}
