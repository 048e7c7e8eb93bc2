/**
 * What a stand-in for one of n8n's own nodes is made of. It declares the parameters that it honours,
 * as the real node declares them, and refuses all others before anything runs.
 */
import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';

export type Execute = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

export interface StandInSettings {
	/** Without the package: "set" for "n8n-nodes-base.set". */
	name: string;
	/** The versions of the real node that behave as the stand-in does. */
	versions: number[];
	properties?: INodeProperties[];
	execute: Execute;
	isTrigger?: boolean;
	outputs?: number;
}

const standIns = new WeakSet<INodeType>();

export function standIn(settings: StandInSettings): INodeType {
	const { name, versions, properties = [], execute, isTrigger = false, outputs = 1 } = settings;
	const type: INodeType = {
		description: {
			displayName: name,
			name,
			group: [isTrigger ? 'trigger' : 'transform'],
			version: versions,
			description: '',
			defaults: { name },
			inputs: isTrigger ? [] : [NodeConnectionTypes.Main],
			outputs: Array.from({ length: outputs }, () => NodeConnectionTypes.Main),
			properties,
		},
		execute,
	};
	standIns.add(type);
	return type;
}

/**
 * Holds what a workflow asks of a stand-in against what it can do. Other node types are not looked at.
 *
 * @throws when it is of another version, or has a parameter, an option or a choice that is not here
 */
export function refuseUnknown(type: INodeType, node: INode): void {
	if (!standIns.has(type)) return;
	const { properties, version } = type.description;
	if (![version].flat().includes(node.typeVersion)) {
		refuse(node, `version ${node.typeVersion}`);
	}
	for (const [name, value] of Object.entries(node.parameters)) {
		const known = properties.filter((property) => property.name === name);
		if (known.length === 0) refuse(node, `the parameter "${name}"`);
		for (const property of known) refuseValue(node, property, value);
	}
}

function refuseValue(node: INode, { name, type, options = [] }: INodeProperties, value: unknown) {
	if (type === 'options') {
		const choices = options.map((option) => ('value' in option ? option.value : undefined));
		if (!choices.includes(value as string)) refuse(node, `"${String(value)}" as "${name}"`);
	}
	if (type === 'collection') {
		const names = options.map((option) => option.name);
		for (const key of Object.keys(value ?? {})) {
			if (!names.includes(key)) refuse(node, `the option "${key}"`);
		}
	}
}

function refuse(node: INode, what: string): never {
	throw new Error(`The stand-in for ${node.type} ("${node.name}") does not know ${what}`);
}

/** A text parameter, or of another type that needs nothing but a default value. */
export function field(
	name: string,
	fallback: INodeProperties['default'],
	type: INodeProperties['type'] = 'string',
): INodeProperties {
	return { displayName: name, name, type, default: fallback };
}

/** A parameter with these choices; the first is the default. */
export function choice(name: string, ...values: string[]): INodeProperties {
	const options = values.map((value) => ({ name: value, value }));
	return { displayName: name, name, type: 'options', options, default: values[0] };
}

/** The node's "Options", of which these are known. */
export function optionsOf(...options: INodeProperties[]): INodeProperties {
	return { displayName: 'options', name: 'options', type: 'collection', default: {}, options };
}
