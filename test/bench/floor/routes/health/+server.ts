import { json } from '@sveltejs/kit';

export const GET = (): Response => json({ status: 'ready' });
