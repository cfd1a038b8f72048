/** The simulated power and disk are what the days rest on: they fail where they are told to, and nowhere else. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Plan, Power, PowerFailure } from './power.ts';

let root: string;
let power: Power;
let db: Database.Database;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'beurt-power-'));
	power = new Power(root, join(root, 'rescued'));
	db = new Database(join(root, 'beurt.db'));
	db.pragma('journal_mode = WAL');
	db.exec('create table ticket (number integer)');
	power.counting = true;
});

afterEach(() => {
	power.bury();
	rmSync(root, { recursive: true, force: true });
});

function give(number: number): void {
	db.prepare('BEGIN').run();
	db.prepare('insert into ticket values (?)').run(number);
	db.prepare('COMMIT').run();
}

function rescued(): unknown[] {
	const found = new Database(join(root, 'rescued', 'beurt.db'), { readonly: true });
	const numbers = found.prepare('select number from ticket').pluck().all();
	found.close();
	return numbers;
}

describe('a power failure', () => {
	test.each<[string, Plan, number[]]>([
		['before a commit', { what: 'commit', side: 'before' }, [1]],
		['after a commit', { what: 'commit', side: 'after' }, [1, 2]],
		['inside a transaction', { what: 'statement', left: 2, side: 'after' }, [1]]
	])('%s leaves what was committed', (_when, plan, left) => {
		give(1);
		power.plan(plan);
		expect(() => give(2)).toThrow(PowerFailure);
		expect(power.failed).toBe(true);
		expect(rescued()).toEqual(left);
	});

	test('ends all that the program does', () => {
		power.plan({ what: 'commit', side: 'before' });
		expect(() => give(1)).toThrow(PowerFailure);
		expect(() => db.prepare('COMMIT').run()).toThrow(PowerFailure);
		expect(() => power.at('announcement')).toThrow(PowerFailure);
		expect(rescued()).toEqual([]);
	});

	test('waits until something counts', () => {
		power.counting = false;
		power.plan({ what: 'commit', side: 'before' });
		give(1);
		expect(power.failed).toBe(false);
	});
});

test.each([true, false])(
	'a full disk fails one write (rolled back by itself: %s)',
	(rolledBack) => {
		give(1);
		power.plan({ what: 'full', left: 1, rolledBack });
		expect(() => give(2)).toThrow('database or disk is full');
		expect(db.inTransaction).toBe(!rolledBack);
		if (db.inTransaction) db.prepare('ROLLBACK').run();
		give(3);
		expect(db.prepare('select number from ticket').pluck().all()).toEqual([1, 3]);
		expect(power.full).toBe(1);
	}
);
