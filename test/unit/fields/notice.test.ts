import { InputFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { notice, told } from '../../../nodes/WhatsAppGroups/fields/notice';

const toldOf = async (failure: Error) => await told(async () => await Promise.reject(failure));

test('what was found out is shown as it is', async () => {
	const found = notice('<b>Hello</b>');
	expect(found).toEqual({ fields: [], emptyFieldsNotice: '<b>Hello</b>' });
	expect(await told(async () => await Promise.resolve(found))).toBe(found);
});

test.each([
	[
		'with what to do',
		new InputFailure('It is "off".', 'Turn it on.'),
		'It is &quot;off&quot;. Turn it on.',
	],
	['alone', new InputFailure('It is <off>.'), 'It is &lt;off&gt;.'],
	[
		'of a mistake of ours',
		new TypeError('oops'),
		'Something unexpected went wrong in the node. Report it to the maintainers of this node, with these details.',
	],
])('the reason stands where the fields would, %s', async (_how, failure, shown) => {
	expect(await toldOf(failure)).toEqual({ fields: [], emptyFieldsNotice: shown });
});
