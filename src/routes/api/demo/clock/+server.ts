import { error, json } from '@sveltejs/kit';
import * as v from 'valibot';
import { mayAnywhere } from '$lib/domain/permission.ts';
import { app } from '$lib/server/app.ts';
import type { RequestHandler } from './$types';

const body = v.object({
	/** Epoch milliseconds; null keeps the time. Never goes back. */
	at: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4_102_444_800_000))),
	speed: v.pipe(v.number(), v.minValue(0.1), v.maxValue(600))
});

/** Sets the demo's clock, for its administrator. Outside the demo there is no such door. */
export const POST: RequestHandler = async ({ request, locals }) => {
	const { demoClock, realtime, shell } = app();
	if (!demoClock) error(404, 'not-found');
	if (!mayAnywhere(locals.who?.grants ?? [], 'run-demo')) error(403, 'failed');
	const parsed = v.safeParse(body, await request.json().catch(() => null));
	if (!parsed.success) error(400, 'failed');
	const reading = demoClock.set(parsed.output.at, parsed.output.speed);
	shell.log.info('demo.clock-set', { speed: reading.speed });
	realtime.clockChanged();
	return json(reading);
};
