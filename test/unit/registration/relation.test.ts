/** How what stands there stands to who asks, and what it says of itself. */
import type { WebhookConfig } from '../../../nodes/WhatsAppGroups/api/contract/webhooks';
import { sealedIn, type Before } from '../../../nodes/WhatsAppGroups/registration/entry';
import {
	isOfThisN8n,
	isSameNode,
	stoodBefore,
	type Registration,
} from '../../../nodes/WhatsAppGroups/registration/registration';
import { relationOf, type Relation } from '../../../nodes/WhatsAppGroups/registration/relation';
import { markOf, type Owner } from '../../../nodes/WhatsAppGroups/secrets/sealed';
import { hashSecret } from '../../../nodes/WhatsAppGroups/secrets/secret';
import {
	EARLIER_KEY,
	EARLIER_SECRET,
	ELSEWHERE,
	HERE,
	KEY,
	marked,
	ME,
	OTHER,
	RELEASED,
	request,
	SECOND,
	SITE,
	STRANGER,
	TEST_HERE,
} from './applicants';

const SECOND_URL = `${SITE}/webhook/second/webhook`;
/** As N8N_ENDPOINT_WEBHOOK had it. */
const RENAMED = `${SITE}/hooks/0c6d5a1b/webhook`;
const SECOND_RENAMED = `${SITE}/hooks/second/webhook`;
/** By an API key of before, which is not known any more. */
const unreadable = { 'X-Webhook-Owner': markOf(SECOND, EARLIER_KEY) };
const FROM_TEST = { url: TEST_HERE, isTest: true };
const DESERTED = { deserted: [ELSEWHERE] };
/** Of an n8n that is reached below a path, whose copy is reached below another one of the same host. */
const [PROD, STAGING] = ['prod', 'staging'].map(
	(path) => `${SITE}/${path}/webhook/0c6d5a1b/webhook`,
);
const SECOND_OF_PROD = `${SITE}/prod/webhook/second/webhook`;
const FROM_PROD = { url: PROD };
const FROM_COPY = { url: STAGING };
const testOf = (url: string) => url.replace('/webhook/', '/webhook-test/');
const ours = marked(ME);
const colleagues = marked(SECOND);

test.each<[Relation, string, WebhookConfig | undefined, Parameters<typeof request>[0]?]>([
	['free', 'nothing', undefined],
	['free', 'what was left', { url: OTHER.url, headers: RELEASED }],
	['ours', 'our address', { url: HERE, headers: {} }],
	['ours', 'our test session', { url: TEST_HERE, headers: ours }],
	['ours', 'our test session without a mark', { url: TEST_HERE, headers: {} }],
	['colleague', 'our production workflow', { url: HERE, headers: ours }, FROM_TEST],
	['colleague', 'it without a mark', { url: HERE, headers: {} }, FROM_TEST],
	['colleague', 'another workflow', { url: SECOND_URL, headers: colleagues }],
	['left', 'our mark where nobody lives', { url: ELSEWHERE, headers: ours }, DESERTED],
	['left', 'a colleague’s where nobody lives', { url: ELSEWHERE, headers: colleagues }, DESERTED],
	[
		'deserted',
		'our mark where nobody lives, for a test session',
		{ url: ELSEWHERE, headers: ours },
		{ ...FROM_TEST, ...DESERTED },
	],
	[
		'deserted',
		'our production workflow that is off, for a test session',
		{ url: HERE, headers: ours },
		{ ...FROM_TEST, deserted: [HERE] },
	],
	['deserted', 'it without a mark', { url: HERE, headers: {} }, { ...FROM_TEST, deserted: [HERE] }],
	[
		'deserted',
		'a colleague’s where nobody lives, for a test session',
		{ url: SECOND_URL, headers: colleagues },
		{ ...FROM_TEST, deserted: [SECOND_URL] },
	],
	['other', 'our mark where somebody lives', { url: ELSEWHERE, headers: ours }],
	['other', 'a stranger’s where somebody lives', { url: ELSEWHERE, headers: marked(STRANGER) }],
	[
		'deserted',
		'a stranger’s where nobody lives',
		{ url: ELSEWHERE, headers: marked(STRANGER) },
		DESERTED,
	],
	...(['unclear', 'gone'] as const).flatMap(
		(life): Array<[Relation, string, WebhookConfig, Parameters<typeof request>[0]]> => {
			const at = (url: string) => ({ lives: { [url]: life } });
			const gone = life === 'gone';
			return [
				[
					gone ? 'left' : 'unanswered',
					`our mark, ${life}`,
					{ url: ELSEWHERE, headers: ours },
					at(ELSEWHERE),
				],
				[
					gone ? 'left' : 'unanswered',
					`a colleague’s, ${life}`,
					{ url: ELSEWHERE, headers: colleagues },
					at(ELSEWHERE),
				],
				[
					gone ? 'left' : 'unanswered',
					`our mark by an earlier name of webhooks, ${life}`,
					{ url: RENAMED, headers: ours },
					at(RENAMED),
				],
				[
					gone ? 'deserted' : 'unanswered',
					`our mark, ${life}, for a test session`,
					{ url: ELSEWHERE, headers: ours },
					{ ...FROM_TEST, ...at(ELSEWHERE) },
				],
				[
					gone ? 'unanswered' : 'other',
					`a stranger’s, ${life}`,
					{ url: ELSEWHERE, headers: marked(STRANGER) },
					at(ELSEWHERE),
				],
				[
					gone ? 'unanswered' : 'other',
					`a stranger’s, ${life}, for a test session`,
					{ url: ELSEWHERE, headers: marked(STRANGER) },
					{ ...FROM_TEST, ...at(ELSEWHERE) },
				],
				['other', `a system, ${life}`, OTHER, at(OTHER.url)],
			];
		},
	),
	[
		'unanswered',
		'another workflow by an earlier name of webhooks, unclear',
		{ url: SECOND_RENAMED, headers: colleagues },
		{ lives: { [SECOND_RENAMED]: 'unclear' } },
	],
	[
		'colleague',
		'it, for a test session',
		{ url: SECOND_RENAMED, headers: colleagues },
		{ ...FROM_TEST, lives: { [SECOND_RENAMED]: 'unclear' } },
	],
	[
		'colleague',
		'another workflow by another name of webhooks, which answers',
		{ url: SECOND_RENAMED, headers: colleagues },
	],
	[
		'left',
		'another workflow that is off',
		{ url: SECOND_URL, headers: colleagues },
		{ deserted: [SECOND_URL] },
	],
	...(
		[
			['listener', 'colleague'],
			['unclear', 'colleague'],
			['nobody', 'left'],
		] as const
	).map(([life, relation]): [Relation, string, WebhookConfig, Parameters<typeof request>[0]] => [
		relation,
		`a mark here that cannot be read, ${life}`,
		{ url: SECOND_URL, headers: unreadable },
		{ lives: { [SECOND_URL]: life } },
	]),
	[
		'deserted',
		'a mark here that cannot be read, for a test session',
		{ url: SECOND_URL, headers: unreadable },
		{ ...FROM_TEST, deserted: [SECOND_URL] },
	],
	[
		'unanswered',
		'it by an earlier name of webhooks',
		{ url: SECOND_RENAMED, headers: unreadable },
		{ lives: { [SECOND_RENAMED]: 'unclear' } },
	],
	['other', 'it at another address', { url: ELSEWHERE, headers: unreadable }, DESERTED],
	['other', 'no mark here', { url: SECOND_URL, headers: {} }, { deserted: [SECOND_URL] }],
	// An n8n may not reach itself from inside.
	[
		'colleague',
		'another workflow, unclear',
		{ url: SECOND_URL, headers: colleagues },
		{ lives: { [SECOND_URL]: 'unclear' } },
	],
	[
		'colleague',
		'our production workflow, unclear',
		{ url: HERE, headers: ours },
		{ ...FROM_TEST, lives: { [HERE]: 'unclear' } },
	],
	['other', 'a system', OTHER],
	[
		'other',
		'a stranger’s test session at our address',
		{ url: TEST_HERE, headers: marked(STRANGER) },
	],
	['other', 'a system where nobody lives', OTHER, { deserted: [OTHER.url] }],
	['ours', 'our test session below a path', { url: testOf(PROD), headers: ours }, FROM_PROD],
	['ours', 'it without a mark', { url: testOf(PROD), headers: {} }, FROM_PROD],
	[
		'colleague',
		'another workflow below a path',
		{ url: SECOND_OF_PROD, headers: colleagues },
		FROM_PROD,
	],
	['other', 'our mark below another path', { url: PROD, headers: ours }, FROM_COPY],
	['other', 'our test session there', { url: testOf(PROD), headers: ours }, FROM_COPY],
	['other', 'our mark at the host itself', { url: HERE, headers: ours }, FROM_COPY],
	['other', 'our mark below a path of our host', { url: STAGING, headers: ours }],
	['other', 'another workflow there', { url: SECOND_OF_PROD, headers: colleagues }, FROM_COPY],
	[
		'other',
		'our mark there, for a test session',
		{ url: PROD, headers: ours },
		{ url: testOf(STAGING), isTest: true },
	],
	[
		'left',
		'our mark there where nobody lives',
		{ url: PROD, headers: ours },
		{ ...FROM_COPY, deserted: [PROD] },
	],
	[
		'colleague',
		'our production workflow, for a test session by other names',
		{ url: `${SITE}/hooks/0c6d5a1b/webhook`, headers: ours },
		{ url: `${SITE}/hooks-test/0c6d5a1b/webhook`, isTest: true },
	],
	[
		'other',
		'our mark by another name of webhooks: a test session, or a copy',
		{ url: `${SITE}/hooks-2/0c6d5a1b/webhook`, headers: ours },
		{ url: `${SITE}/hooks/0c6d5a1b/webhook` },
	],
])('%s: %s', async (relation, _what, webhook, asked = {}) => {
	const entry = webhook && { url: '', headers: {}, ...webhook };
	expect(await relationOf(entry, request(asked))).toBe(relation);
});

test.each<[boolean, string, Owner]>([
	[true, 'the same', { ...ME }],
	[false, 'in another n8n', { ...ME, instance: STRANGER.instance }],
	[false, 'in another workflow', SECOND],
	[false, 'another node of the workflow', { ...ME, node: 'b3f0c1d2-0000-4000-8000-000000000002' }],
])('whether it is the same node: %p, %s', (isSame, _which, owner) => {
	expect(isSameNode(owner, ME)).toBe(isSame);
});

test.each<[boolean, string, string, Owner]>([
	[true, 'another workflow', SECOND_URL, SECOND],
	[false, 'a copy of it', ELSEWHERE, SECOND],
	[false, 'a copy of it below a path of the same host', SECOND_OF_PROD, SECOND],
	[false, 'another n8n at the same site', SECOND_URL, STRANGER],
	[false, 'the same node', TEST_HERE, ME],
])('whether it is another workflow of this n8n: %p, %s', (isColleague, _which, url, owner) => {
	expect(isOfThisN8n(url, owner, request())).toBe(isColleague);
});

describe('what stood there before', () => {
	const there = { main: OTHER };
	const kept = { main: { url: 'https://kept.test/hook', headers: { 'X-Key': 'kept' } } };
	const sealed = (before: Before, key = KEY) => {
		const headers = marked(ME, { before, key });
		return { 'X-Webhook-Previous': sealedIn({ headers }) ?? '' };
	};
	const cached = (rest: Partial<Registration>) => ({
		cached: {
			place: 'number' as const,
			url: HERE,
			secretHash: hashSecret(EARLIER_SECRET),
			...rest,
		},
	});
	const keptSealed = cached({ before: sealed(kept)['X-Webhook-Previous'] });
	const unreadable = { ...ours, ...sealed(there, EARLIER_KEY) };

	test.each<[string, Record<string, string>, Parameters<typeof request>[0], unknown]>([
		['what the entry holds', { ...ours, ...sealed(there) }, {}, there],
		['what the entry holds, whatever n8n has', { ...ours, ...sealed(there) }, keptSealed, there],
		['nothing, where a whole entry holds nothing', ours, keptSealed, {}],
		['what n8n has, where it cannot be read', unreadable, keptSealed, kept],
		['what n8n has, where headers were edited', { 'X-Other': 'a' }, keptSealed, kept],
		['nothing, where nobody has anything', { 'X-Other': 'a' }, {}, {}],
		['what cannot be read', unreadable, {}, 'unreadable'],
		[
			'what version 0.1 kept of the entry that it made',
			{ 'X-Webhook-Secret': EARLIER_SECRET },
			cached({ previous: kept.main }),
			kept,
		],
		[
			'nothing of what version 0.1 kept of another entry',
			{ 'X-Webhook-Secret': 'x' },
			cached({ previous: kept.main }),
			{},
		],
	])('%s', (_what, headers, asked, before) => {
		expect(stoodBefore({ url: HERE, headers }, request(asked))).toEqual(before);
	});
});
