/** Templates as the service lists them, in short. */
import type {
	WireTemplateButton,
	WireTemplateComponent,
} from '../../../nodes/WhatsAppGroups/api/contract/templates';
import type { Template } from '../../../nodes/WhatsAppGroups/api/templates';

export function template(...components: WireTemplateComponent[]): Template {
	return {
		name: 'hello',
		language: 'en',
		category: 'UTILITY',
		components,
		wire: { name: 'hello', language: 'en' },
	};
}

export function body(text: string): WireTemplateComponent {
	return { type: 'BODY', text };
}

export function buttons(...all: WireTemplateButton[]): WireTemplateComponent {
	return { type: 'BUTTONS', buttons: all };
}
