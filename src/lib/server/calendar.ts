/** When a hall can be visited: its weekly hours, the days on which they differ, and public holidays. */
import type { HallCalendar } from '../domain/agenda/calendar.ts';
import type { BranchId } from '../domain/ids.ts';
import { differentDaysOf } from './db/agenda.ts';
import { hoursOf } from './db/halls.ts';
import type { Sql } from './db/open.ts';
import { holidayOn } from './holidays.ts';

const HOLIDAYS: HallCalendar['holidays'] = { has: (day) => holidayOn(day) !== null };

export const calendarOf = async (sql: Sql, branchId: BranchId): Promise<HallCalendar> => ({
	hours: await hoursOf(sql, branchId),
	different: await differentDaysOf(sql, branchId),
	holidays: HOLIDAYS
});
