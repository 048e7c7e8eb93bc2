/** How what stands in a number's webhook configuration stands to the workflow that asks. */
import { isSameAddress, isSameEndpoint, isSameSite, isTestTwin, mayLive } from './address';
import { isMarked, isReleased, ownerIn, type Entry } from './entry';
import { isOfThisN8n, isSameNode, type RegistrationRequest } from './registration';

/**
 * How an entry stands to the workflow that asks: nobody listens to it; it is its own; its own or a
 * colleague's at an address where nobody lives any more; of another workflow of this n8n, or of the
 * production workflow of a test session; somebody else's; not to be taken, though nobody lives there;
 * of a trigger of ours that does not answer there, as far as can be seen from here.
 */
export type Relation = 'free' | 'ours' | 'left' | 'colleague' | 'other' | 'deserted' | 'unanswered';

/** Only exactly our address, or our mark, makes an entry ours. */
export async function relationOf(
	entry: Entry | undefined,
	request: RegistrationRequest,
): Promise<Relation> {
	if (entry === undefined || isReleased(entry)) return 'free';
	if (isSameAddress(entry.url, request.url)) return 'ours';
	const owner = ownerIn(entry, request.keys);
	const isOwnNode = owner === undefined || isSameNode(owner, request.owner);
	const isTwin = isOwnNode && isTestTwin(entry.url, request.url);
	if (isTwin && !request.isTest) return 'ours';
	// A mark by an API key of before cannot be read, but at this n8n's own site only this node can be asked for.
	const isHere = isSameSite(entry.url, request.url);
	if (!owner && !isTwin && !(isMarked(entry) && isHere)) return 'other';
	const life = await request.lifeAt(entry.url);
	const isForeign = owner !== undefined && owner.instance !== request.owner.instance;
	if (!mayLive(life)) {
		// Another n8n may be reached from outside only.
		if (isForeign) return life === 'nobody' ? 'deserted' : 'unanswered';
		return request.isTest ? 'deserted' : 'left';
	}
	// A test session takes nothing, so that production need not be told from a copy.
	if (request.isTest && isOwnNode && isHere) return 'colleague';
	if (!owner || isOfThisN8n(entry.url, owner, request)) {
		// An n8n may not reach itself; but by another name of its webhooks it may be one of before.
		const isSure = life === 'listener' || request.isTest || isSameEndpoint(entry.url, request.url);
		return isSure ? 'colleague' : 'unanswered';
	}
	// A copy of this n8n answers. An address that it had itself is anybody's by now, or a proxy's.
	return isForeign || life === 'listener' ? 'other' : 'unanswered';
}
