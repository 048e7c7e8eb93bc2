import { checkUrl } from '../../../nodes/WhatsAppGroups/registration/address';

const check = (url: string) => () => checkUrl(url, 'https://waba-v2.360dialog.io');

test.each([
	'https://localhost/webhook/x',
	'https://127.0.0.1/webhook/x',
	'https://10.0.0.4/webhook/x',
	'https://192.168.1.4/webhook/x',
	'https://172.20.0.2/webhook/x',
	'https://[::1]/webhook/x',
	'https://n8n/webhook/x',
	'https://n8n.local/webhook/x',
])('%s is refused, as 360dialog cannot reach it', (url) => {
	expect(check(url)).toThrow('is of a private network');
});

test.each([
	'https://n8n.example.com/x',
	'https://8.8.8.8/x',
	'https://172.32.0.1/x',
	'https://10.example.com/x',
])('%s may be reached', (url) => {
	expect(check(url)).not.toThrow();
});
