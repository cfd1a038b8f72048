import { defineConfig } from '@playwright/test';
import { installedChromium } from './tools/chromium.mjs';

/** None is installed: Playwright uses its own. */
const executablePath = installedChromium();

export default defineConfig({
	testDir: 'test/e2e',
	// Written, but not yet steady on a slow machine; to be taken in one by one.
	testIgnore: ['**/kiosk*.spec.ts', '**/host*.spec.ts', '**/ticket.spec.ts', '**/privacy.spec.ts'],
	// Playwright empties this folder; the reports stand beside it.
	outputDir: 'test-results/e2e',
	reporter: 'list',
	workers: 2,
	retries: 0,
	timeout: 60_000,
	forbidOnly: Boolean(process.env['CI']),
	use: {
		trace: 'retain-on-failure',
		launchOptions: {
			...(executablePath ? { executablePath } : {}),
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
				'--autoplay-policy=no-user-gesture-required'
			]
		}
	},
	projects: [{ name: 'chromium', use: { browserName: 'chromium' } }]
});
