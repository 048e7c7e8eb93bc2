/**
 * One item of an operation on a service that is a function, in virtual time: for answers that are long
 * in coming, and for what waits. Nothing of n8n is there but the item's parameters and its file.
 */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { CallBounds } from '../../../nodes/WhatsAppGroups/api/call';
import { GroupDirectory } from '../../../nodes/WhatsAppGroups/api/groupDirectory';
import { TemplateCatalog } from '../../../nodes/WhatsAppGroups/api/templates';
import { asRecord, isRecord } from '../../../nodes/WhatsAppGroups/api/values';
import { Failure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { findOperation } from '../../../nodes/WhatsAppGroups/operations';
import { ItemInput, labelsOf } from '../../../nodes/WhatsAppGroups/runtime/input';
import { Invitees } from '../../../nodes/WhatsAppGroups/runtime/invitees';
import type { Operation, Result, Session } from '../../../nodes/WhatsAppGroups/runtime/operation';
import { optionsOf } from '../../../nodes/WhatsAppGroups/runtime/options';
import { Pause } from '../../../nodes/WhatsAppGroups/runtime/question';
import { check, type Task } from '../../../nodes/WhatsAppGroups/runtime/task';
import { FakeService, type FakeAnswer, type FakeCall } from '../api/fakeApi';
import { itemWith, type FileSeed } from './files';

const BOUNDS: CallBounds = { timeoutMs: 1000, maxRateLimitWaitMs: 0 };

interface Surroundings {
	/** How long each answer takes. */
	latencyMs?: number;
	/** What the item has in the binary field "data". */
	file?: FileSeed;
	/** Or how n8n reads it from its storage. */
	stored?: () => Promise<Buffer>;
}

/** One execution of one item. */
export class VirtualRun {
	readonly service: FakeService;
	private readonly session: Session;
	private readonly context: IExecuteFunctions;
	private parameters: IDataObject = {};

	constructor(
		answer: (call: FakeCall) => FakeAnswer,
		{ latencyMs, file, stored }: Surroundings = {},
	) {
		this.service = new FakeService(answer, { latencyMs, bounds: BOUNDS });
		this.context = {
			getNodeParameter: (name: string, _index: number, fallback: unknown, how?: object) => {
				const value = this.parameters[name] ?? fallback;
				return how !== undefined && isRecord(value) ? value.value : value;
			},
			getInputData: () => [itemOf(file, stored)],
			helpers: { getBinaryDataBuffer: async () => await stored?.() },
			getNode: () => ({ name: 'Node', type: 'whatsAppGroups' }),
			getSignedResumeUrl: () => 'https://n8n.test/resume',
		} as unknown as IExecuteFunctions;
		this.session = {
			groups: new GroupDirectory(),
			templates: new TemplateCatalog(),
			invitees: new Invitees(),
			clock: this.service.time,
			pause: new Pause(this.context),
			toBinary: async () => await Promise.reject(new Error('No file is expected')),
		};
	}

	/** What "group:create" is about to do. Fields that are not given have their defaults. */
	async plan(name: string, parameters: IDataObject): Promise<Task> {
		const operation = operationOf(name);
		const fields = [...operation.fields, optionsOf(operation)];
		const defaults = Object.fromEntries(fields.map((field) => [field.name, field.default]));
		this.parameters = { ...defaults, ...parameters } as IDataObject;
		const input = new ItemInput(this.context, 0, labelsOf(fields));
		const ready = await check(operation, input, { entries: new Map() }, this.session, true);
		return await ready({ ...this.session, api: this.service.api });
	}

	async run(name: string, parameters: IDataObject): Promise<Result[]> {
		const work = async () => await (await this.plan(name, parameters)).run(this.service.api);
		return await this.service.time.run(work());
	}

	/** The JSON of each result, with its error and how certain that is. */
	async told(name: string, parameters: IDataObject) {
		const results = await this.run(name, parameters);
		return results.map(({ json, failure }) => ({
			...json,
			...(failure && { error: failure.details, certainty: failure.certainty }),
		}));
	}

	/** The JSON of the only result. */
	async output(name: string, parameters: IDataObject): Promise<IDataObject> {
		const [{ json, failure }, ...others] = await this.run(name, parameters);
		expect([failure, ...others]).toEqual([undefined]);
		return json;
	}

	/** Why it did not work, for the item or for the first of its people. */
	async failure(name: string, parameters: IDataObject): Promise<Failure> {
		const ended = await this.run(name, parameters).catch((thrown: unknown) => thrown);
		const failure = Array.isArray(ended) ? asRecord(ended[0]).failure : ended;
		if (failure instanceof Failure) return failure;
		throw new Error('It did not fail', { cause: failure });
	}

	/** All calls so far, such as "POST /groups". */
	calls(): string[] {
		return this.service.calls.map(({ method, path }) => `${method} ${path}`);
	}
}

function itemOf(file?: FileSeed, stored?: () => Promise<Buffer>): INodeExecutionData {
	if (file) return itemWith(file);
	const data = { id: 'filesystem-v2:1', data: 'filesystem-v2', mimeType: '', fileName: 'a.jpg' };
	return { json: {}, ...(stored && { binary: { data } }) };
}

function operationOf(name: string): Operation {
	const [resource, operation] = name.split(':');
	const found = findOperation(resource, operation);
	if (!found) throw new Error(`There is no operation ${name}`);
	return found;
}
