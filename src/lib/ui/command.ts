/**
 * A fresh id for one press of a button; sent again with the same id, it is done once.
 *
 * `crypto.randomUUID` exists only where the page came over https or from this machine; a hall may have neither.
 */
export function newCommandId(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	// Version 4, variant 1 (RFC 9562).
	const digits = [...bytes].map((byte, index) => {
		const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
		return marked.toString(16).padStart(2, '0');
	});
	return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
