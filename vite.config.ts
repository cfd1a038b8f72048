import type { Server } from 'node:http';
import { sveltekit } from '@sveltejs/kit/vite';
import { type Plugin, defineConfig } from 'vite';

/** Hands Vite's HTTP server to the app in development, as src/server.ts does in production. */
const handOverHttpServer: Plugin = {
	name: 'beurt-http',
	configureServer(server) {
		(globalThis as Record<symbol, unknown>)[Symbol.for('beurt.http')] = server.httpServer as Server;
	}
};

export default defineConfig({
	plugins: [handOverHttpServer, sveltekit()]
});
