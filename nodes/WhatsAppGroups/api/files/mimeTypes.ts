/** What labels and names say of a file: WhatsApp's types (contract 2.5), their other names, their extensions. */
import { bareMimeType } from '../limits';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const POWERPOINT = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';

/** The extensions of each type, the usual one first. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
	'audio/aac': ['aac', 'adts'],
	'audio/amr': ['amr'],
	'audio/mpeg': ['mp3', 'mpga'],
	'audio/mp4': ['m4a', 'm4b'],
	'audio/ogg': ['ogg', 'oga', 'opus'],
	'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif', 'pjpeg'],
	'image/png': ['png'],
	'image/webp': ['webp'],
	'video/mp4': ['mp4', 'm4v', 'mp4v'],
	'video/3gpp': ['3gp', '3gpp'],
	'text/plain': [
		...['txt', 'text', 'csv', 'tsv', 'tab', 'log', 'md', 'markdown', 'json', 'jsonl', 'ndjson'],
		...['xml', 'html', 'htm', 'ics', 'vcf', 'yaml', 'yml', 'ini', 'srt', 'vtt', 'eml', 'sql'],
		...['conf', 'cfg', 'toml', 'css', 'js', 'ts', 'py', 'sh', 'geojson', 'gpx', 'kml', 'tex'],
	],
	'application/pdf': ['pdf'],
	'application/msword': ['doc', 'dot'],
	[WORD]: ['docx'],
	'application/vnd.ms-excel': ['xls', 'xlt'],
	[EXCEL]: ['xlsx'],
	'application/vnd.ms-powerpoint': ['ppt', 'pps', 'pot'],
	[POWERPOINT]: ['pptx'],
};

/** Whether a claim is one of WhatsApp's types. */
export function isKnownType(claim: string | undefined): claim is string {
	return Object.hasOwn(EXTENSIONS, claim ?? '');
}

/** How browsers, mail programs and other systems call WhatsApp's types besides. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
	'audio/aac': ['audio/x-aac', 'audio/aacp', 'audio/vnd.dlna.adts', 'audio/x-hx-aac-adts'],
	'audio/amr': ['audio/x-amr', 'audio/amr-nb', 'audio/amr-wb'],
	'audio/mpeg': [
		...['audio/mp3', 'audio/x-mp3', 'audio/mpeg3', 'audio/x-mpeg-3', 'audio/x-mpeg', 'audio/mpg'],
		'audio/x-mpg',
	],
	'audio/mp4': ['audio/m4a', 'audio/x-m4a', 'audio/x-mp4', 'audio/mp4a-latm', 'audio/x-m4b'],
	'audio/ogg': ['application/ogg', 'application/x-ogg', 'audio/x-ogg', 'audio/opus', 'audio/oga'],
	'image/jpeg': ['image/jpg', 'image/pjpeg', 'image/x-jpeg', 'image/x-jpg', 'image/jfif'],
	'image/png': ['image/x-png', 'image/apng', 'image/vnd.mozilla.apng'],
	'image/webp': ['image/x-webp'],
	'video/mp4': ['video/x-mp4', 'video/x-m4v', 'video/m4v', 'video/mpeg4', 'application/mp4'],
	'video/3gpp': ['video/3gp', 'video/x-3gpp', 'video/x-3gp'],
	'text/plain': [
		...['application/json', 'application/xml', 'application/csv', 'application/x-csv'],
		...['application/x-ndjson', 'application/yaml', 'application/x-yaml', 'application/sql'],
		...['application/xhtml+xml', 'application/ld+json', 'message/rfc822'],
	],
	'application/pdf': ['application/x-pdf', 'application/acrobat', 'text/pdf', 'text/x-pdf'],
	'application/msword': [
		...['application/doc', 'application/x-doc', 'application/word', 'application/x-msword'],
		...['application/ms-word', 'application/vnd.ms-word', 'application/vnd.msword'],
	],
	[WORD]: ['application/docx', 'application/x-docx'],
	'application/vnd.ms-excel': [
		...['application/excel', 'application/x-excel', 'application/msexcel', 'application/xls'],
		...['application/x-msexcel', 'application/x-xls', 'application/ms-excel'],
	],
	[EXCEL]: ['application/xlsx', 'application/x-xlsx'],
	'application/vnd.ms-powerpoint': [
		...['application/powerpoint', 'application/mspowerpoint', 'application/x-mspowerpoint'],
		...['application/ppt', 'application/x-ppt', 'application/ms-powerpoint'],
	],
	[POWERPOINT]: ['application/pptx', 'application/x-pptx'],
};

/** Labels that say nothing but "some bytes". */
const GENERIC = new Set([
	...['', 'application/octet-stream', 'binary/octet-stream', 'application/binary', '*/*'],
	...['application/unknown', 'application/x-unknown', 'unknown/unknown', 'multipart/form-data'],
	...['application/download', 'application/x-download', 'application/force-download'],
]);

const typeByLabel = new Map(
	Object.entries(ALIASES).flatMap(([type, aliases]) =>
		[type, ...aliases].map((label): [string, string] => [label, type]),
	),
);

const typeByExtension = new Map(
	Object.entries(EXTENSIONS).flatMap(([type, extensions]) =>
		extensions.map((extension): [string, string] => [extension, type]),
	),
);

/**
 * What a label or a name claims: one of WhatsApp's types, or in lower case what it says otherwise.
 * Undefined when it claims nothing.
 */
export function claimOfLabel(label: string | undefined): string | undefined {
	const bare = bareMimeType(label ?? '');
	if (GENERIC.has(bare)) return undefined;
	const type = typeByLabel.get(bare);
	if (type !== undefined) return type;
	return bare.startsWith('text/') && !/rtf|richtext/.test(bare) ? 'text/plain' : bare;
}

export function claimOfName(filename: string): string | undefined {
	const extension = extensionOf(filename);
	return extension === undefined ? undefined : (typeByExtension.get(extension) ?? `.${extension}`);
}

/** The name with the extension of its type, should it have none: that decides the icon that people see. */
export function nameWithExtension(filename: string, mimeType: string): string {
	const usual = EXTENSIONS[mimeType]?.[0];
	return usual === undefined || extensionOf(filename) !== undefined
		? filename
		: `${filename}.${usual}`;
}

/** "pdf" of "Invoice 7.PDF"; none of "Minutes of 3.12" or ".profile". */
function extensionOf(filename: string): string | undefined {
	return /[^.\s]\.([a-z][a-z0-9]{0,7}|3gpp?|3g2|7z)$/i.exec(filename.trim())?.[1].toLowerCase();
}
