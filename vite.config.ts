import { sveltekit } from '@sveltejs/kit/vite';
import { type Plugin, defineConfig } from 'vite';

const PORT = Number(process.env['PORT'] ?? 5173);

/**
 * Hands Vite's HTTP server to the app in development, as src/server.ts does in production, and tells it under which
 * addresses it is opened.
 */
const handOverHttpServer: Plugin = {
	name: 'beurt-http',
	configureServer(server) {
		process.env['ORIGIN'] ??= ['localhost', '127.0.0.1']
			.map((host) => `http://${host}:${PORT}`)
			.join();
		(globalThis as Record<symbol, unknown>)[Symbol.for('beurt.http')] = server.httpServer;
	}
};

/** Of these a few of hundreds of files are needed: reading all of them was a fifth of a start. */
export const BUNDLED = ['@date-fns/tz', 'date-fns', 'drizzle-orm', 'uuid'];

export default defineConfig({
	plugins: [handOverHttpServer, sveltekit()],
	ssr: { noExternal: BUNDLED },
	server: { port: PORT, strictPort: true }
});
