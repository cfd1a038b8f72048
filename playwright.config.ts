import { defineConfig } from '@playwright/test';
import { installedChromium } from './tools/chromium.mjs';

/** None is installed: Playwright uses its own. */
const executablePath = installedChromium();

export default defineConfig({
	testDir: 'test/e2e',
	// Playwright empties this folder; the reports stand beside it.
	outputDir: 'test-results/e2e',
	// The same pictures on every machine.
	snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
	// A picture that is not there is a fault, not a picture to be made.
	updateSnapshots: 'none',
	reporter: 'list',
	workers: 2,
	// Where the result decides, one more try for a machine that stood still; the count names who needed it.
	retries: process.env['CI'] ? 1 : 0,
	// For a machine that does much at once; nothing waits this long for what is there.
	timeout: 180_000,
	expect: { timeout: 15_000 },
	forbidOnly: Boolean(process.env['CI']),
	use: {
		// A trace slows every page down, and the browser takes its looks for touches.
		trace: 'off',
		screenshot: 'only-on-failure',
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
