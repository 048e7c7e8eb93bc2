import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Core } from '../core';
import { ControlError } from '../people';
import type { Simulator } from '../types';
import { isObject } from '../validation';
import { acting } from './act';
import { observing } from './observe';
import {
	BadControl,
	checkOf,
	describeFields,
	schemaOf,
	type ControlRoute,
	type Input,
} from './route';
import { tuning } from './tune';

export const CONTROL_PREFIX = '/_control';

function bodyOf(request: FastifyRequest): Input {
	if (!Buffer.isBuffer(request.body) || request.body.length === 0) return {};
	const value: unknown = JSON.parse(request.body.toString('utf8'));
	if (!isObject(value)) throw new BadControl('The body must be a JSON object');
	return value;
}

function routesOf(core: Core, simulator: Simulator): ControlRoute[] {
	return [...observing(simulator), ...tuning(core, simulator), ...acting(simulator)];
}

/** Makes everything of the in-process API available under `/_control`, without an API key. */
export function registerControl(app: FastifyInstance, core: Core, simulator: Simulator): void {
	const routes = routesOf(core, simulator);
	for (const route of routes) {
		const check = checkOf(route);
		app.route({
			method: route.method,
			url: CONTROL_PREFIX + route.path,
			handler: async (request, reply) => {
				try {
					const input = {
						...(request.query as Input),
						...(request.params as Input),
						...bodyOf(request),
					};
					check(input);
					return await reply.send((await route.run(input)) ?? { ok: true });
				} catch (error) {
					const message = error instanceof Error ? error.message : String(error);
					return await reply
						.code(error instanceof ControlError ? 409 : 400)
						.send({ error: message });
				} finally {
					core.changed();
				}
			},
		});
	}
	app.get(CONTROL_PREFIX, async () => ({
		endpoints: routes.map(endpointOf),
		routes: routes.map((route) => ({
			endpoint: endpointOf(route),
			fields: describeFields(route),
			about: route.about,
			schema: schemaOf(route),
		})),
	}));
}

function endpointOf({ method, path }: ControlRoute): string {
	return `${method} ${CONTROL_PREFIX}${path}`;
}

/** The README's table of the routes, as `GET /_control` describes them. */
export function controlTable(
	routes: ReadonlyArray<{ endpoint: string; fields: string; about: string }>,
): string[] {
	return [
		'| endpoint | fields | what it does |',
		'| --- | --- | --- |',
		`| \`GET ${CONTROL_PREFIX}\` | | lists these endpoints with their schemas |`,
		...routes.map(({ endpoint, fields, about }) =>
			`| \`${endpoint}\` | ${fields} | ${about} |`.replace('|  |', '| |'),
		),
	];
}
