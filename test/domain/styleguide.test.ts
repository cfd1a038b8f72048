/** The style guide is where a component is looked at in each theme: one that is missing there, nobody looks at. */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';

const UI = 'src/lib/ui';
const GUIDE = 'src/routes/styleguide';

/** Whole pages that stand for another one: there is nothing to lay beside them. */
const PAGES = ['ErrorPage.svelte'];

const components = readdirSync(UI).filter((file) => file.endsWith('.svelte'));
const used = (file: string): string[] =>
	[...readFileSync(file, 'utf8').matchAll(/from '[^']*?(\w+\.svelte)'/g)].map(
		([, name]) => name ?? ''
	);

test('every component stands in the style guide, by itself or as part of another', () => {
	const seen = new Set<string>();
	const visit = (name: string): void => {
		if (seen.has(name) || !components.includes(name)) return;
		seen.add(name);
		used(join(UI, name)).forEach(visit);
	};
	for (const file of readdirSync(GUIDE).filter((one) => one.endsWith('.svelte')))
		used(join(GUIDE, basename(file))).forEach(visit);
	expect(components.filter((name) => !seen.has(name) && !PAGES.includes(name))).toEqual([]);
});
