/**
 * n8n's rules without those that only make sense for code that n8n loads: nothing in this folder is
 * shipped. ESLint takes this file for it when it looks for its configuration from each file on, as
 * `npm run lint` has it do.
 */
import { config } from '@n8n/node-cli/eslint';

export default [
	...config,
	{
		files: ['**/*.ts'],
		linterOptions: { noInlineConfig: true },
		rules: {
			'@n8n/community-nodes/no-dangerous-functions': 'off',
			'@n8n/community-nodes/no-restricted-globals': 'off',
			'@n8n/community-nodes/no-restricted-imports': 'off',
			'@n8n/community-nodes/require-node-api-error': 'off',
		},
	},
	// A command line program prints.
	{ files: ['**/cli.ts'], rules: { 'no-console': 'off' } },
];
