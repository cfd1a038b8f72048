/**
 * Who may import whom. Paths are resolved, so that `$lib/...` and every form of relative path count alike.
 */
import { builtinModules } from 'node:module';
import { dirname, posix, relative, sep } from 'node:path';

/**
 * @typedef {object} Layer
 * @property {string} of a folder that ends in /, or a file; the longest that matches counts
 * @property {string[]} [may] the only folders and files of this repository that it may import
 * @property {string[]} [mayTypesOf] further ones, of which it may import types
 * @property {string[]} [mayNot] folders and files that it may not import; instead of `may`
 * @property {string[]} [packages] the only packages; `node:` stands for all of Node's, `$app` for SvelteKit's modules
 * @property {string[]} [noPackages] packages that it may not import; instead of `packages`
 * @property {string} why ends the message
 */

const DOMAIN = 'src/lib/domain/';
const EVENTS = 'src/lib/realtime/events.ts';
const ON_SCREEN = [DOMAIN, 'src/lib/realtime/', 'src/lib/text/', 'src/lib/ui/'];
const ROUTES = 'src/routes/';

/** @type {Layer[]} */
export const LAYERS = [
	{
		of: DOMAIN,
		may: [DOMAIN],
		packages: ['date-fns', '@date-fns/tz'],
		why: 'the domain is pure, so that both databases, the kiosk offline and simulations can share it'
	},
	{
		of: EVENTS,
		may: [],
		mayTypesOf: [DOMAIN, 'src/lib/realtime/'],
		packages: [],
		why: 'the event map is imported at both ends, and by the kiosk, so it may carry nothing but types'
	},
	{
		of: 'src/lib/realtime/',
		may: ON_SCREEN,
		packages: ['svelte', 'socket.io-client', '$app'],
		why: 'the live half runs in the browser; it gets views and knows nothing of the server'
	},
	{
		of: 'src/lib/ui/',
		may: ON_SCREEN,
		packages: ['svelte', 'socket.io-client', '@lucide/svelte', '$app'],
		why: 'components show views; they know nothing of routes or of the server'
	},
	{
		of: 'src/lib/text/',
		may: [DOMAIN, 'src/lib/text/'],
		packages: [],
		why: 'words and formats depend on the domain alone, so that screens, mail and the kiosk can use them'
	},
	{
		of: 'src/lib/server/db/',
		may: [DOMAIN, 'src/lib/server/db/'],
		mayTypesOf: ['src/lib/server/scope.ts', 'src/lib/server/shell.ts', 'src/lib/server/log.ts'],
		noPackages: ['@sveltejs/kit', 'svelte', 'socket.io', '$app', '$env'],
		why: 'a query module maps rows to domain types; deciding and announcing is up to flows and the shell'
	},
	{
		of: 'src/lib/server/flows/',
		may: [DOMAIN, 'src/lib/server/'],
		noPackages: ['@sveltejs/kit', 'svelte', 'socket.io', '$app', '$env'],
		why: 'a flow is called from forms, sockets, jobs and tests, so it may not know of any of them'
	},
	{
		of: ROUTES,
		mayNot: ['src/lib/server/db/'],
		why: 'routes go through flows, which hold the lock, check the scope and announce'
	},
	{
		of: 'kiosk/',
		may: ['kiosk/', DOMAIN, EVENTS],
		noPackages: ['@sveltejs/kit', 'svelte', '$app', '$env'],
		why: 'the kiosk computer has only the domain and the event map in common with the server'
	},
	{
		of: 'src/',
		mayNot: [ROUTES],
		why: 'nobody imports routes: what two of them need belongs in src/lib'
	}
];

/**
 * @param {string} specifier
 * @param {string} file the importing file, relative to the root, with /
 * @returns {{ path: string } | { package: string }}
 */
export function resolve(specifier, file) {
	if (specifier === '$lib' || specifier.startsWith('$lib/'))
		return { path: posix.normalize(`src/lib${specifier.slice('$lib'.length)}`) };
	if (specifier.startsWith('.')) return { path: posix.join(dirname(file), specifier) };
	if (specifier.startsWith('node:') || builtinModules.includes(specifier))
		return { package: 'node:' };
	const [first = '', second = ''] = specifier.split('/');
	return { package: first.startsWith('@') ? `${first}/${second}` : first };
}

/** @param {string} file */
export const layerOf = (file) =>
	LAYERS.filter((layer) => within(file, [layer.of])).sort((a, b) => b.of.length - a.of.length)[0];

/**
 * @param {string} path
 * @param {string[]} places
 */
const within = (path, places) =>
	// An import may leave out the extension of a file, or name a folder by its index.
	places.some((place) =>
		place.endsWith('/')
			? `${path}/`.startsWith(place)
			: path === place || `${path}.ts` === place || path.replace(/\.js$/, '.ts') === place
	);

/**
 * @param {Layer} layer
 * @param {{ path: string } | { package: string }} target
 * @param {boolean} typeOnly
 */
export function allows(layer, target, typeOnly) {
	if ('package' in target)
		return layer.packages
			? layer.packages.includes(target.package)
			: !layer.noPackages?.includes(target.package);
	if (layer.may)
		return (
			within(target.path, layer.may) || (typeOnly && within(target.path, layer.mayTypesOf ?? []))
		);
	return !within(target.path, layer.mayNot ?? []);
}

/** @type {import('eslint').Rule.RuleModule} */
export const layers = {
	meta: {
		type: 'problem',
		docs: { description: 'Keep each layer to the imports that it may have' },
		messages: { forbidden: '{{ layer }} may not import {{ target }}: {{ why }}.' },
		schema: []
	},
	create(context) {
		const file = relative(context.cwd, context.filename).split(sep).join('/');
		const layer = layerOf(file);
		if (!layer) return {};

		/**
		 * @param {import('estree').Node} node
		 * @param {unknown} specifier
		 * @param {boolean} typeOnly
		 */
		const check = (node, specifier, typeOnly) => {
			if (typeof specifier !== 'string') return;
			const target = resolve(specifier, file);
			if (allows(layer, target, typeOnly)) return;
			context.report({
				node,
				messageId: 'forbidden',
				data: { layer: layer.of, target: specifier, why: layer.why }
			});
		};
		/** @param {any} node an import or export from somewhere */
		const declaration = (node) => {
			const kinds = (node.specifiers ?? []).map(
				(/** @type {any} */ one) => one.importKind ?? one.exportKind
			);
			const typeOnly =
				node.importKind === 'type' ||
				node.exportKind === 'type' ||
				(kinds.length > 0 && kinds.every((/** @type {string} */ kind) => kind === 'type'));
			check(node, node.source?.value, typeOnly);
		};
		return {
			ImportDeclaration: declaration,
			ExportNamedDeclaration: declaration,
			ExportAllDeclaration: declaration,
			ImportExpression: (node) =>
				check(node, /** @type {{ value?: unknown }} */ (node.source).value, false),
			// `import('...').T`, which is nothing but a type.
			/** @param {any} node */
			TSImportType: (node) => check(node, node.source?.value ?? node.argument?.literal?.value, true)
		};
	}
};
