import type { Api } from '../../api/client';
import {
	PICTURE_PART_NAMES,
	type MutationResponse,
	type UpdateGroupRequest,
} from '../../api/contract/groups';
import { InputFailure, ServiceFailure } from '../../api/errorBody';
import {
	MAX_DESCRIPTION,
	MAX_PICTURE_BYTES,
	MAX_SUBJECT,
	MIN_PICTURE_PIXELS,
} from '../../api/limits';
import { jpegSize } from '../../api/picture';
import { asRecord, asText } from '../../api/values';
import { groupField, readGroupId } from '../../fields/group';
import { optionsField } from '../../fields/options';
import type { InputFile, ItemInput } from '../../runtime/input';
import { reply, type Operation } from '../../runtime/operation';

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
		optionsField(),
	],
	output: {
		success: 'boolean',
		groupId: 'string',
		subject: 'string',
		description: 'string',
		picture: 'string',
		requestId: 'string',
	},
	async plan(input) {
		const groupId = readGroupId(input);
		const simplify = input.optionFlag('simplify', true);
		const fields = input.fields('updateFields');
		const subject =
			fields.subject === undefined
				? undefined
				: input.field(fields, 'subject', { max: MAX_SUBJECT });
		const description =
			fields.description === undefined
				? undefined
				: input.field(fields, 'description', { max: MAX_DESCRIPTION, optional: true });
		const picture =
			fields.picture === undefined
				? undefined
				: await checkPicture(input, input.file('picture', input.field(fields, 'picture')));
		if (subject === undefined && description === undefined && !picture) {
			throw input.wrong('updateFields', 'is empty', 'Add the fields to change.');
		}
		const request: UpdateGroupRequest = {
			messaging_product: 'whatsapp',
			...(subject !== undefined && { subject }),
			...(description !== undefined && { description }),
		};
		return {
			orderBy: groupId,
			run: async (api) => {
				let body: MutationResponse = {};
				if (subject !== undefined || description !== undefined) {
					({ body } = await api.call<MutationResponse>({
						method: 'POST',
						path: ['groups', groupId],
						json: request,
						kind: 'idempotent',
					}));
				}
				if (picture) body = await sendPicture(api, groupId, picture);
				return reply(simplify, body, {
					success: true,
					groupId,
					subject,
					description,
					picture: picture?.filename,
					requestId: asText(asRecord(body).request_id),
				});
			},
		};
	},
};

async function checkPicture(input: ItemInput, file: InputFile): Promise<InputFile> {
	input.checkSize('picture', file.size, MAX_PICTURE_BYTES);
	const bytes = await file.read();
	input.checkSize('picture', bytes.length, MAX_PICTURE_BYTES);
	const size = jpegSize(bytes);
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
): Promise<MutationResponse> {
	const content = await picture.read();
	let refusal: ServiceFailure | undefined;
	for (const name of PICTURE_PART_NAMES) {
		const answer = await api.tryCall<MutationResponse>({
			method: 'POST',
			path: ['groups', groupId],
			form: [
				{ name: 'messaging_product', content: 'whatsapp' },
				{ name, content, filename: picture.filename, contentType: 'image/jpeg' },
			],
			kind: 'idempotent',
		});
		if (!(answer instanceof ServiceFailure)) return answer.body;
		if (!namesThePart(answer)) throw answer;
		refusal = answer;
	}
	throw refusal ?? new InputFailure('There is no name for the picture’s part');
}

/** A 400 that speaks of a parameter or of the part, and not of the picture itself. */
function namesThePart({ details }: ServiceFailure): boolean {
	const text = `${details.message} ${details.details ?? ''}`;
	return (
		details.httpStatus === 400 &&
		[400, 100, 131008, 131009].includes(Number(details.code)) &&
		/param|\bfile\b|profile_picture_file|required|missing/i.test(text)
	);
}
