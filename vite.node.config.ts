/**
 * The second build: the programs that run outside of SvelteKit's bundle, to build/node. It comes after the adapter's,
 * which empties build/.
 */
import { fileURLToPath } from 'node:url';
import { type Plugin, defineConfig } from 'vite';
import { ENTRIES, sourceHash, stampBuild } from './tools/ensure.mjs';
import { BUNDLED } from './vite.config.ts';

const source = sourceHash();

/** Not before the programs are written, so that a build that failed halfway is made again. */
const stamp: Plugin = {
	name: 'beurt-stamp',
	writeBundle: { order: 'post', handler: () => stampBuild(source) }
};

export default defineConfig({
	publicDir: false,
	plugins: [stamp],
	resolve: { alias: { $lib: fileURLToPath(new URL('src/lib', import.meta.url)) } },
	ssr: { external: true, noExternal: BUNDLED },
	build: {
		ssr: true,
		target: 'node20',
		outDir: 'build/node',
		emptyOutDir: false,
		sourcemap: true,
		rolldownOptions: {
			input: ENTRIES,
			// Flat, so that a path relative to import.meta.url is the same from an entry and from a shared chunk.
			output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' }
		}
	}
});
