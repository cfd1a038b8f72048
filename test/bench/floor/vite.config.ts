/** The floor: a SvelteKit app of a few lines, built beside the product and never with it. */
import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

const FLOOR = 'test/bench/floor';

export default defineConfig({
	plugins: [
		sveltekit({
			adapter: adapter({ out: 'build/bench/floor' }),
			outDir: 'build/bench/kit',
			// All of its own folders, so that nothing of the product is in it; some of them are not there.
			/* eslint-disable @typescript-eslint/no-deprecated -- meant are monorepos; the floor is no project of its own */
			files: {
				assets: `${FLOOR}/static`,
				lib: `${FLOOR}/lib`,
				params: `${FLOOR}/params`,
				routes: `${FLOOR}/routes`,
				appTemplate: `${FLOOR}/app.html`,
				hooks: { server: `${FLOOR}/hooks`, client: `${FLOOR}/hooks`, universal: `${FLOOR}/hooks` }
			},
			/* eslint-enable @typescript-eslint/no-deprecated */
			csrf: { trustedOrigins: ['*'] }
		})
	]
});
