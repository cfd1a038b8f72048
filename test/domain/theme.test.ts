import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	NEUTRALS,
	SCHEMES,
	type Scheme,
	THEME_COLOURS,
	THEME_CORNERS,
	THEME_FONTS,
	type Theme,
	type ThemeColours,
	contrast,
	parseTheme,
	themeCss,
	themeProblems
} from '../../src/lib/domain/theme.ts';

const FOLDER = 'src/lib/server/demo/themes';
const shipped = readdirSync(FOLDER).map((file) => {
	const parsed = parseTheme(JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')));
	if (!parsed.ok) throw new Error(`${file}: ${JSON.stringify(parsed.errors)}`);
	return [file.replace('.json', ''), parsed.theme] as const;
});
const [, valid] = shipped[0]!;

/** The colours of tokens.css, by token and scheme. */
const TOKENS = new Map(
	[
		...readFileSync('src/design/tokens.css', 'utf8').matchAll(
			/(--[a-z-]+): var\(--light, (#[0-9a-f]{6})\) var\(--dark, (#[0-9a-f]{6})\);/g
		)
	].map(([, token = '', light = '', dark = '']) => [token, { light, dark }])
);
const token = (name: string, scheme: Scheme): string => {
	const found = TOKENS.get(name);
	if (!found) throw new Error(`tokens.css has no ${name}`);
	return found[scheme];
};
const kebab = (name: string) =>
	`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const ownColours = (scheme: Scheme): ThemeColours =>
	Object.fromEntries(
		THEME_COLOURS.map((colour) => [colour, token(kebab(colour), scheme)])
	) as ThemeColours;

describe('contrast', () => {
	test('is that of WCAG', () => {
		expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
		expect(contrast('#ffffff', '#ffffff')).toBe(1);
		expect(contrast('#777777', '#FFFFFF')).toBeCloseTo(4.48, 2);
		expect(contrast('#154273', '#ffffff')).toBe(contrast('#ffffff', '#154273'));
	});
});

describe('Beurt’s own look', () => {
	test('holds for every pair of colours that a theme must hold for', () => {
		expect(themeProblems({ light: ownColours('light'), dark: ownColours('dark') })).toEqual([]);
	});

	test('has the neutral colours that themes are judged by', () => {
		for (const scheme of SCHEMES)
			for (const [name, colour] of Object.entries(NEUTRALS[scheme]))
				expect(`${name} ${token(kebab(name), scheme)}`).toBe(`${name} ${colour}`);
	});

	test.each(SCHEMES)('can be read from afar, whatever it means: %s', (scheme) => {
		for (const kind of ['info', 'good', 'warn', 'bad', 'priority']) {
			const text = token(`--${kind}`, scheme);
			for (const [ink, surface] of [
				[text, token(`--${kind}-soft`, scheme)],
				[text, token('--paper', scheme)],
				[token('--ink', scheme), token(`--${kind}-soft`, scheme)],
				[token(`--on-${kind}`, scheme), text]
			] as const)
				expect(contrast(ink, surface), `${kind}: ${ink} on ${surface}`).toBeGreaterThanOrEqual(7);
		}
		const { ink, inkSoft, lineStrong, paper } = NEUTRALS[scheme];
		expect(contrast(ink, paper)).toBeGreaterThanOrEqual(7);
		expect(contrast(inkSoft, paper)).toBeGreaterThanOrEqual(7);
		expect(contrast(lineStrong, paper)).toBeGreaterThanOrEqual(3);
	});
});

describe.each(shipped)('the theme of %s', (slug, theme) => {
	test('holds for every pair of colours', () => {
		expect(themeProblems(theme)).toEqual([]);
	});

	test('leaves what things mean readable on its ground', () => {
		for (const scheme of SCHEMES)
			for (const kind of ['info', 'good', 'warn', 'bad', 'priority'])
				expect(
					contrast(token(`--${kind}`, scheme), theme[scheme].ground),
					kind
				).toBeGreaterThanOrEqual(7);
	});

	test('is a stylesheet of tokens, for the page or for a part of it', () => {
		const css = themeCss(theme);
		expect(css).toContain(
			`--brand: var(--light, ${theme.light.brand}) var(--dark, ${theme.dark.brand});`
		);
		expect(css.startsWith(':root, .room, [data-scheme] {')).toBe(true);
		expect(themeCss(theme, slug).startsWith(`[data-theme='${slug}'],`)).toBe(true);
	});
});

test('the shipped themes differ in colour, type, corners and mark', () => {
	for (const part of ['font', 'corners', 'mark', 'name'] as const)
		expect(new Set(shipped.map(([, theme]) => theme[part])).size).toBe(shipped.length);
	const brands = [...shipped.map(([, theme]) => theme.light.brand), token('--brand', 'light')];
	expect(new Set(brands).size).toBe(brands.length);
});

describe('a theme from outside', () => {
	const errorsOf = (given: unknown) => {
		const parsed = parseTheme(given);
		return parsed.ok ? [] : parsed.errors;
	};

	test('is told every wrong value at once, with what is allowed', () => {
		const errors = errorsOf({
			...valid,
			font: 'comic-sans',
			corners: 7,
			light: { ...valid.light, brand: 'red', accent: undefined },
			dark: null,
			extra: 1
		});
		expect(errors).toContainEqual({
			path: 'font',
			given: '"comic-sans"',
			allowed: THEME_FONTS.join(', ')
		});
		expect(errors).toContainEqual({
			path: 'corners',
			given: '7',
			allowed: THEME_CORNERS.join(', ')
		});
		expect(errors).toContainEqual({
			path: 'light.brand',
			given: '"red"',
			allowed: 'a colour such as #1a2b3c'
		});
		expect(errors.map(({ path }) => path)).toEqual(
			expect.arrayContaining(['light.accent', 'dark', 'dark.brand', 'extra'])
		);
	});

	test.each([
		['nothing', undefined],
		['null', null],
		['a list', [valid]],
		['a text', 'theme'],
		['a colour with more behind it', { ...valid, light: { ...valid.light, brand: '#123456;}' } }],
		['a short colour', { ...valid, light: { ...valid.light, brand: '#123' } }],
		['a line end behind a colour', { ...valid, dark: { ...valid.dark, ground: '#123456\n' } }],
		['a mark that ends its attribute', { ...valid, mark: 'M0 0"><script>' }],
		['a mark too long', { ...valid, mark: 'M0 0'.repeat(1000) }],
		['a name with a tag', { ...valid, name: '<b>Stad</b>' }],
		['an empty name', { ...valid, name: '' }],
		['a name that ends a comment', { ...valid, name: '*/ body' }],
		['a font from elsewhere', { ...valid, font: "x'; } @import url(//evil.example)" }],
		['a name of every object', { ...valid, font: 'toString' }]
	])('is refused when it is %s', (_name, given) => {
		expect(errorsOf(given)).not.toEqual([]);
		if (given !== undefined && given !== null)
			expect(() => themeCss(given as Theme)).toThrow(/not a theme/);
	});

	test('shows no more of a wrong value than it takes to recognise it', () => {
		const [error] = errorsOf({ ...valid, name: `<${'x'.repeat(5000)}` });
		expect(error!.given.length).toBeLessThan(50);
	});

	test('too faint a colour is named, with what it must be', () => {
		const faint = { ...valid, light: { ...valid.light, brand: '#88aacc' } };
		const problems = themeProblems(faint);
		expect(problems).toContainEqual(
			expect.objectContaining({ scheme: 'light', ink: 'brand', surface: 'paper', needed: 7 })
		);
		expect(problems.every(({ contrast: found, needed }) => found < needed)).toBe(true);
	});

	test('never breaks out of its stylesheet, whatever it holds', () => {
		const LINE =
			/^\t--[a-z-]+: (var\(--light, #[0-9a-f]{6}\) var\(--dark, #[0-9a-f]{6}\)|calc\(var\(--u\) \* [\d.]+\)|['\w ,-]+);$/i;
		// Near misses: valid themes with one value from anywhere, so that most of it gets past the reading.
		const value = fc.oneof(
			fc.string(),
			fc.string({ unit: 'binary' }),
			fc.constantFrom('#123456', '#12345}', '#fff;}', '</style>', 'M0 0h9z', '\\7d', '*/', "'"),
			fc.anything()
		);
		const colour = fc.constantFrom(...THEME_COLOURS);
		const candidate = fc.oneof(
			fc.anything(),
			fc
				.tuple(fc.constantFrom('name', 'font', 'corners', 'mark', 'more'), value)
				.map(([key, one]) => ({ ...valid, [key]: one })),
			fc
				.tuple(fc.constantFrom(...SCHEMES), colour, value)
				.map(([scheme, key, one]) => ({ ...valid, [scheme]: { ...valid[scheme], [key]: one } }))
		);
		fc.assert(
			fc.property(candidate, fc.option(fc.string(), { nil: undefined }), (given, slug) => {
				const parsed = parseTheme(given);
				if (!parsed.ok) {
					expect(parsed.errors.length).toBeGreaterThan(0);
					expect(() => themeCss(given as Theme)).toThrow();
					return;
				}
				let css: string;
				try {
					css = themeCss(parsed.theme, slug);
				} catch {
					expect(slug).not.toMatch(/^[a-z]+$/);
					return;
				}
				const [open, ...rest] = css.trimEnd().split('\n');
				expect(open).toMatch(/^(:root|\[data-theme='[a-z0-9-]+'\]), [\w .,[\]='-]+ \{$/);
				expect(rest.pop()).toBe('}');
				for (const line of rest) expect(line).toMatch(LINE);
			}),
			{ numRuns: 2000 }
		);
	});
});
