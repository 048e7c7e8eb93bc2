import { Redactor } from './report/redact';

test.each([
	'Recipient +49 151 234 567 03 is not in the list',
	'phone 49 151 234 567 03 is not valid',
	'number (650) 555 12 34 is not valid',
	'id 120363 404694 233821 is not known',
])('no part of a number is told of "%s"', (message) => {
	const told = JSON.stringify(new Redactor(0).value({ error: { message } }, ''));
	expect(told).not.toMatch(/\d/);
});

test.each(['(code 131041) HTTP 400', 'limit of 25 for 60 seconds'])('"%s" is told', (message) => {
	expect(new Redactor(0).value({ message }, '')).toEqual({ message });
});
