/** A hall that can be booked, in the small world of flow tests. */
import { type AgendaRule, DEFAULT_AGENDA_RULE } from '../../src/lib/domain/booking.ts';
import type { AppointmentId } from '../../src/lib/domain/ids.ts';
import { type Instant, atLocal } from '../../src/lib/domain/time.ts';
import type { Language } from '../../src/lib/domain/visit.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import {
	type Details,
	type Held,
	type HoldCommand,
	type Made
} from '../../src/lib/server/flows/booking.ts';
import { book, holdSlot } from '../../src/lib/server/flows/booking.ts';
import { type BookerScope, agentScope, bookerScope } from '../../src/lib/server/scope.ts';
import type { World } from './world.ts';

const ZONE = 'Europe/Amsterdam';

/** Wall time in March 2026: `march(4, '09:30')`. */
export const march = (day: number, time: string): Instant =>
	atLocal(`2026-03-${String(day).padStart(2, '0')}`, time, ZONE);

export const giveOut = (world: World, hall: string, rule: Partial<AgendaRule> = {}) =>
	world.db.transaction((sql) =>
		sql
			.insert(schema.agendaRule)
			.values({ branchId: world.hall(hall), ...DEFAULT_AGENDA_RULE, ...rule })
	);

/** Kept back of every hour of a hall. */
export const keepBack = (world: World, hall: string, walkIn: number, internal: number) =>
	world.db.transaction(async (sql) => {
		for (let weekday = 1; weekday <= 7; weekday++)
			for (let hour = 0; hour < 24; hour++)
				await sql
					.insert(schema.agendaShare)
					.values({ branchId: world.hall(hall), weekday, hour, walkIn, internal });
	});

export const citizen = (world: World, key = 'citizen'): BookerScope =>
	bookerScope(world.regionId, key);

/** Staff who book for somebody. */
export function agent(world: World, clerk: string): BookerScope {
	const scope = agentScope({
		accountId: world.clerk(clerk),
		regionId: world.regionId,
		name: clerk,
		login: clerk,
		demo: false,
		grants: [{ role: 'clerk', level: 'region', id: world.regionId }]
	});
	if (!scope) throw new Error(`${clerk} may not book`);
	return scope;
}

export const HER: Details = {
	name: 'mevrouw Jansen',
	email: 'jansen@voorbeeld.nl',
	phone: null,
	language: 'nl',
	remarks: null,
	help: []
};

export interface Wish {
	hall: string;
	at: Instant;
	/** By key, each for one person. */
	services?: string[];
	moves?: AppointmentId;
	language?: Language;
}

export const hold = (
	world: World,
	scope: BookerScope,
	{ hall, at, services, moves, language }: Wish
) => {
	const command: HoldCommand = {
		id: world.command(),
		branchId: world.hall(hall),
		services: (services ?? ['passport']).map((key) => ({
			serviceId: world.service(key),
			persons: 1
		})),
		startsAt: at,
		language: language ?? 'nl',
		moves: moves ?? null
	};
	return holdSlot(world.shell, scope, command);
};

/** Held and booked in one go; throws where it is refused. */
export async function booked(
	world: World,
	wish: Wish,
	who = world.command()
): Promise<Held & Made> {
	const scope = citizen(world, who);
	const held = await hold(world, scope, wish);
	if (!held.ok) throw new Error(`not held: ${held.refusal.code}`);
	const { appointmentId } = held.value;
	const details = { ...HER, language: wish.language ?? 'nl' };
	const made = await book(world.shell, scope, { id: world.command(), appointmentId, details });
	if (!made.ok) throw new Error(`not booked: ${made.refusal.code}`);
	return { ...held.value, ...made.value };
}
