import QRCode from 'qrcode';

/** A ticket's address as a QR code in SVG. */
export const qrOf = (address: string): Promise<string> =>
	// As bytes: the search for the shortest mix of modes takes long, and an address gains nothing by it.
	QRCode.toString([{ data: new TextEncoder().encode(address), mode: 'byte' }], {
		type: 'svg',
		margin: 0,
		errorCorrectionLevel: 'M'
	});
