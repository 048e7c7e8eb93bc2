/** Creating an invite template, call by call. `template.test.ts` has what the whole node does. */
import type { IDataObject } from 'n8n-workflow';

import { byName } from '../../support/world';
import type { FakeAnswer } from '../api/fakeApi';
import { VirtualRun } from './virtualRun';

const CREATE = 'template:createInvite';
const OLDER = 'POST /v1/configs/templates';
const NEWER = 'POST /message_templates';
const LIBRARY = 'GET /message_template_library';
const chosen = { libraryTemplate: byName('library_1') };

function runOn(answers: Record<string, FakeAnswer>): VirtualRun {
	return new VirtualRun(({ method, path }) => answers[`${method} ${path}`]);
}

test.each<[body: IDataObject, more: IDataObject]>([
	[{ id: '1' }, { templateId: '1' }],
	[{ name: 'group_invite', status: 'approved' }, { templateStatus: 'APPROVED' }],
	[
		{ id: '1', status: 'PENDING' },
		{ templateId: '1', templateStatus: 'PENDING' },
	],
	[
		{ id: '1', category: 'utility' },
		{ templateId: '1', category: 'UTILITY' },
	],
])('the answer %j tells what there is to tell', async (body, more) => {
	expect(await runOn({ [OLDER]: { body } }).output(CREATE, chosen)).toStrictEqual({
		success: true,
		status: 'accepted',
		name: 'group_invite',
		language: 'en_US',
		...more,
	});
});

describe.each(['REJECTED', 'rejected', 'DISABLED'])('a template that is %s at once', (status) => {
	const body = { id: '1', status, category: 'UTILITY' };
	const templateStatus = status.toUpperCase();
	const message = `The template was created, but it is ${templateStatus}: it cannot be sent.`;

	test.each([true, false])('is no success, and is there (Simplify: %p)', async (simplify) => {
		const run = runOn({ [OLDER]: { body } });
		const [{ json, failure }, ...others] = await run.run(CREATE, {
			...chosen,
			options: { simplify },
		});
		expect(others).toEqual([]);
		expect(json).toStrictEqual({
			success: false,
			status: 'failed',
			templateId: '1',
			name: 'group_invite',
			language: 'en_US',
			templateStatus,
			category: 'UTILITY',
			error: {
				code: 'template_rejected',
				message,
				hint: 'See why with Template: Get Many, then create another one under another name.',
			},
		});
		// Another try would meet the name that is taken by then.
		expect(failure).toMatchObject({ certainty: 'unknown', details: json.error });
	});
});

test('where the older endpoint is missing, the newer one is taken', async () => {
	const run = runOn({ [OLDER]: { status: 404, body: '' }, [NEWER]: { body: { id: '1' } } });
	expect(await run.output(CREATE, chosen)).toMatchObject({ templateId: '1' });
	expect(run.calls()).toEqual([OLDER, NEWER]);
});

test('where the older endpoint may have created it, the newer one is not asked', async () => {
	const run = runOn({ [OLDER]: { status: 404, body: { error: { code: 131000 } } } });
	expect(await run.failure(CREATE, chosen)).toMatchObject({ certainty: 'unknown' });
	expect(run.calls()).toEqual([OLDER]);
});

test('one of the library without a name is no choice', async () => {
	const data = [{ id: '1' }, { id: '2', name: 'library_2' }, { id: '3', name: '' }];
	const run = runOn({ [LIBRARY]: { body: { data } }, [OLDER]: { body: { id: '1' } } });
	await run.output(CREATE, {});
	expect(run.service.calls[1].body).toMatchObject({ library_template_name: 'library_2' });
});

test('of several of the library one has to be chosen', async () => {
	const data = ['library_1', 'library_2', 'library_1'].map((name, id) => ({ id, name }));
	const run = runOn({ [LIBRARY]: { body: { data } } });
	expect((await run.failure(CREATE, {})).details).toEqual({
		code: 'invalid_input',
		message: 'Library Template is empty, and the library has 2 templates for group invites.',
		hint: 'Choose one of: library_1, library_2.',
	});
});
