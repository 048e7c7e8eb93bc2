/** A small but real stand-in for n8n's store of credentials: one type, one decrypted value. */
import {
	ICredentialsHelper,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IHttpRequestOptions,
	type INode,
	type INodeTypes,
} from 'n8n-workflow';

/** What a user enters in the credential's dialog. */
export interface CredentialValues {
	apiKey: string;
	baseUrl: string;
	platformSecret?: string;
}

const noNodeTypes: INodeTypes = {
	getByName: () => {
		throw new Error('A credential’s expressions use no nodes');
	},
	getByNameAndVersion: () => ({
		description: {
			displayName: 'Credential',
			name: 'credential',
			group: [],
			version: 1,
			description: '',
			defaults: {},
			inputs: [],
			outputs: [],
			properties: [],
		},
	}),
	getKnownTypes: () => ({}),
};

const expressionNode: INode = {
	id: 'credential',
	name: 'Credential',
	type: 'credential',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** Evaluates an expression of a credential type as n8n does, with `$credentials` and nothing else. */
export function resolveCredentialExpression(
	value: string,
	credentials: ICredentialDataDecryptedObject,
): string {
	const workflow = new Workflow({
		id: 'credential',
		name: 'credential',
		active: false,
		nodes: [expressionNode],
		connections: {},
		nodeTypes: noNodeTypes,
	});
	return workflow.expression.getSimpleParameterValue(
		expressionNode,
		value,
		'internal',
		{ $credentials: credentials },
		undefined,
		'',
	) as string;
}

export class TestCredentials extends ICredentialsHelper {
	constructor(
		private readonly type: ICredentialType,
		private readonly values: CredentialValues,
	) {
		super();
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_typeName: string,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.type;
		if (typeof authenticate !== 'object') throw new Error('Expected a generic authentication');
		const headers = Object.entries(authenticate.properties.headers ?? {}).map(([name, value]) => [
			name,
			resolveCredentialExpression(String(value), credentials),
		]);
		return await Promise.resolve({
			...options,
			headers: { ...options.headers, ...Object.fromEntries(headers) },
		});
	}

	async getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		return await Promise.resolve({ ...this.values });
	}

	async preAuthentication(): Promise<undefined> {
		return await Promise.resolve(undefined);
	}

	async runPreAuthentication(): Promise<undefined> {
		return await Promise.resolve(undefined);
	}

	async getCredentials(): Promise<never> {
		return await Promise.reject(new Error('Nothing stores credentials here'));
	}

	async updateCredentials(): Promise<void> {
		return await Promise.reject(new Error('Nothing stores credentials here'));
	}

	async updateCredentialsOauthTokenData(): Promise<void> {
		return await Promise.reject(new Error('Nothing stores credentials here'));
	}

	getCredentialsProperties() {
		return this.type.properties;
	}
}
