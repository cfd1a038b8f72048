/** Takes pictures, keeps them by name, and lays them out on one sheet. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';

export interface Shot {
	/** What is looked at: `Kiosk`. */
	screen: string;
	/** Size, language, hall, state: what tells this picture from its neighbours. */
	name: string;
	file: string;
}

/** Widths on the sheet, by the shape of the picture. */
const THUMB = { portrait: 210, landscape: 420 };

export class Album {
	readonly #folder: string;
	readonly #shots: Shot[] = [];

	constructor(folder: string) {
		this.#folder = folder;
		mkdirSync(folder, { recursive: true });
	}

	async take(page: Page, screen: string, name: string): Promise<void> {
		await page.evaluate(() => document.fonts.ready);
		// What fades in has faded in.
		await page.waitForTimeout(250);
		const file = join(
			this.#folder,
			`${screen} ${name}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') + '.png'
		);
		await page.screenshot({ path: file });
		this.#shots.push({ screen, name, file });
	}

	/** All pictures under each other, by screen. */
	async sheet(browser: Browser, file: string): Promise<void> {
		const screens = [...new Set(this.#shots.map(({ screen }) => screen))];
		const figure = ({ name, file: picture }: Shot) => {
			const data = readFileSync(picture);
			// A PNG tells its size at a fixed place.
			const [width, height] = [data.readUInt32BE(16), data.readUInt32BE(20)];
			const shown = width > height ? THUMB.landscape : THUMB.portrait;
			return `<figure style="width:${shown}px"><img src="data:image/png;base64,${data.toString('base64')}" width="${shown}"><figcaption>${name} · ${width}×${height}</figcaption></figure>`;
		};
		const page = await browser.newPage({ viewport: { width: 2280, height: 1200 } });
		const html = `<style>
			body { margin: 0; padding: 32px; font: 14px/1.3 sans-serif; background: #e9edf2; color: #17202c }
			h2 { margin: 24px 0 12px } section { display: flex; flex-wrap: wrap; gap: 20px; align-items: end }
			figure { margin: 0 } img { display: block; border-radius: 6px; box-shadow: 0 2px 10px #0003 }
			figcaption { padding-top: 4px }
		</style>${screens
			.map(
				(screen) =>
					`<h2>${screen}</h2><section>${this.#shots
						.filter((shot) => shot.screen === screen)
						.map(figure)
						.join('')}</section>`
			)
			.join('')}`;
		writeFileSync(join(this.#folder, 'index.html'), html);
		await page.setContent(html);
		await page.screenshot({ path: file, fullPage: true, type: 'jpeg', quality: 78 });
		await page.close();
	}
}
