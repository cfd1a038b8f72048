/** The program of the simulated days, to build/days, in the way in which vite.node.config.ts builds the product's. */
import { defineConfig } from 'vite';

export default defineConfig({
	publicDir: false,
	ssr: { external: true },
	build: {
		ssr: true,
		target: 'node20',
		outDir: 'build/days',
		emptyOutDir: true,
		sourcemap: true,
		rolldownOptions: {
			input: { main: 'test/faults/days/main.ts' },
			output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' }
		}
	}
});
