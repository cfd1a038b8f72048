/** What pages and the stylesheet route read of a municipality's look. */
import type { BranchId } from '../../domain/ids.ts';
import type { Municipality } from '../../domain/region.ts';
import { type Theme, parseTheme } from '../../domain/theme.ts';
import {
	allBranches,
	allMunicipalities,
	findMunicipalityBySlug,
	findMunicipalityOf
} from '../db/halls.ts';
import type { Shell } from '../shell.ts';
import type { BranchName } from './catalogue.ts';

export interface Look {
	slug: string;
	/** Of the municipality. */
	name: string;
	/** Null for Beurt's own look. */
	theme: Theme | null;
}

/** By the row as it is remembered: each page needs it. */
const looks = new WeakMap<Municipality, Look>();

function lookOf(shell: Shell, municipality: Municipality): Look {
	let look = looks.get(municipality);
	if (!look) looks.set(municipality, (look = readLook(shell, municipality)));
	return look;
}

/** A theme that can't be used is Beurt's own look and a line in the log: a hall goes on calling in any colour. */
function readLook(shell: Shell, { slug, name, theme }: Municipality): Look {
	if (theme === null) return { slug, name, theme };
	const parsed = parseTheme(theme);
	if (parsed.ok) return { slug, name, theme: parsed.theme };
	shell.log.warn('theme.unusable', { slug, wrong: parsed.errors.map(({ path }) => path).join() });
	return { slug, name, theme: null };
}

/** @returns null for a municipality that there is not */
export async function themeOf(shell: Shell, slug: string): Promise<Look | null> {
	const found = await findMunicipalityBySlug(shell.db.read, slug);
	return found ? lookOf(shell, found) : null;
}

/** The look of the municipality that a hall belongs to. */
export async function themeOfBranch(shell: Shell, branchId: BranchId): Promise<Look | null> {
	const found = await findMunicipalityOf(shell.db.read, branchId);
	return found ? lookOf(shell, found) : null;
}

/** Every municipality by name, with its halls. */
export async function allFronts(shell: Shell): Promise<(Look & { branches: BranchName[] })[]> {
	const branches = await allBranches(shell.db.read);
	return (await allMunicipalities(shell.db.read)).map((municipality) => ({
		...lookOf(shell, municipality),
		branches: branches
			.filter(({ municipalityId }) => municipalityId === municipality.id)
			.map(({ id, name, code }) => ({ id, name, code }))
	}));
}
