/** Changing a group, call by call. `group.test.ts` has what the whole node does. */
import type { IDataObject } from 'n8n-workflow';

import { ServiceFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { byId } from '../../support/world';
import type { FakeAnswer } from '../api/fakeApi';
import { picture, textFile, type FileSeed } from './files';
import { VirtualRun } from './virtualRun';

const UPDATE = 'group:update';
const fields = (updateFields: IDataObject) => ({ groupId: byId('G'), updateFields });

/** Each call is answered with the next one. */
function runOn(answers: FakeAnswer[], file: FileSeed = picture(192, 192, 3000)): VirtualRun {
	return new VirtualRun(() => answers.shift() ?? { body: {} }, { file });
}

const setting = (name: string, requestId?: string) => ({
	setting: name,
	success: true,
	status: 'accepted',
	...(requestId !== undefined && { requestId }),
});

test.each<[updateFields: IDataObject, sent: IDataObject]>([
	[{ subject: 'New' }, { subject: 'New' }],
	[{ description: '' }, { description: '' }],
	[
		{ subject: 'New', description: 'About' },
		{ subject: 'New', description: 'About' },
	],
])('of %j the service is told that, and nothing of the others', async (updateFields, sent) => {
	const run = runOn([{ body: { request_id: 'R' } }]);
	expect(await run.output(UPDATE, fields(updateFields))).toStrictEqual({
		groupId: 'G',
		...sent,
		requestId: 'R',
		settings: Object.keys(sent).map((name) => setting(name, 'R')),
		success: true,
		status: 'accepted',
	});
	expect(run.service.calls.map(({ body }) => body)).toStrictEqual([
		{ messaging_product: 'whatsapp', ...sent },
	]);
});

test('of two calls each setting has its own request, and the whole the last one', async () => {
	const run = runOn([{ body: { request_id: 'texts' } }, { body: { request_id: 'picture' } }]);
	const [{ json, raw }] = await run.run(UPDATE, fields({ subject: 'New', picture: 'data' }));
	expect(json).toStrictEqual({
		groupId: 'G',
		subject: 'New',
		picture: 'group.jpg',
		requestId: 'picture',
		settings: [setting('subject', 'texts'), setting('picture', 'picture')],
		success: true,
		status: 'accepted',
	});
	expect(raw).toEqual({ request_id: 'picture' });
});

test.each([
	['of two calls both', { subject: 'New', picture: 'data' }, ['texts', 'picture']],
	['of one call one', { picture: 'data' }, ['texts']],
])('without Simplify the service’s own answers, %s', async (_what, updateFields, requestIds) => {
	const bodies = ['texts', 'picture'].map((request_id) => ({ success: true, request_id }));
	const run = runOn(bodies.map((body) => ({ body })));
	const options = { simplify: false };
	const results = await run.run(UPDATE, { ...fields(updateFields), options });
	expect(results.map(({ json }) => json)).toEqual(
		requestIds.map((request_id) => ({ success: true, request_id })),
	);
});

describe('a picture that is refused under both names of its part', () => {
	const refusal = (code: number, details: string) => ({
		status: 400,
		body: { error: { code, message: `(#${code}) Refused`, error_data: { details } } },
	});
	const animated = refusal(131009, 'The file is animated, which group pictures cannot be');
	const missing = (name: string) => refusal(131008, `${name} is required`);

	test.each([
		['the first', [animated, missing('file')]],
		['the second', [missing('profile_picture_file'), animated]],
		['the first, where both know it', [animated, animated]],
	])(
		'for a reason that stands at %s: it is told, and all of the words',
		async (_where, answers) => {
			const words = answers.map(({ body }) =>
				['Refused', body.error.error_data.details].join(' – '),
			);
			const { details } = await runOn([...answers]).failure(UPDATE, fields({ picture: 'data' }));
			expect(details).toMatchObject({ code: 131009, httpStatus: 400 });
			expect(details.details).toBe([...new Set(words)].join(' – '));
		},
	);

	test.each([
		['by its code', refusal(131008, 'A parameter')],
		['in words', refusal(100, 'The file is missing')],
	])('which is missing %s under the first: the second says why', async (_how, first) => {
		const answers = [first, animated];
		const { details } = await runOn(answers).failure(UPDATE, fields({ picture: 'data' }));
		expect(details.code).toBe(131009);
	});

	test('as both are missing: the first says it', async () => {
		const answers = [missing('profile_picture_file'), refusal(100, 'The file is missing')];
		const { details } = await runOn(answers).failure(UPDATE, fields({ picture: 'data' }));
		expect(details.code).toBe(131008);
		expect(details.details).toBe(
			'Refused – profile_picture_file is required – Refused – The file is missing',
		);
	});

	test('the second time for the picture itself: then that is why', async () => {
		const answers = [missing('profile_picture_file'), refusal(131209, 'It is 10 by 20')];
		const failure = await runOn(answers).failure(UPDATE, fields({ picture: 'data' }));
		expect(failure.details.code).toBe(131209);
		expect(failure.details.details).not.toContain('required');
	});

	test('the second time without a clear answer: then it may be taken', async () => {
		const answers = [animated, ...Array.from({ length: 4 }, () => ({ status: 503, body: '' }))];
		const failure = await runOn(answers).failure(UPDATE, fields({ picture: 'data' }));
		expect(failure.certainty).toBe('unknown');
	});
});

describe('the texts are taken, and the picture is not', () => {
	const both = fields({ subject: 'New', description: 'About', picture: 'data' });

	test('for the service refuses it', async () => {
		const refusal = { status: 400, body: { error: { code: 131209 } } };
		const [{ failure }] = await runOn([{ body: {} }, refusal]).run(UPDATE, both);
		expect(failure).toBeInstanceOf(ServiceFailure);
		expect(failure).toMatchObject({
			certainty: 'unknown',
			details: {
				code: 131209,
				message:
					'The subject and description were taken, but the picture was not. The picture is not square.',
			},
		});
	});

	test('for n8n cannot read it any more', async () => {
		const reads = [async () => await Promise.resolve(Buffer.from(picture(192, 192).bytes))];
		const stored = async () =>
			await (reads.shift()?.() ?? Promise.reject(new Error('No such file')));
		const run = new VirtualRun(() => ({ body: {} }), { stored });
		const [{ failure }] = await run.run(UPDATE, both);
		expect(failure).not.toBeInstanceOf(ServiceFailure);
		expect(failure).toMatchObject({
			certainty: 'unknown',
			details: {
				code: 'invalid_input',
				message:
					'The subject and description were taken, but the picture was not. Picture holds a file that n8n cannot read from its storage.',
			},
		});
	});
});

describe('how much room a picture takes', () => {
	const parameters = fields({ picture: 'data' });

	test('its own size, where that is known', async () => {
		const run = runOn([]);
		const holding = jest.spyOn(run.service.api, 'holding');
		await run.output(UPDATE, parameters);
		expect(holding.mock.calls.map(([bytes]) => bytes)).toEqual([3000]);
	});

	test('else the most that a picture may have', async () => {
		const stored = async () => await Promise.resolve(Buffer.from(picture(192, 192).bytes));
		const run = new VirtualRun(() => ({ body: {} }), { stored });
		const holding = jest.spyOn(run.service.api, 'holding');
		await run.output(UPDATE, parameters);
		expect(holding.mock.calls.map(([bytes]) => bytes)).toEqual([5 * 1024 * 1024]);
	});
});

test.each<[what: string, updateFields: IDataObject, file: FileSeed, details: IDataObject]>([
	[
		'no field',
		{},
		picture(192, 192),
		{ message: 'Update Fields is empty.', hint: 'Add the fields to change.' },
	],
	[
		'a file of another kind',
		{ picture: 'data' },
		textFile('notes.txt'),
		{
			message: 'Picture must be a JPEG, but "notes.txt" is not.',
			hint: 'Convert it first, for example with the Edit Image node.',
		},
	],
	[
		'a picture that is not square',
		{ picture: 'data' },
		picture(192, 193),
		{ message: 'Picture must be square, but is 192 × 193 pixels.' },
	],
	[
		'a picture that is too small',
		{ picture: 'data' },
		picture(191, 191),
		{ message: 'Picture must be at least 192 × 192 pixels, but is 191 × 191.' },
	],
])('%s is refused before any call', async (_what, updateFields, file, details) => {
	const run = runOn([], file);
	const failure = await run.failure(UPDATE, fields(updateFields));
	expect(failure.details).toEqual({ code: 'invalid_input', ...details });
	expect(run.calls()).toEqual([]);
});

test('a picture whose size n8n does not tell is refused when it is read and too large', async () => {
	const stored = async () => await Promise.resolve(Buffer.alloc(5 * 1024 * 1024 + 1));
	const run = new VirtualRun(() => ({ body: {} }), { stored });
	const { details } = await run.failure(UPDATE, fields({ picture: 'data' }));
	expect(details).toEqual({
		code: 'invalid_input',
		message: 'Picture is too large: 5.1 MB, and at most 5 MB are allowed.',
	});
});
