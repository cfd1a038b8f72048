import { json } from '@sveltejs/kit';
import { app } from '$lib/server/app.ts';
import { schemaState } from '$lib/server/flows/health.ts';
import { lifecycle } from '$lib/server/lifecycle.ts';
import { version } from '../../../package.json';
import type { RequestHandler } from './$types';

/** 200 when everything that a request needs is there; 503 while starting, draining, or without database. */
export const GET: RequestHandler = async () => {
	const { phase } = lifecycle();
	const { shell } = app();
	const schema = await schemaState(shell);
	const ok = phase === 'ready' && schema.reachable;
	return json(
		{
			status: ok ? 'ready' : phase === 'ready' ? 'unavailable' : phase,
			version,
			engine: shell.db.engine,
			schema: schema.reachable ? { migrations: schema.migrations, latest: schema.latest } : null
		},
		{ status: ok ? 200 : 503 }
	);
};
