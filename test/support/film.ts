/** A film for a browser's camera: a code on white, for as long as anybody looks. */
import { writeFileSync } from 'node:fs';
import encodeQR from 'qr';

const WIDTH = 640;
const HEIGHT = 480;
const MODULE = 8;
const FRAMES = 10;
const WHITE = 235;
const BLACK = 16;
const GREY = 128;

/** Y4M, four to two to zero: all light first, then two planes of colour at a quarter of it. */
export function filmOf(text: string, file: string): void {
	const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
	const light = Buffer.alloc(WIDTH * HEIGHT, WHITE);
	const left = Math.floor((WIDTH - rows.length * MODULE) / 2);
	const top = Math.floor((HEIGHT - rows.length * MODULE) / 2);
	for (const [y, row] of rows.entries())
		for (const [x, dark] of row.entries())
			for (let line = 0; dark && line < MODULE; line++) {
				const from = (top + y * MODULE + line) * WIDTH + left + x * MODULE;
				light.fill(BLACK, from, from + MODULE);
			}
	const colours = Buffer.alloc((WIDTH * HEIGHT) / 2, GREY);
	const frame = Buffer.concat([Buffer.from('FRAME\n'), light, colours]);
	const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
	writeFileSync(file, Buffer.concat([header, ...Array<Buffer>(FRAMES).fill(frame)]));
}
