import encodeQR from 'qr';

/** As narrow as the library draws its edge; whoever shows a code leaves room around it. */
const EDGE = 1;

/** A text as a QR code in SVG, as wide as it is given room, without an edge. */
export function qrOf(text: string): string {
	const rows = encodeQR(text, 'raw', { ecc: 'medium', border: EDGE })
		.slice(EDGE, -EDGE)
		.map((row) => row.slice(EDGE, -EDGE));
	const size = rows.length;
	const dark = rows.map((row, y) => runsOf(row, y)).join('');
	return (
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
		`<path fill="#ffffff" d="M0 0h${size}v${size}H0z"/><path stroke="#000000" d="${dark}"/></svg>`
	);
}

/** Each run of dark modules of a row as one line through their middle. */
function runsOf(row: readonly boolean[], y: number): string {
	let path = '';
	for (let x = 0; x < row.length; x++) {
		if (!row[x]) continue;
		const from = x;
		while (row[x + 1]) x++;
		path += `M${from} ${y}.5h${x + 1 - from}`;
	}
	return path;
}
