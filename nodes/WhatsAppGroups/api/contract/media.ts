import type { Scalar } from './wire';

/** POST /media (multipart: `messaging_product`, `file`) */
export interface UploadMediaResponse {
	id: Scalar;
}

/** GET /{media_id}. The url lives five minutes and its host must be replaced by 360dialog's. */
export interface MediaInfoResponse {
	messaging_product?: 'whatsapp';
	id: Scalar;
	url: string;
	mime_type?: string;
	sha256?: string;
	file_size?: Scalar;
}
