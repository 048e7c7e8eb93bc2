import type { INode } from 'n8n-workflow';

import type { SavedCredential, Workflow } from '../../tools/n8n/client';
import { connect, node, NODE, referTo, TRIGGER as TRIGGER_TYPE } from '../../tools/n8n/graph';
import { DATABASE, USER } from './postgres';

const TRIGGER = 'Events';

/** Where the batches to be sent are posted, below `/webhook/`. */
export const SEND_PATH = 'send-batch';

/** What the workflow of events tells, and where in it. */
export const PLACES = { before: 'before', kept: 'kept', claimed: 'claimed' } as const;

const SEEN_TABLE = 'seen_events';
export const CREATE_SEEN_TABLE = `CREATE TABLE ${SEEN_TABLE} (event_id text PRIMARY KEY)`;

function tell(name: string, counter: string, collector: string, at: [number, number]): INode {
	return node(name, ['n8n-nodes-base.httpRequest', 4.2], at, {
		// Not by `eventId`: two events that shared one would look like one that came twice.
		url: `=${collector}/${counter}/{{ encodeURIComponent($('${TRIGGER}').item.json.text) }}`,
		options: {},
	});
}

export interface EventsWorkflow {
	whatsApp: SavedCredential;
	postgres: SavedCredential;
	/** Its address. */
	collector: string;
}

/**
 * Tells the collector of each event: before anything, once n8n's Remove Duplicates has kept it, and once
 * a table of PostgreSQL has taken its id as a new one.
 */
export function eventsWorkflow({ whatsApp, postgres, collector }: EventsWorkflow): Workflow {
	const trigger: INode = {
		...node(
			TRIGGER,
			[TRIGGER_TYPE, 1.1],
			[0, 0],
			{ events: ['messageReceived'], options: {} },
			referTo(whatsApp),
		),
		webhookId: 'events-of-groups',
	};
	return {
		name: 'Events',
		nodes: [
			trigger,
			tell('Tell before', PLACES.before, collector, [1, -1]),
			node('Remove Duplicates', ['n8n-nodes-base.removeDuplicates', 2], [1, 0], {
				operation: 'removeItemsSeenInPreviousExecutions',
				logic: 'removeItemsWithAlreadySeenKeyValues',
				dedupeValue: '={{ $json.eventId }}',
				options: { scope: 'node' },
			}),
			tell('Tell kept', PLACES.kept, collector, [2, 0]),
			node(
				'Claim',
				['n8n-nodes-base.postgres', 2.6],
				[1, 1],
				{
					operation: 'executeQuery',
					query: `INSERT INTO ${SEEN_TABLE} VALUES ($1) ON CONFLICT DO NOTHING RETURNING event_id`,
					options: { queryReplacement: '={{ $json.eventId }}' },
				},
				referTo(postgres),
			),
			node('Is new', ['n8n-nodes-base.filter', 2.2], [2, 1], {
				conditions: {
					options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
					conditions: [
						{
							id: 'new',
							leftValue: '={{ $json.event_id }}',
							rightValue: '',
							operator: { type: 'string', operation: 'exists', singleValue: true },
						},
					],
					combinator: 'and',
				},
				options: {},
			}),
			tell('Tell claimed', PLACES.claimed, collector, [3, 1]),
		],
		connections: connect(
			[TRIGGER, 'Tell before'],
			[TRIGGER, 'Remove Duplicates', 'Tell kept'],
			[TRIGGER, 'Claim', 'Is new', 'Tell claimed'],
		),
		settings: { executionOrder: 'v1' },
	};
}

/** Sends each of the messages that are posted to it. */
export function sendWorkflow(whatsApp: SavedCredential): Workflow {
	const webhook: INode = {
		...node('Batch', ['n8n-nodes-base.webhook', 2], [0, 0], {
			httpMethod: 'POST',
			path: SEND_PATH,
			responseMode: 'onReceived',
			options: {},
		}),
		webhookId: SEND_PATH,
	};
	return {
		name: 'Sends',
		nodes: [
			webhook,
			node('Messages', ['n8n-nodes-base.splitOut', 1], [1, 0], {
				fieldToSplitOut: 'body.messages',
				options: {},
			}),
			node(
				'Send',
				[NODE, 1],
				[2, 0],
				{
					resource: 'message',
					operation: 'send',
					groupId: { __rl: true, mode: 'id', value: '={{ $json.groupId }}' },
					text: '={{ $json.text }}',
					options: {},
				},
				referTo(whatsApp),
			),
		],
		connections: connect(['Batch', 'Messages', 'Send']),
		settings: { executionOrder: 'v1' },
	};
}

/** What n8n's credential of the type `postgres` holds for the test's own database. */
export function postgresCredential(port: number): Record<string, unknown> {
	return {
		host: '127.0.0.1',
		port,
		database: DATABASE,
		user: USER,
		password: '',
		ssl: 'disable',
		sshTunnel: false,
		maxConnections: 5,
	};
}
