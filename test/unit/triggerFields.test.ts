import type { INodeProperties } from 'n8n-workflow';

import { EVENTS } from '../../nodes/WhatsAppGroups/events/catalogue';
import { MESSAGE_TYPES } from '../../nodes/WhatsAppGroups/events/messageTypes';
import { triggerProperties } from '../../nodes/WhatsAppGroups/triggerFields';
import { WhatsAppGroupsTrigger } from '../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { expressionOf, triggerWorkflow } from './delivery/triggerContext';

const trigger = new WhatsAppGroupsTrigger();

function subtitleWith(events: unknown): unknown {
	const { workflow, node } = triggerWorkflow({ events });
	const { subtitle } = trigger.description;
	return workflow.expression.getSimpleParameterValue(node, subtitle, 'internal', {}, undefined);
}

describe('the line below the node', () => {
	const TWO = ['messageReceived', 'apiError'];
	test.each<[unknown, string]>([
		[['messageReceived'], 'Message Received'],
		[TWO, '2 events'],
		[[], '0 events'],
		['={{ "messageReceived" }}', 'Message Received'],
		['={{ "Message Received" }}', 'Message Received'],
		['={{ "Message Received, API Error, Other" }}', '3 events'],
		['={{ "messageReceived\\napiError" }}', '2 events'],
		[expressionOf(TWO), '2 events'],
		[expressionOf(JSON.stringify(TWO)), '2 events'],
		['={{ null }}', '0 events'],
	])('%j: %s', (events, subtitle) => {
		expect(subtitleWith(events)).toBe(subtitle);
	});
});

function fieldsNamed(name: string, fields: readonly INodeProperties[]): INodeProperties[] {
	return fields.flatMap((field) => {
		const inner = (field.options ?? []).flatMap((option) =>
			'values' in option ? option.values : 'type' in option ? [option] : [],
		);
		return [...(field.name === name ? [field] : []), ...fieldsNamed(name, inner)];
	});
}

test('every choice of groups has the ways to choose that a delivery is read by, and a list to search', () => {
	const choices = fieldsNamed('groupId', triggerProperties);
	expect(choices).toHaveLength(2);
	for (const { modes = [], required } of choices) {
		expect(modes.map(({ name }) => name)).toEqual(['list', 'id']);
		// A row that nobody filled in chooses nothing; n8n would refuse to activate it.
		expect(required).toBe(false);
		for (const { typeOptions } of modes) {
			if (typeOptions?.searchListMethod === undefined) continue;
			expect(trigger.methods.listSearch).toHaveProperty(typeOptions.searchListMethod);
		}
	}
});

test('message types are listed by their names', () => {
	const [field] = fieldsNamed('messageTypes', triggerProperties);
	expect(field.options).toEqual(MESSAGE_TYPES);
	const names = MESSAGE_TYPES.map(({ name }) => name);
	expect(names).toEqual([...names].sort());
});

test('events are listed as people want them: what somebody did first, receipts of one’s own messages last', () => {
	const [events] = fieldsNamed('events', triggerProperties);
	const listed = (events.options ?? []).map((option) => ('value' in option ? option.value : ''));
	expect(listed[0]).toBe('messageReceived');
	expect(listed).toHaveLength(EVENTS.length);
	const isOn = listed.map((value) => (events.default as unknown[]).includes(value));
	expect(isOn.lastIndexOf(true)).toBeLessThan(isOn.indexOf(false));
});
