/**
 * Who may import whom. The rooms of a node's folder stand on each other: each knows those that are named
 * for it, and no other. `npm test` checks it with dependency-cruiser, imports of types included.
 */

const NODE = '^nodes/WhatsAppGroups/';

/** Each room, and those it stands on. */
const ROOMS = {
	failures: [],
	api: ['failures'],
	runtime: ['api', 'failures'],
	fields: ['runtime', 'api', 'failures'],
	operations: ['fields', 'runtime', 'api', 'failures'],
	waiting: ['runtime', 'api', 'failures'],
	events: ['api', 'failures'],
	secrets: ['api', 'failures'],
	delivery: ['events', 'secrets', 'api', 'failures'],
	registration: ['secrets', 'api', 'failures'],
};

/** These stand on all of them. */
const TOP = ['WhatsAppGroups.node.ts', 'WhatsAppGroupsTrigger.node.ts', 'triggerFields.ts'];

const rooms = (names) => `${NODE}(${names.join('|')})/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		...Object.entries(ROOMS).map(([room, below]) => ({
			name: `room-${room}`,
			comment: `${room}/ may import from ${below.map((name) => `${name}/`).join(', ') || 'no other room'}`,
			severity: 'error',
			from: { path: rooms([room]) },
			to: { path: '^nodes/', pathNot: rooms([room, ...below]) },
		})),
		{
			name: 'known-rooms',
			comment: 'a new room or a new file at the top is to be entered in this configuration',
			severity: 'error',
			from: {
				path: '^nodes/',
				pathNot: [rooms(Object.keys(ROOMS)), ...TOP.map((name) => `${NODE}${name}$`)],
			},
			to: {},
		},
		{
			name: 'operations-apart',
			comment:
				"an operation may import from shared/ of its own resource, and from no other operation's file",
			severity: 'error',
			from: { path: `${NODE}operations/([^/]+)/` },
			to: { path: `${NODE}operations/`, pathNot: `${NODE}operations/$1/shared/` },
		},
		{
			name: 'no-circles',
			comment: 'two files that need each other are one thing, or need a third below them',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: { circular: true },
		},
		{
			name: 'outside',
			comment:
				'n8n gives a community node n8n-workflow and node:crypto, and ships neither test/ nor scripts/',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: { pathNot: ['^(nodes|credentials)/', 'node_modules/n8n-workflow/', '^(node:)?crypto$'] },
		},
		{
			name: 'support-stands-alone',
			comment: 'what supports all tests imports from none of them',
			severity: 'error',
			from: { path: '^test/support/' },
			to: { path: '^test/(unit|system|tools)/' },
		},
		{
			name: 'simulator-apart',
			comment: 'a simulator that ran code of the nodes would agree with all that is wrong in it',
			severity: 'error',
			from: { path: '^test/simulator/' },
			to: { path: '^(nodes|credentials)/', pathNot: `${NODE}api/contract(/|\\.ts$)` },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
	},
};
