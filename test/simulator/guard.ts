import { isIP } from 'node:net';

/** What a request says of where it comes from. */
export interface Provenance {
	/** `Host`. */
	host: string | undefined;
	/** `Origin`: browsers send it with everything that changes something, and across origins. */
	origin: string | undefined;
	/** `Sec-Fetch-Site`. */
	fetchSite: string | undefined;
	/** The page itself, which a link on another page may open. */
	isPage: boolean;
	/** What it was told to listen at: a name there is one of its own. */
	listensAt: string;
}

/**
 * Why a request is refused, if it is. A page of another site, open in the same browser, must neither
 * read nor drive the simulator: not across origins, and not under a name of its own that it has made
 * point to this machine (DNS rebinding). Programs like n8n and curl send no `Origin`.
 */
export function refusalOf(provenance: Provenance): string | undefined {
	const { host, origin, fetchSite, isPage, listensAt } = provenance;
	const name = hostName(host);
	if (name === undefined) return 'The request has no readable Host header';
	if (!isOwnName(name, listensAt)) return `The simulator does not answer to the name "${name}"`;
	if (origin !== undefined && !isSameOrigin(origin, host)) {
		return `Pages of ${origin} may not use the simulator`;
	}
	const isForeign = fetchSite === 'cross-site' || fetchSite === 'same-site';
	if (isForeign && !isPage) return 'Pages of another site may not use the simulator';
	return undefined;
}

function hostName(host: string | undefined): string | undefined {
	if (!host || !URL.canParse(`http://${host}`)) return undefined;
	const { hostname, username, pathname } = new URL(`http://${host}`);
	if (username !== '' || pathname !== '/') return undefined;
	return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/**
 * Nobody outside can make these point here: an address, a name without a dot (`localhost`, a
 * container's), names below top-level domains that no public name server has, and the name that it was
 * told to listen at by whoever started it.
 */
function isOwnName(name: string, listensAt: string): boolean {
	if (isIP(name) !== 0 || !name.includes('.')) return true;
	return /\.(localhost|internal)$/.test(name) || name === listensAt.toLowerCase();
}

function isSameOrigin(origin: string, host: string | undefined): boolean {
	if (!URL.canParse(origin)) return false;
	return new URL(origin).host === new URL(`http://${host}`).host;
}
