/**
 * A multipart/form-data body as one Buffer. n8n gives its nodes no form builder, and a Buffer can be
 * sent again after a refusal where a stream could not.
 */
import { randomBytes } from 'node:crypto';

export interface Part {
	name: string;
	content: string | Buffer;
	/** Only for files. */
	filename?: string;
	contentType?: string;
}

export interface MultipartBody {
	body: Buffer;
	contentType: string;
}

/**
 * Quotes and line breaks are percent-encoded as the HTML standard's form encoding does, so that a
 * file name cannot end its header and start another.
 */
function quoted(value: string): string {
	return `"${value.replace(/\r\n?|\n/g, '%0D%0A').replace(/"/g, '%22')}"`;
}

export function multipart(parts: Part[]): MultipartBody {
	const boundary = `----WhatsAppGroups${randomBytes(16).toString('hex')}`;
	const chunks: Buffer[] = [];
	for (const part of parts) {
		let head = `--${boundary}\r\nContent-Disposition: form-data; name=${quoted(part.name)}`;
		if (part.filename !== undefined) head += `; filename=${quoted(part.filename)}`;
		if (part.contentType) head += `\r\nContent-Type: ${part.contentType.replace(/[\r\n]/g, '')}`;
		chunks.push(Buffer.from(`${head}\r\n\r\n`), Buffer.from(part.content), Buffer.from('\r\n'));
	}
	chunks.push(Buffer.from(`--${boundary}--\r\n`));
	return {
		body: Buffer.concat(chunks),
		contentType: `multipart/form-data; boundary=${boundary}`,
	};
}
