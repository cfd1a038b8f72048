import { error } from '@sveltejs/kit';
import { app } from '$lib/server/app.ts';
import { themeOf } from '$lib/server/flows/theme.ts';
import { stylesheet } from '$lib/server/theming.ts';
import type { RequestHandler } from './$types';

/** The look of a municipality, as a stylesheet. Kept for good under the address that names its content. */
export const GET: RequestHandler = async ({ params, url, request }) => {
	const look = await themeOf(app().shell, params.slug);
	const sheet = look && stylesheet(look, url.searchParams.has('part'));
	if (!sheet) error(404, 'not-found');
	const tag = `"${sheet.version}"`;
	const headers = {
		'content-type': 'text/css; charset=utf-8',
		etag: tag,
		'cache-control':
			url.searchParams.get('v') === sheet.version
				? 'public, max-age=31536000, immutable'
				: 'public, no-cache'
	};
	if (request.headers.get('if-none-match') === tag)
		return new Response(null, { status: 304, headers });
	return new Response(sheet.css, { headers });
};
