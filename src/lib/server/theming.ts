/** A municipality's look, from its row to the stylesheet that a page links to. */
import { createHash } from 'node:crypto';
import type { BranchId } from '../domain/ids.ts';
import { themeCss } from '../domain/theme.ts';
import type { ThemeLink } from '../ui/theme-link.ts';
import type { BranchName } from './flows/catalogue.ts';
import { type Look, allFronts, themeOf, themeOfBranch } from './flows/theme.ts';
import type { Shell } from './shell.ts';

export interface Stylesheet {
	css: string;
	/** Changes with the content, and only with it. */
	version: string;
}

/** Of each look, whole and as a part: each page names its version. */
const made = new WeakMap<Look, Map<boolean, Stylesheet>>();

/** @param part only what lies within `data-theme="slug"`, for a page that shows several looks */
export function stylesheet(look: Look, part = false): Stylesheet | null {
	const { slug, theme } = look;
	if (!theme) return null;
	const sheets = made.get(look) ?? new Map<boolean, Stylesheet>();
	made.set(look, sheets);
	let sheet = sheets.get(part);
	if (!sheet) {
		const css = part ? themeCss(theme, slug) : themeCss(theme);
		const version = createHash('sha256').update(css).digest('base64url').slice(0, 12);
		sheets.set(part, (sheet = { css, version }));
	}
	return sheet;
}

function linkTo(look: Look | null, part = false): ThemeLink | null {
	const sheet = look && stylesheet(look, part);
	if (!look?.theme || !sheet) return null;
	const { slug, name, theme } = look;
	const href = `/theme/${slug}?${part ? 'part&' : ''}v=${sheet.version}`;
	return { slug, name, href, mark: theme.mark };
}

/**
 * What a page returns as `theme` from its `load`, for the root layout and `Mark`.
 *
 * @returns null for Beurt's own look
 */
export const themeLink = async (shell: Shell, slug: string): Promise<ThemeLink | null> =>
	linkTo(await themeOf(shell, slug));

/** The same, of the municipality that a hall belongs to. */
export const branchTheme = async (shell: Shell, branchId: BranchId): Promise<ThemeLink | null> =>
	linkTo(await themeOfBranch(shell, branchId));

/** A municipality and its halls, with its look for a part of a page: what lies within `data-theme="slug"`. */
export interface Front {
	slug: string;
	name: string;
	theme: ThemeLink | null;
	branches: BranchName[];
}

export const frontsOf = async (shell: Shell): Promise<Front[]> =>
	(await allFronts(shell)).map(({ branches, ...look }) => ({
		slug: look.slug,
		name: look.name,
		theme: linkTo(look, true),
		branches
	}));
