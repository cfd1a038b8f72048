/**
 * The look of a municipality: data, never code. A theme chooses among what the design offers; it can't reach
 * anything else on a screen, and it can't make a text too faint to read.
 */

/** The typefaces that Beurt carries itself; a screen never loads one from elsewhere. */
export const THEME_FONTS = ['source-sans', 'figtree', 'atkinson'] as const;
export type ThemeFont = (typeof THEME_FONTS)[number];

export const THEME_CORNERS = ['square', 'soft', 'round'] as const;
export type ThemeCorners = (typeof THEME_CORNERS)[number];

export const SCHEMES = ['light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

/** The colours that a theme sets, and the token of each. */
const TOKEN_OF = {
	brand: '--brand',
	brandStrong: '--brand-strong',
	brandSoft: '--brand-soft',
	onBrand: '--on-brand',
	accent: '--accent',
	accentSoft: '--accent-soft',
	onAccent: '--on-accent',
	focus: '--focus',
	ground: '--ground'
} as const;
export type ThemeColour = keyof typeof TOKEN_OF;
export const THEME_COLOURS = Object.keys(TOKEN_OF) as ThemeColour[];

export type ThemeColours = Record<ThemeColour, string>;

export interface Theme {
	/** What the look is called, for whoever chooses one. */
	name: string;
	font: ThemeFont;
	corners: ThemeCorners;
	light: ThemeColours;
	dark: ThemeColours;
	/** SVG path data on a field of 48 by 48, filled by the even-odd rule in the colour of the text around it. */
	mark: string;
}

/** A value that a theme can't have. */
export interface ThemeError {
	/** Where it stands: `light.brand`. */
	path: string;
	/** What stands there, shortened. */
	given: string;
	allowed: string;
}

export type ParsedTheme = { ok: true; theme: Theme } | { ok: false; errors: ThemeError[] };

const COLOUR = /^#[0-9a-f]{6}$/i;
/** Path commands and numbers: nothing that could end an attribute or a rule. */
const PATH = /^[MmLlHhVvCcSsQqTtAaZz0-9 ,.-]{2,2000}$/;
// No control characters, no angle brackets, quotes or braces: a name is shown, and may stand in a comment.
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} .,'’()&-]{0,59}$/u;
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** What a municipality may be called in an address and in a selector. */
export const isSlug = (text: string): boolean => SLUG.test(text);

const shown = (value: unknown): string => {
	// What JSON can't hold has no text either: a function, a symbol, a number too large.
	const text =
		value === undefined
			? 'nothing'
			: typeof value === 'bigint'
				? 'bigint'
				: ((JSON.stringify(value) as string | undefined) ?? typeof value);
	return text.length > 40 ? `${text.slice(0, 40)}…` : text;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a theme from outside. Names every wrong value at once, and what is allowed there. */
export function parseTheme(given: unknown): ParsedTheme {
	const errors: ThemeError[] = [];
	const wrong = (path: string, value: unknown, allowed: string) =>
		errors.push({ path, given: shown(value), allowed });
	if (!isRecord(given)) {
		wrong('theme', given, 'an object');
		return { ok: false, errors };
	}

	const text = (path: string, value: unknown, pattern: RegExp, allowed: string): string => {
		if (typeof value === 'string' && pattern.test(value)) return value;
		wrong(path, value, allowed);
		return '';
	};
	const oneOf = <T extends string>(path: string, value: unknown, choices: readonly T[]): T => {
		const found = choices.find((one) => one === value);
		if (found === undefined) wrong(path, value, choices.join(', '));
		return found ?? (choices[0] as T);
	};
	const onlyKeys = (path: string, value: Record<string, unknown>, keys: readonly string[]) => {
		for (const key of Object.keys(value))
			if (!keys.includes(key)) wrong(`${path}${key.slice(0, 40)}`, value[key], 'nothing here');
	};
	const colours = (scheme: Scheme): ThemeColours => {
		const value = given[scheme];
		const set: Record<string, unknown> = isRecord(value) ? value : {};
		if (!isRecord(value)) wrong(scheme, value, 'an object of colours');
		else onlyKeys(`${scheme}.`, set, THEME_COLOURS);
		return Object.fromEntries(
			THEME_COLOURS.map((colour) => [
				colour,
				text(`${scheme}.${colour}`, set[colour], COLOUR, 'a colour such as #1a2b3c')
			])
		) as ThemeColours;
	};

	onlyKeys('', given, ['name', 'font', 'corners', 'light', 'dark', 'mark']);
	const theme: Theme = {
		name: text('name', given['name'], NAME, '1 to 60 letters, digits, spaces and . , ’ ( ) & -'),
		font: oneOf('font', given['font'], THEME_FONTS),
		corners: oneOf('corners', given['corners'], THEME_CORNERS),
		light: colours('light'),
		dark: colours('dark'),
		mark: text('mark', given['mark'], PATH, 'SVG path data, 2 to 2000 characters')
	};
	return errors.length > 0 ? { ok: false, errors } : { ok: true, theme };
}

/** Relative luminance (WCAG 2.2). @param colour `#rrggbb` */
function luminance(colour: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
		const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
		return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast of two colours by WCAG 2.2: 1 (the same) to 21. @param a `#rrggbb` */
export function contrast(a: string, b: string): number {
	const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (light + 0.05) / (dark + 0.05);
}

/** Beurt's own, which every theme is laid on; the same as in src/design/tokens.css (a test compares them). */
export const NEUTRALS: Record<
	Scheme,
	Record<'paper' | 'ink' | 'inkSoft' | 'lineStrong', string>
> = {
	light: { paper: '#ffffff', ink: '#17202c', inkSoft: '#424f61', lineStrong: '#657184' },
	dark: { paper: '#17212c', ink: '#eef3f8', inkSoft: '#bac6d5', lineStrong: '#8a99ad' }
};

type Ink = ThemeColour | 'ink' | 'inkSoft' | 'lineStrong';
type Surface = ThemeColour | 'paper';

/** What kiosk and hall display show is read standing, from afar and in a low sun. */
const ROOM = 7;
const TEXT = 4.5;
const SHAPE = 3;

/** Every pair that screens show, and the least contrast that it must have. */
const PAIRS: readonly (readonly [least: number, ink: Ink, surfaces: readonly Surface[]])[] = [
	[ROOM, 'brand', ['paper', 'ground', 'brandSoft']],
	[ROOM, 'brandStrong', ['paper', 'ground', 'brandSoft']],
	[ROOM, 'onBrand', ['brand', 'brandStrong']],
	[ROOM, 'onAccent', ['accent']],
	[ROOM, 'ink', ['ground', 'brandSoft', 'accentSoft']],
	[ROOM, 'inkSoft', ['ground']],
	[TEXT, 'inkSoft', ['brandSoft', 'accentSoft']],
	[TEXT, 'accent', ['paper', 'ground', 'accentSoft']],
	[SHAPE, 'focus', ['paper', 'ground', 'brandSoft']],
	[SHAPE, 'lineStrong', ['ground', 'brandSoft']]
];

/** A pair of colours too much alike. */
export interface ThemeProblem {
	scheme: Scheme;
	ink: Ink;
	surface: Surface;
	contrast: number;
	needed: number;
}

/** Every pair of colours of a theme that can't be told apart well enough. None of them may be left. */
export const themeProblems = (theme: Pick<Theme, Scheme>): ThemeProblem[] =>
	SCHEMES.flatMap((scheme) => {
		const colours = { ...theme[scheme], ...NEUTRALS[scheme] };
		return PAIRS.flatMap(([needed, ink, surfaces]) =>
			surfaces.flatMap((surface) => {
				const found = contrast(colours[ink], colours[surface]);
				return found < needed ? [{ scheme, ink, surface, contrast: found, needed }] : [];
			})
		);
	});

const FONT_STACKS: Record<ThemeFont, string> = {
	'source-sans': "'Source Sans 3 Variable', 'Source Sans 3', system-ui, sans-serif",
	figtree: "'Figtree Variable', Figtree, system-ui, sans-serif",
	atkinson:
		"'Atkinson Hyperlegible Next Variable', 'Atkinson Hyperlegible Next', system-ui, sans-serif"
};

/** Multiples of the unit. */
const RADII: Record<ThemeCorners, Record<string, number>> = {
	square: {
		'--radius-s': 0.0625,
		'--radius': 0.125,
		'--radius-l': 0.1875,
		'--radius-control': 0.125
	},
	soft: { '--radius-s': 0.375, '--radius': 0.625, '--radius-l': 1.125, '--radius-control': 0.625 },
	round: { '--radius-s': 0.625, '--radius': 1.125, '--radius-l': 1.75, '--radius-control': 100 }
};

/** The whole page, its rooms, and what has a scheme of its own. */
const EVERYWHERE = ':root, .room, [data-scheme]';

/**
 * A theme as a stylesheet: tokens and nothing else.
 *
 * @param partOf the slug of a municipality, to theme only what lies within `data-theme="slug"`
 * @throws when the theme or the slug is not what `parseTheme` lets through
 */
export function themeCss(theme: Theme, partOf?: string): string {
	const parsed = parseTheme(theme);
	if (!parsed.ok) throw new Error(`not a theme: ${JSON.stringify(parsed.errors)}`);
	if (partOf !== undefined && !isSlug(partOf)) throw new Error(`not a slug: ${shown(partOf)}`);
	const { font, corners, light, dark } = parsed.theme;
	const part = `[data-theme='${partOf ?? ''}']`;
	const selector =
		partOf === undefined ? EVERYWHERE : `${part}, ${part} .room, ${part} [data-scheme]`;
	const lines = [
		...THEME_COLOURS.map(
			(colour) =>
				`${TOKEN_OF[colour]}: var(--light, ${light[colour]}) var(--dark, ${dark[colour]});`
		),
		`--band: var(--light, ${light.brand}) var(--dark, ${dark.brandSoft});`,
		`--on-band: var(--light, ${light.onBrand}) var(--dark, ${dark.brandStrong});`,
		`--font: ${FONT_STACKS[font]};`,
		...Object.entries(RADII[corners]).map(
			([token, size]) => `${token}: calc(var(--u) * ${size.toString()});`
		)
	];
	return `${selector} {\n\t${lines.join('\n\t')}\n}\n`;
}
