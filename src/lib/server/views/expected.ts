/** Who is still to come today, as staff see them. */
import type { BranchId } from '../../domain/ids.ts';
import type { LocalDay } from '../../domain/time.ts';
import type { ExpectedRow } from '../../realtime/events.ts';
import { expectedOn } from '../db/appointments.ts';
import { once } from '../db/look.ts';
import type { Sql } from '../db/open.ts';

export const expectedToday = (
	sql: Sql,
	branchId: BranchId,
	today: LocalDay
): Promise<ExpectedRow[]> =>
	once(sql, `expected in ${branchId}`, async () =>
		(await expectedOn(sql, branchId, today)).map(({ appointment, name }) => ({
			id: appointment.id,
			startsAt: appointment.startsAt,
			expectedAt: appointment.expectedAt,
			services: appointment.services.map(({ serviceId }) => serviceId),
			persons: Math.max(...appointment.services.map(({ persons }) => persons)),
			language: appointment.language,
			name
		}))
	);
