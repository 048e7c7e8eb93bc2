import { signal } from '@preact/signals';

/** The page's address holds what is open, so that it can be kept and given to others. */
const address = signal(new URL(location.href));
addEventListener('popstate', () => (address.value = new URL(location.href)));

export type ViewName = 'phones' | 'business' | 'service';

export function viewName(): ViewName {
	const name = address.value.pathname.split('/').at(-1);
	return name === 'business' || name === 'service' ? name : 'phones';
}

export function goTo(view: ViewName): void {
	history.pushState(null, '', `/playground/${view}`);
	address.value = new URL(location.href);
}

export function parameter(name: string): string {
	return address.value.searchParams.get(name) ?? '';
}

export function setParameter(name: string, value: string): void {
	const next = new URL(location.href);
	if (value === '') next.searchParams.delete(name);
	else next.searchParams.set(name, value);
	history.replaceState(null, '', next);
	address.value = next;
}
