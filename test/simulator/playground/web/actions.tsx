import { signal } from '@preact/signals';
import { setup } from './store';

/** What went wrong last, for the person at the page. */
export const complaint = signal('');
/** What was done, where nothing else shows it. */
export const note = signal('');

/** Calls the control API. Gives undefined when that was refused, and tells why. */
export async function control<T = unknown>(
	method: string,
	path: string,
	body?: object,
): Promise<T | undefined> {
	return await send<T>(`/_control${path}`, method, body, {});
}

/** Calls the service as the business does: it stands among the requests. */
export async function asBusiness(method: string, path: string, body?: object): Promise<unknown> {
	const key = setup.value?.apiKey ?? '';
	return await send(path, method, body && { messaging_product: 'whatsapp', ...body }, {
		'D360-API-KEY': key,
	});
}

async function send<T>(
	path: string,
	method: string,
	body: object | undefined,
	headers: Record<string, string>,
): Promise<T | undefined> {
	complaint.value = '';
	try {
		const answer = await fetch(path, {
			method,
			headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
			body: body && JSON.stringify(body),
		});
		const text = await answer.text();
		if (!answer.ok) {
			complaint.value = reasonOf(text) ?? `The simulator answered ${answer.status}`;
			return undefined;
		}
		return (text === '' ? {} : JSON.parse(text)) as T;
	} catch {
		complaint.value = 'The simulator cannot be reached';
		return undefined;
	}
}

/** The reason in an error body of the control API or of the service. */
function reasonOf(text: string): string | undefined {
	try {
		const { error } = JSON.parse(text) as { error?: string | { message?: string } };
		return typeof error === 'string' ? error : error?.message;
	} catch {
		return undefined;
	}
}

export async function copy(text: string, what: string): Promise<void> {
	try {
		await navigator.clipboard.writeText(text);
		note.value = `${what} copied`;
	} catch {
		complaint.value = 'The browser does not let the page copy';
	}
}

/** The file's bytes in base64. */
export async function base64Of(file: Blob): Promise<string> {
	const url = await new Promise<string>((resolve, reject) => {
		const reader = new FileReader();
		reader.onload = () => resolve(reader.result as string);
		reader.onerror = () => reject(new Error('The file cannot be read'));
		reader.readAsDataURL(file);
	});
	return url.slice(url.indexOf(',') + 1);
}
