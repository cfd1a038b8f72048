/**
 * The demo region: three municipalities, three town halls and one neighbourhood point.
 *
 * The towns exist. That they form a region with this code, and all halls, hours, counters and booths below, are
 * invented. Every day of the week is a working day, so that the demo runs on whatever day it is started.
 */
import type { Front } from '../db/fronts.ts';
import { createHash } from 'node:crypto';
import type { BranchId, Id } from '../../domain/ids.ts';
import bergenOpZoom from './themes/bergen-op-zoom.json' with { type: 'json' };
import ettenLeur from './themes/etten-leur.json' with { type: 'json' };
import roosendaal from './themes/roosendaal.json' with { type: 'json' };
import {
	type Booth,
	type Branch,
	type BranchKind,
	type Counter,
	DEFAULT_HALL_RULE,
	type Municipality,
	type Region
} from '../../domain/region.ts';
import { type Theme, parseTheme } from '../../domain/theme.ts';
import { type AgendaRule, DEFAULT_AGENDA_RULE } from '../../domain/booking.ts';
import type { OpeningHours } from '../../domain/closing.ts';

/**
 * The id of a thing of the demo region, the same at every start and in every test: the first 128 bits of
 * SHA-256 over `demo/kind/key`, marked as UUID version 8 (RFC 9562, B.2: ids made from a name).
 *
 * @param key what the thing is called within its kind: `demoId('branch', 'roosendaal')`
 */
export function demoId<K extends string>(kind: K, key: string): Id<K> {
	const bytes = createHash('sha256').update(`demo/${kind}/${key}`).digest().subarray(0, 16);
	bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
	bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
	return bytes
		.toString('hex')
		.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') as Id<K>;
}

export const DEMO_REGION: Region = {
	id: demoId('region', 'ber'),
	code: 'BER',
	name: 'Regio BER',
	timeZone: 'Europe/Amsterdam'
};

/** The invented look of a municipality; a real one's is its own, and is never part of the program. */
function themeFrom(file: unknown): Theme {
	const parsed = parseTheme(file);
	if (!parsed.ok) throw new Error(`a demo theme is wrong: ${JSON.stringify(parsed.errors)}`);
	return parsed.theme;
}

export const DEMO_MUNICIPALITIES: readonly Municipality[] = [
	{ slug: 'bergen-op-zoom', name: 'Bergen op Zoom', file: bergenOpZoom },
	{ slug: 'etten-leur', name: 'Etten-Leur', file: ettenLeur },
	{ slug: 'roosendaal', name: 'Roosendaal', file: roosendaal }
].map(({ slug, name, file }) => ({
	id: demoId('municipality', slug),
	regionId: DEMO_REGION.id,
	slug,
	name,
	theme: themeFrom(file)
}));

/** Invented, as is everything of the demo; `.example` is nobody's. */
export const DEMO_FRONTS: readonly Front[] = [
	{ slug: 'bergen-op-zoom', phone: '0164 000 100', address: 'Markt 1, Bergen op Zoom' },
	{ slug: 'etten-leur', phone: '076 000 1000', address: 'Raadhuisplein 1, Etten-Leur' },
	{ slug: 'roosendaal', phone: '0165 000 100', address: 'Stadserf 1, Roosendaal' }
].map(({ slug, phone, address }) => ({
	municipalityId: demoId('municipality', slug),
	origin: null,
	phone,
	email: `balie@${slug}.example`,
	address,
	accessibilityUrl: `https://${slug}.example/toegankelijkheid`,
	privacyUrl: `https://${slug}.example/privacy`,
	introNl: '',
	introEn: '',
	languages: null,
	framedBy: [`https://www.${slug}.example`]
}));

export type DemoBranchSlug = 'bergen-op-zoom' | 'etten-leur' | 'roosendaal' | 'halsteren';

interface Place {
	slug: DemoBranchSlug;
	municipality: string;
	code: string;
	name: string;
	kind: BranchKind;
	counters: number;
}

const PLACES: readonly Place[] = [
	{
		slug: 'bergen-op-zoom',
		municipality: 'bergen-op-zoom',
		code: 'B',
		name: 'Stadhuis Bergen op Zoom',
		kind: 'hall',
		counters: 8
	},
	{
		slug: 'etten-leur',
		municipality: 'etten-leur',
		code: 'E',
		name: 'Stadskantoor Etten-Leur',
		kind: 'hall',
		counters: 3
	},
	{
		slug: 'roosendaal',
		municipality: 'roosendaal',
		code: 'R',
		name: 'Stadskantoor Roosendaal',
		kind: 'hall',
		counters: 6
	},
	{
		slug: 'halsteren',
		municipality: 'bergen-op-zoom',
		code: 'H',
		name: 'Buurtpunt Halsteren',
		kind: 'neighbourhood-point',
		counters: 1
	}
];

export const demoBranchId = (slug: DemoBranchSlug): BranchId => demoId('branch', slug);

export const DEMO_BRANCHES: readonly Branch[] = PLACES.map(
	({ slug, municipality, code, name, kind }) => ({
		id: demoBranchId(slug),
		regionId: DEMO_REGION.id,
		municipalityId: demoId('municipality', municipality),
		code,
		slug,
		name,
		kind,
		...DEFAULT_HALL_RULE
	})
);

export const DEMO_COUNTERS: readonly Counter[] = PLACES.flatMap(({ slug, counters }) =>
	Array.from({ length: counters }, (_, index) => ({
		id: demoId('counter', `${slug}/${index + 1}`),
		branchId: demoBranchId(slug),
		number: index + 1
	}))
);

export const DEMO_BOOTHS: readonly Booth[] = PLACES.map(({ slug }) => ({
	id: demoId('booth', `${slug}/1`),
	branchId: demoBranchId(slug),
	number: 1
}));

/** Every hall can be booked. In each hour a part is kept for who walks in, and a part for staff to give out. */
export const DEMO_AGENDA_RULES: readonly (AgendaRule & { branchId: BranchId })[] = PLACES.map(
	({ slug }) => ({ branchId: demoBranchId(slug), ...DEFAULT_AGENDA_RULE, gridMinutes: 10 })
);

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export const THURSDAY = 4;

export const DEMO_OPENING_HOURS: readonly (OpeningHours & { branchId: BranchId })[] =
	PLACES.flatMap(({ slug, kind }) =>
		WEEKDAYS.map((weekday) => ({
			branchId: demoBranchId(slug),
			weekday,
			opens: kind === 'hall' ? '08:30' : '09:00',
			closes: kind === 'hall' ? (weekday === THURSDAY ? '20:00' : '17:00') : '16:00'
		}))
	);

const HOURS = Array.from({ length: 12 }, (_, n) => n + 8);
/** Percents. Who works alone keeps nothing back: long appointments would find no place. */
const WALK_IN = 40;
const INTERNAL = 10;

export const DEMO_AGENDA_SHARES = PLACES.filter(({ counters }) => counters > 1).flatMap(
	({ slug }) =>
		WEEKDAYS.flatMap((weekday) =>
			HOURS.map((hour) => ({
				branchId: demoBranchId(slug),
				weekday,
				hour,
				walkIn: WALK_IN,
				internal: INTERNAL
			}))
		)
);
