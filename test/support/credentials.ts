/** A small but real stand-in for n8n's store of credentials: one type, one decrypted value. */
import {
	ICredentialsHelper,
	isExpression,
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IDataObject,
	type IHttpRequestOptions,
	type INode,
	type INodeParameters,
	type Workflow,
} from 'n8n-workflow';

/** What a user enters in the credential's dialog. */
export interface CredentialValues {
	apiKey: string;
	baseUrl: string;
	platformSecret?: string;
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

	/** Adds to the request what the credential type says, as n8n does: to the object that it is given. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		options: IHttpRequestOptions,
		workflow: Workflow,
		node: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.typeNamed(typeName);
		if (authenticate === undefined) return options;
		if (typeof authenticate === 'function') return await authenticate(credentials, options);
		const resolve = (value: unknown): string => {
			if (!isExpression(value)) return String(value);
			const keys = { $credentials: credentials };
			const { expression } = workflow;
			const found = expression.getSimpleParameterValue(
				node,
				value,
				'internal',
				keys,
				undefined,
				'',
			);
			return found ? String(found) : '';
		};
		const request = options as unknown as Record<string, IDataObject | undefined>;
		for (const [part, additions] of Object.entries(authenticate.properties)) {
			const target = (request[part] ??= {});
			for (const [name, value] of Object.entries(additions as IDataObject)) {
				target[resolve(name)] = resolve(value);
			}
		}
		return await Promise.resolve(options);
	}

	/** What was entered, and the default values of the rest. */
	async getDecrypted(
		_details: unknown,
		_credentials: unknown,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject> {
		const { properties } = this.typeNamed(typeName);
		const entered: INodeParameters = { ...this.values };
		const decrypted = NodeHelpers.getNodeParameters(properties, entered, true, false, null, null);
		return await Promise.resolve({ ...decrypted } as ICredentialDataDecryptedObject);
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

	getCredentialsProperties(typeName: string) {
		return this.typeNamed(typeName).properties;
	}

	private typeNamed(name: string): ICredentialType {
		if (name !== this.type.name) throw new Error(`No credential type "${name}" is known here`);
		return this.type;
	}
}
