import Ajv, { type ValidateFunction } from 'ajv';
import { without } from '../without';

/** What a control request brings: the path's parameters, the query and the body, in one. */
export type Input = Record<string, unknown>;

/** A field of the input, as a JSON schema. `optional` is ours. */
export interface Field {
	type?: 'string' | 'integer' | 'boolean' | 'object' | 'array';
	optional?: true;
	minLength?: number;
	minimum?: number;
	pattern?: string;
	enum?: readonly string[];
	items?: object;
}

/** An endpoint below `/_control`. */
export interface ControlRoute {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** With `:name` for parameters, which are fields as well. */
	path: string;
	/** What it does, for the table in the README. */
	about: string;
	fields: Record<string, Field>;
	/** Takes any other field as well: `more` says which, for the table. */
	more?: string;
	run(input: Input): unknown;
}

/** A mistake in a control request: answered with 400. */
export class BadControl extends Error {}

export const text: Field = { type: 'string', minLength: 1 };
export const flag: Field = { type: 'boolean' };
export const whole: Field = { type: 'integer', minimum: 0 };
/** In a query everything is text. */
export const digits: Field = { type: 'string', pattern: '^[0-9]+$' };
export const object: Field = { type: 'object' };
export const list: Field = { type: 'array' };
export const oneOf = (...values: string[]): Field => ({ enum: values });
export const optional = (field: Field): Field => ({ ...field, optional: true });

const ajv = new Ajv({ allErrors: true, strict: false });

/** The input as a JSON schema. */
export function schemaOf({ fields, more }: ControlRoute): object {
	const properties = Object.fromEntries(
		Object.entries(fields).map(([name, field]) => [name, without(field, 'optional')]),
	);
	const required = Object.keys(fields).filter((name) => !fields[name].optional);
	return { type: 'object', properties, required, additionalProperties: more !== undefined };
}

/** Gives a function that checks an input. It throws a BadControl that says all that is wrong. */
export function checkOf(route: ControlRoute): (input: Input) => void {
	const validate: ValidateFunction = ajv.compile(schemaOf(route));
	return (input) => {
		if (validate(input)) return;
		const problems = (validate.errors ?? []).map(({ instancePath, message, params }) => {
			const extra = (params as { additionalProperty?: string }).additionalProperty;
			if (extra !== undefined) return `There is no field "${extra}" here`;
			const where = instancePath === '' ? '' : `"${instancePath.slice(1)}" `;
			return `${where}${message}`;
		});
		throw new BadControl(problems.join('; '));
	};
}

/** What the README's table says of the fields: `groupId`, `text`, `replyTo?`, `?last=…` */
export function describeFields({ fields, path, more, method }: ControlRoute): string {
	const names = Object.entries(fields)
		.filter(([name]) => !path.split('/').includes(`:${name}`))
		.map(([name, field]) =>
			method === 'GET' ? `\`?${name}=…\`` : `\`${name}${field.optional ? '?' : ''}\``,
		);
	return [...names, ...(more ? [more] : [])].join(', ');
}
