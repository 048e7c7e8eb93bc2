import type { Scalar, WireError, CursorPaging } from './wire';
import type { WirePerson } from './people';

export interface WireJoinRequest extends WirePerson {
	join_request_id: string;
	creation_timestamp?: Scalar;
}

/** GET /groups/{group_id}/join_requests: here the array is `data` itself. */
export interface ListJoinRequestsResponse {
	data: WireJoinRequest[];
	paging?: CursorPaging;
}

/** POST (approve) and DELETE (reject) /groups/{group_id}/join_requests, both with this body */
export interface JoinRequestsRequest {
	messaging_product: 'whatsapp';
	join_requests: string[];
}

export interface JoinRequestsResponse {
	messaging_product?: 'whatsapp';
	approved_join_requests?: string[];
	rejected_join_requests?: string[];
	failed_join_requests?: Array<{ join_request_id: string; errors?: WireError[] }>;
	errors?: WireError[];
}
