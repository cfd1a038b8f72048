/** A month of days, laid out in weeks, with how many times are free on each. */
import { type LocalDay, nextDay, weekdayOf } from '$lib/domain/time.ts';
import type { FreeDay } from '$lib/server/offers.ts';
import { TIME_ZONE } from '$lib/text/format.ts';

export interface MonthDay {
	day: LocalDay;
	/** null: nothing can be booked on it, because it is over or too far ahead. */
	free: number | null;
}

export interface MonthOfDays {
	/** `2026-03` */
	month: string;
	/** From Monday to Sunday; null where another month is. */
	weeks: (MonthDay | null)[][];
	before: string | null;
	after: string | null;
}

export const isMonth = (given: string | null): given is string =>
	/^20\d{2}-(0[1-9]|1[0-2])$/.test(given ?? '');

export const monthOf = (day: LocalDay): string => day.slice(0, 7);
export const firstOf = (month: string): LocalDay => `${month}-01`;

/** The month, brought within the first and the last that can be booked. */
export const monthWithin = (month: string, today: LocalDay, lastDay: LocalDay | null): string => {
	const [first, last] = [monthOf(today), monthOf(lastDay ?? today)];
	return month < first ? first : month > last ? last : month;
};

const inMonth = (month: string): LocalDay[] => {
	const days: LocalDay[] = [];
	for (let day = firstOf(month); monthOf(day) === month; day = nextDay(day, TIME_ZONE))
		days.push(day);
	return days;
};

/** @param found days of this month, and maybe of others */
export function layOut(
	month: string,
	found: readonly FreeDay[],
	today: LocalDay,
	lastDay: LocalDay | null
): MonthOfDays {
	const free = new Map(
		found.map(({ day, halls }) => [day, halls.reduce((sum, { starts }) => sum + starts.length, 0)])
	);
	const days = inMonth(month);
	const cells: (MonthDay | null)[] = [
		...Array.from({ length: weekdayOf(firstOf(month), TIME_ZONE) - 1 }, () => null),
		...days.map((day) => ({ day, free: free.get(day) ?? null }))
	];
	while (cells.length % 7 !== 0) cells.push(null);
	return {
		month,
		weeks: Array.from({ length: cells.length / 7 }, (_, week) =>
			cells.slice(week * 7, week * 7 + 7)
		),
		before: month > monthOf(today) ? monthOf(nextDay(firstOf(month), TIME_ZONE, -1)) : null,
		after:
			lastDay !== null && month < monthOf(lastDay)
				? monthOf(nextDay(days.at(-1) ?? firstOf(month), TIME_ZONE))
				: null
	};
}
