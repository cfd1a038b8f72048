/**
 * What the floor's entry and its routes, which Kit bundles apart, know of each other: one object on globalThis, as the
 * product has it.
 */
import type { Places } from './places.ts';
import type { FloorRows } from './rows.ts';

export interface Floor {
	/** Absent where only a start is measured. */
	rows: FloorRows | null;
	/** Absent where nobody books. */
	places: Places | null;
	/** A code as a kiosk shows it, drawn once. */
	qr: string;
	/** Tells the sockets of a hall that a clerk called somebody. */
	tell(hall: number, clerk: number, ticket: string): void;
}

const KEY = Symbol.for('bench.floor');
const shared = globalThis as Record<symbol, unknown>;

export const setFloor = (floor: Floor): void => {
	shared[KEY] = floor;
};

export const floor = (): Floor => shared[KEY] as Floor;

export function floorRows(): FloorRows {
	const { rows } = floor();
	if (!rows) throw new Error('this floor has no database');
	return rows;
}

export function floorPlaces(): Places {
	const { places } = floor();
	if (!places) throw new Error('this floor has no places');
	return places;
}

export function textOf(form: FormData, name: string): string {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
}
