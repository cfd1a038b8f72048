/** The bench's own programs, to build/bench/programs, in the way in which vite.node.config.ts builds the product's. */
import { defineConfig } from 'vite';

export default defineConfig({
	publicDir: false,
	ssr: { external: true },
	build: {
		ssr: true,
		target: 'node20',
		outDir: 'build/bench/programs',
		emptyOutDir: true,
		sourcemap: true,
		rolldownOptions: {
			input: {
				main: 'test/bench/main.ts',
				load: 'test/bench/load.ts',
				seed: 'test/bench/seed.ts',
				sql: 'test/bench/sql.ts',
				floor: 'test/bench/floor/server.ts'
			},
			output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' }
		}
	}
});
