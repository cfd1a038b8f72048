/**
 * What a display can show of a board. It hangs where nobody can press anything, so whatever can't be read is left out
 * or shown without its broken part, and takes nothing else with it.
 */
import { DISPLAY_LAYOUTS, MAX_COUNTER } from '$lib/domain/display.ts';
import type { Instant } from '$lib/domain/time.ts';
import type {
	Announcement,
	Destination,
	HallBoard,
	HallCall,
	HallMessage,
	HallState,
	WaitBoard,
	WaitMinutes
} from '$lib/realtime/events.ts';
import { isLanguage } from '$lib/text/format.ts';

/** `R-P042`, and room for a hall with a longer code; what is longer is no number. */
const LONGEST_TICKET = 10;
const LONGEST_NAME = 80;
const LONGEST_MESSAGE = 400;
/** The furthest that a Date reaches; beyond it no clock can show a time. */
const LAST_INSTANT = 8.64e15;
/** A waiting time that nobody would believe is not shown. */
const LONGEST_WAIT = 12 * 60;

type Part = Readonly<Record<string, unknown>>;

const part = (value: unknown): Part =>
	typeof value === 'object' && value !== null ? (value as Part) : {};
const text = (value: unknown, longest: number): string | null =>
	typeof value === 'string' && value.trim() !== '' && value.length <= longest ? value : null;
const instant = (value: unknown): Instant | null =>
	typeof value === 'number' && Math.abs(value) <= LAST_INSTANT ? value : null;
const count = (value: unknown): number =>
	typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;

/** The rows of a list that can be read, each id once: a second one would break the list on the screen. */
function rows<T extends { id: string | number }>(value: unknown, read: (row: Part) => T | null) {
	const seen = new Set<T['id']>();
	return (Array.isArray(value) ? value : []).flatMap((raw: unknown): T[] => {
		const row = read(part(raw));
		if (!row || seen.has(row.id)) return [];
		seen.add(row.id);
		return [row];
	});
}

function destination(value: unknown): Destination | null {
	const { kind, number } = part(value);
	if (kind !== 'counter' && kind !== 'booth') return null;
	if (typeof number !== 'number' || !Number.isInteger(number)) return null;
	return number >= 1 && number <= MAX_COUNTER ? { kind, number } : null;
}

function call(row: Part): HallCall | null {
	const id = text(row['id'], LONGEST_NAME);
	const ticket = text(row['ticket'], LONGEST_TICKET);
	if (!id || !ticket) return null;
	return {
		id,
		ticket,
		hall: text(row['hall'], LONGEST_NAME) ?? '',
		to: destination(row['to']),
		calledAt: instant(row['calledAt']) ?? 0,
		recalls: count(row['recalls'])
	};
}

function announcement(row: Part): Announcement | null {
	const { id, kind, language } = row;
	const ticket = text(row['ticket'], LONGEST_TICKET);
	const at = instant(row['at']);
	if (typeof id !== 'number' || !Number.isSafeInteger(id) || !ticket || at === null) return null;
	if (kind !== 'call' && kind !== 'recall' && kind !== 'withdrawn') return null;
	return {
		id,
		kind,
		ticket,
		hall: text(row['hall'], LONGEST_NAME) ?? '',
		to: destination(row['to']),
		language: isLanguage(language) ? language : 'nl',
		at
	};
}

function hall(row: Part): HallState | null {
	const id = text(row['id'], LONGEST_NAME);
	if (!id) return null;
	const { open, opensAt, closesAt } = part(row['open']);
	return {
		id,
		name: text(row['name'], LONGEST_NAME) ?? id,
		waiting: count(row['waiting']),
		// Of a hall that doesn't tell, nobody says that it is closed.
		open:
			open === false
				? { open, opensAt: instant(opensAt) }
				: { open: true, closesAt: instant(closesAt) ?? LAST_INSTANT },
		held: row['held'] === true
	};
}

function message(row: Part): HallMessage | null {
	const id = text(row['id'], LONGEST_NAME);
	const nl = text(row['nl'], LONGEST_MESSAGE);
	const en = text(row['en'], LONGEST_MESSAGE);
	return id && (nl ?? en) ? { id, nl: nl ?? en ?? '', en: en ?? nl ?? '' } : null;
}

/** A board of which every part can be shown. */
export function readable(board: HallBoard): HallBoard {
	const raw = part(board);
	return {
		branch: text(raw['branch'], LONGEST_NAME) ?? '',
		layout: DISPLAY_LAYOUTS.find((layout) => layout === raw['layout']) ?? 'newest',
		secondScreen: raw['secondScreen'] === true,
		halls: rows(raw['halls'], hall),
		calls: rows(raw['calls'], call),
		announcements: rows(raw['announcements'], announcement),
		messages: rows(raw['messages'], message)
	};
}

/** How long whoever comes in now waits; null when nobody can say. */
export function readableWait(wait: WaitBoard): WaitMinutes | null {
	const { from, to } = part(part(wait)['now']);
	if (typeof to !== 'number' || !(to > 0 && to <= LONGEST_WAIT)) return null;
	return { from: typeof from === 'number' && from >= 0 && from < to ? from : null, to };
}
