import decodeQR from 'qr/decode.js';
import { expect, test } from 'vitest';
import { qrOf } from '../../src/lib/server/qr.ts';

const SCALE = 4;
const EDGE = 4;

/** What a camera would see: the lines of the drawing, on white. */
function photographed(svg: string): { width: number; height: number; data: Uint8Array } {
	const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
	const width = (size + 2 * EDGE) * SCALE;
	const data = new Uint8Array(width * width * 4).fill(255);
	for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)\.5h(\d+)/g))
		for (let column = 0; column < Number(length) * SCALE; column++)
			for (let row = 0; row < SCALE; row++) {
				const left = (Number(x) + EDGE) * SCALE + column;
				const top = (Number(y) + EDGE) * SCALE + row;
				data.fill(0, (top * width + left) * 4, (top * width + left) * 4 + 3);
			}
	return { width, height: width, data };
}

test.each(['ABC234', 'https://afspraken.example.nl/t/kM3nT8xq2ZbPq0v1Yw5u7A?lang=en', 'é€漢'])(
	'what is drawn is read as it was: %s',
	(text) => {
		expect(decodeQR(photographed(qrOf(text)))).toBe(text);
	}
);
