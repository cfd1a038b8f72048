/**
 * A place at a time, and nothing else: a number that is raised as long as it is below another one, and a row for whoever was in
 * time. Nobody is planned, no rule is asked.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { benchId } from '../ids.ts';
import { nowAt } from './rows.ts';

/** Also written into the product's database, which takes no notice of it. */
export const PLACES_TABLE = `create table bare_place (branch_id text not null, starts_at bigint not null,
	places integer not null, taken integer not null, primary key (branch_id, starts_at))`;

export interface Places {
	/** The starts of a hall that are not full. */
	free(branchId: string): Promise<number[]>;
	/** null where it is full. */
	hold(branchId: string, startsAt: number): Promise<string | null>;
	/** @returns the secret of the appointment's page */
	book(id: string, name: string, email: string): Promise<string>;
	close(): Promise<void>;
}

const MINUTES = 10;
export const PLACE_DAY = '2026-03-04';

export const HELD_COLUMNS = [
	'id',
	'region_id',
	'branch_id',
	'day',
	'starts_at',
	'ends_at',
	'planned_for',
	'state',
	'channel',
	'language',
	'services',
	'holder',
	'until_at',
	'extended',
	'held_at'
];

export const CITIZEN_COLUMNS = [
	'appointment_id',
	'code',
	'link',
	'name',
	'email',
	'help',
	'sought',
	'mailbox',
	'erase_at'
];

/** @param no how the engine writes "false" */
export function heldRow(branchId: string, startsAt: number, no: 0 | false) {
	const at = nowAt();
	const service = {
		serviceId: benchId('service', 0),
		persons: 1,
		minutes: MINUTES,
		targetMinutes: 15,
		byVideo: false
	};
	return [
		uuidv7(),
		benchId('region', 0),
		branchId,
		PLACE_DAY,
		startsAt,
		startsAt + MINUTES * 60_000,
		benchId('account', 0),
		'held',
		'public',
		'nl',
		JSON.stringify([service]),
		randomBytes(32).toString('base64url'),
		at + 600_000,
		no,
		at
	];
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

export function citizenRow(id: string, name: string, email: string) {
	const code = Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
	const link = randomBytes(16).toString('base64url');
	const erase = nowAt() + 3 * 86_400_000;
	const sought = `${name} ${email} ${code}`.toLowerCase();
	return { link, row: [id, code, link, name, email, '[]', sought, email, erase] };
}

export const FREE_SQL = 'select starts_at from bare_place where branch_id = ? and taken < places';
export const TAKE_SQL =
	'update bare_place set taken = taken + 1 where branch_id = ? and starts_at = ? and taken < places';
export const BOOK_SQL = `update appointment set state = 'booked', booked_at = ? where id = ?`;
export const insertSql = (table: string, columns: readonly string[]): string =>
	`insert into "${table}" (${columns.map((name) => `"${name}"`).join()})
	values (${columns.map(() => '?').join()})`;
