/** The smallest files of each kind that WhatsApp takes, and of kinds that it does not; built, not recorded. */

/** What MP4 files are made of: a length, a type, and content. */
export const box = (type: string, ...content: Buffer[]) => {
	const body = Buffer.concat(content);
	const head = Buffer.alloc(8);
	head.writeUInt32BE(body.length + 8);
	head.write(type, 4, 'latin1');
	return Buffer.concat([head, body]);
};

const ascii = (text: string) => Buffer.from(text, 'latin1');

interface Movie {
	brand?: string;
	video?: string[];
	audio?: string[];
}

/** An MP4, M4A or 3GP whose tracks have these codecs; without any it was cut off before they are told. */
export function isoFile({ brand = 'isom', video = [], audio = [] }: Movie = {}): Buffer {
	const track = (handler: string) => (codec: string) =>
		box(
			'trak',
			box(
				'mdia',
				box('hdlr', Buffer.alloc(8), ascii(handler), Buffer.alloc(12)),
				box(
					'minf',
					box('stbl', box('stsd', ascii('\0\0\0\0\0\0\0\x01'), box(codec, Buffer.alloc(8)))),
				),
			),
		);
	const tracks = [...video.map(track('vide')), ...audio.map(track('soun'))];
	return Buffer.concat([
		box('ftyp', ascii(brand), Buffer.alloc(4), ascii(brand)),
		box('mdat', Buffer.alloc(40, 7)),
		...(tracks.length > 0 ? [box('moov', box('mvhd', Buffer.alloc(100)), ...tracks)] : []),
	]);
}

/** A ZIP of files that are stored as they are. */
export function zip(files: Record<string, string>): Buffer {
	const local: Buffer[] = [];
	const central: Buffer[] = [];
	let offset = 0;
	for (const [name, content] of Object.entries(files)) {
		const header = Buffer.alloc(30);
		header.write('PK\x03\x04', 0, 'latin1');
		header.writeUInt16LE(20, 4);
		header.writeUInt32LE(content.length, 18);
		header.writeUInt32LE(content.length, 22);
		header.writeUInt16LE(name.length, 26);
		const entry = Buffer.alloc(46);
		entry.write('PK\x01\x02', 0, 'latin1');
		entry.writeUInt32LE(content.length, 20);
		entry.writeUInt32LE(content.length, 24);
		entry.writeUInt16LE(name.length, 28);
		entry.writeUInt32LE(offset, 42);
		local.push(header, ascii(name), ascii(content));
		central.push(entry, ascii(name));
		offset += 30 + name.length + content.length;
	}
	const end = Buffer.alloc(22);
	end.write('PK\x05\x06', 0, 'latin1');
	end.writeUInt16LE(central.length / 2, 8);
	end.writeUInt16LE(central.length / 2, 10);
	end.writeUInt32LE(Buffer.concat(central).length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...local, ...central, end]);
}

/** An Office file of today: a ZIP with a list of types, which the judge reads, and a folder. */
export function officeFile(folder: 'word' | 'xl' | 'ppt', more: Record<string, string> = {}) {
	const main = {
		word: 'wordprocessingml.document',
		xl: 'spreadsheetml.sheet',
		ppt: 'presentationml.presentation',
	}[folder];
	const type = `application/vnd.openxmlformats-officedocument.${main}.main+xml`;
	return zip({
		'[Content_Types].xml': `<Types><Override PartName="/${folder}/main.xml" ContentType="${type}"/></Types>`,
		[`${folder}/main.xml`]: '<document/>',
		...more,
	});
}

/** An Office file of old: its streams are named in UTF-16. */
export function oldOfficeFile(...streams: string[]): Buffer {
	const names = streams.map((stream) => Buffer.from(`${stream}\0`, 'utf16le'));
	const head = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504)]);
	return Buffer.concat([head, ...names, Buffer.alloc(512)]);
}

/** A WebP that moves or not, filled up to a size in bytes. */
export function webp({ animated = false, size = 40 } = {}): Buffer {
	const bytes = Buffer.alloc(size);
	bytes.write('RIFF', 0, 'latin1');
	bytes.writeUInt32LE(size - 8, 4);
	bytes.write('WEBPVP8X', 8, 'latin1');
	bytes.writeUInt32LE(10, 16);
	bytes[20] = animated ? 0x02 : 0x10;
	return bytes;
}

/** A PNG of so many bits per colour, filled up to a size in bytes. */
export function pngFile({ bits = 8, size = 64 } = {}): Buffer {
	const head = Buffer.from(
		'89504e470d0a1a0a0000000d49484452000000c8000000c80802000000223a39c9',
		'hex',
	);
	head[24] = bits;
	const data = Buffer.concat([Buffer.from([0, 0, 0, 0]), ascii('IDAT'), Buffer.alloc(4)]);
	return Buffer.concat([head, data, Buffer.alloc(Math.max(0, size - head.length - data.length))]);
}

/** An Ogg sound whose first page begins with the mark of its codec. */
export function oggFile(codec = 'OpusHead', channels = 1): Buffer {
	const page = Buffer.alloc(28);
	page.write('OggS', 0, 'latin1');
	page[26] = 1;
	page[27] = 19;
	const payload = Buffer.concat([ascii(codec), Buffer.from([1, channels]), Buffer.alloc(30)]);
	return Buffer.concat([page, payload]);
}

/** So many frames of MPEG 1 layer III at 128 kbit/s and 44.1 kHz: 417 bytes each. */
export function mp3Frames(count = 3): Buffer {
	const frame = Buffer.alloc(417);
	frame.set([0xff, 0xfb, 0x90, 0x00]);
	return Buffer.concat(Array<Buffer>(count).fill(frame));
}

/** So many ADTS frames of 64 bytes. */
export function aacFrames(count = 3): Buffer {
	const frame = Buffer.alloc(64);
	frame.set([0xff, 0xf1, 0x50, 0x80, 0x08, 0x1f, 0xfc]);
	return Buffer.concat(Array<Buffer>(count).fill(frame));
}

export function id3(bytes = 20): Buffer {
	return Buffer.concat([ascii('ID3\x03\0\0\0\0\0'), Buffer.from([bytes]), Buffer.alloc(bytes)]);
}

const jpegHead = 'ffd8ffe000104a46494600010100000100010000ffc0001108000a000a03012200021101031101';
export const jpegFile = Buffer.concat([Buffer.from(jpegHead, 'hex'), Buffer.from('ffd9', 'hex')]);
export const pdfFile = ascii('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n');
export const amrFile = Buffer.concat([ascii('#!AMR\n'), Buffer.alloc(32, 0x3c)]);
export const gifFile = Buffer.concat([ascii('GIF89a'), Buffer.alloc(40)]);
