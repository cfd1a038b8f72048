/** How long the product's messages are, so that the floor sends as much. */
export type FollowedView = 'hall' | 'desk' | 'line' | 'ticket' | 'wait';

export interface Bytes {
	/** The answer to a join: the whole view. */
	join: Partial<Record<FollowedView, number>>;
	/** A change after a call. */
	patch: Partial<Record<FollowedView, number>>;
}

export const NO_BYTES: Bytes = { join: {}, patch: {} };
