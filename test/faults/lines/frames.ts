/** WebSocket frames (RFC 6455) out of a stream of bytes, and the text in them. */

export interface Frame {
	/** As it came, to be passed on. */
	bytes: Buffer;
	/** null for anything but a whole text message. */
	text: string | null;
}

const FIN_TEXT = 0x81;
const MASKED = 0x80;
const LENGTH_IN_2 = 126;
const LENGTH_IN_8 = 127;
const MASK_BYTES = 4;

export class Frames {
	#rest = Buffer.alloc(0);

	/** @returns the frames that are complete with these bytes */
	take(bytes: Buffer): Frame[] {
		this.#rest = Buffer.concat([this.#rest, bytes]);
		const frames: Frame[] = [];
		for (;;) {
			const size = sizeOf(this.#rest);
			if (size === null || this.#rest.length < size.head + size.payload) return frames;
			const end = size.head + size.payload;
			const frame = this.#rest.subarray(0, end);
			this.#rest = this.#rest.subarray(end);
			frames.push({ bytes: frame, text: textOf(frame, size.head) });
		}
	}
}

function sizeOf(bytes: Buffer): { head: number; payload: number } | null {
	if (bytes.length < 2) return null;
	const mask = bytes[1]! & MASKED ? MASK_BYTES : 0;
	const length = bytes[1]! & ~MASKED;
	const extra = length === LENGTH_IN_2 ? 2 : length === LENGTH_IN_8 ? 8 : 0;
	if (bytes.length < 2 + extra) return null;
	const payload =
		extra === 2 ? bytes.readUInt16BE(2) : extra === 8 ? Number(bytes.readBigUInt64BE(2)) : length;
	return { head: 2 + extra + mask, payload };
}

function textOf(frame: Buffer, head: number): string | null {
	if (frame[0] !== FIN_TEXT) return null;
	const payload = Buffer.from(frame.subarray(head));
	if (frame[1]! & MASKED) {
		const key = frame.subarray(head - MASK_BYTES, head);
		for (let at = 0; at < payload.length; at++) payload[at]! ^= key[at % MASK_BYTES]!;
	}
	return payload.toString();
}
