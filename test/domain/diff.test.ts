import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Patch, apply, diff } from '../../src/lib/realtime/diff.ts';

interface Row {
	id: string | number;
	due: number;
	to: { kind: string; number: number } | null;
}

/** A view as screens have them: plain fields, fields with parts, and lists of rows that have an id each. */
interface View {
	branch: string;
	held: boolean;
	closesAt: number | null;
	open: { open: boolean; at?: number };
	codes: string[];
	calls: Row[];
	announcements: Row[];
}

const row = (id: fc.Arbitrary<Row['id']>): fc.Arbitrary<Row> =>
	fc.record({
		id,
		due: fc.nat(3),
		to: fc.option(fc.record({ kind: fc.constantFrom('counter', 'booth'), number: fc.nat(2) }))
	});
/** Few different ids, so that two lists share most of theirs; each at most once in a list. */
const rows = (id: fc.Arbitrary<Row['id']>) =>
	fc.uniqueArray(row(id), { maxLength: 8, selector: (one) => one.id });
const view: fc.Arbitrary<View> = fc.record({
	branch: fc.constantFrom('north', 'south'),
	held: fc.boolean(),
	closesAt: fc.option(fc.nat(2)),
	open: fc.record({ open: fc.boolean(), at: fc.nat(2) }, { requiredKeys: ['open'] }),
	codes: fc.array(fc.constantFrom('P', 'R'), { maxLength: 2 }),
	calls: rows(fc.constantFrom('P001', 'P002', 'P003', 'P004', 'P005', 'R-P001', '1', '__proto__')),
	announcements: rows(fc.integer({ min: 1, max: 8 }))
});

/** As it arrives at the other end of a socket. */
const sent = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const must = (patch: Patch | null): Patch => {
	if (!patch) throw new Error('nothing changed');
	return patch;
};

describe('from one view to the next', () => {
	test('what was sent makes the old view the new one, and nothing is sent when nothing changed', () => {
		fc.assert(
			fc.property(view, view, (before, after) => {
				const patch = diff(before, after);
				const same = JSON.stringify(before) === JSON.stringify(after);
				expect(patch === null).toBe(same);
				if (patch) expect(apply(before, sent(patch))).toEqual(after);
			}),
			{ numRuns: 2000 }
		);
	});

	test('a view is not different from its own copy', () => {
		fc.assert(
			fc.property(view, (one) => {
				expect(diff(one, structuredClone(one))).toBeNull();
			})
		);
	});

	test('several steps, each sent as it happens, end where the last one does', () => {
		fc.assert(
			fc.property(fc.array(view, { minLength: 2, maxLength: 6 }), ([first, ...others]) => {
				let here = first!;
				let there = first!;
				for (const next of others) {
					const patch = diff(there, next);
					if (patch) here = apply(here, sent(patch));
					there = next;
				}
				expect(here).toEqual(there);
			})
		);
	});

	test('the old views are left as they were', () => {
		fc.assert(
			fc.property(view, view, (before, after) => {
				const [a, b] = [structuredClone(before), structuredClone(after)];
				const patch = diff(before, after);
				if (patch) apply(before, patch);
				expect([before, after]).toEqual([a, b]);
			})
		);
	});

	test('what can not be said in JSON is not needed', () => {
		fc.assert(
			fc.property(view, view, (before, after) => {
				const patch = diff(before, after);
				expect(sent(patch)).toEqual(patch);
			})
		);
	});
});

describe('only what changed is sent', () => {
	const line = Array.from({ length: 100 }, (_, n) => ({ id: `P${String(n)}`, due: n }));
	const open = { branch: 'north', line };

	test('a visitor who joins a hundred others costs one row and the place', () => {
		const joined = { id: 'R1', due: 40 };
		const after = { ...open, line: line.toSpliced(40, 0, joined) };
		expect(diff(open, after)).toEqual({ lists: { line: { put: [[40, joined]] } } });
	});

	test('a visitor who leaves costs one id', () => {
		expect(diff(open, { ...open, line: line.toSpliced(7, 1) })).toEqual({
			lists: { line: { gone: ['P7'] } }
		});
	});

	test('a row that changed where it stands costs what changed of it', () => {
		const rows = line.map((one) => ({
			...one,
			name: 'somebody',
			to: { kind: 'counter', number: 1 }
		}));
		const changed = { ...rows[3]!, due: 3.5, to: { kind: 'counter', number: 2 } };
		expect(diff({ line: rows }, { line: rows.with(3, changed) })).toEqual({
			lists: {
				line: { rows: [{ id: 'P3', set: { due: 3.5 }, parts: { to: { set: { number: 2 } } } }] }
			}
		});
	});

	test('of what somebody does, what is new in it', () => {
		const visit = { state: 'called', name: 'somebody', history: [{ id: 1, what: 'issued' }] };
		const next = {
			...visit,
			state: 'serving',
			history: [...visit.history, { id: 2, what: 'called' }]
		};
		expect(diff({ visit }, { visit: next })).toEqual({
			parts: {
				visit: {
					set: { state: 'serving' },
					lists: { history: { put: [[1, { id: 2, what: 'called' }]] } }
				}
			}
		});
		expect(diff({ visit }, { visit: null })).toEqual({ set: { visit: null } });
	});

	test('a field that is not there any more is taken away', () => {
		const patch = diff({ open: { open: true, at: 3 } }, { open: { open: false } });
		expect(patch).toEqual({ parts: { open: { set: { open: false }, drop: ['at'] } } });
		expect(apply({ open: { open: true, at: 3 } }, must(patch))).toStrictEqual({
			open: { open: false }
		});
	});

	test('one who changes places costs the order, not the rows', () => {
		const [first, ...others] = line;
		const after = { ...open, line: [...others, first!] };
		expect(diff(open, after)).toEqual({
			lists: { line: { order: after.line.map((one) => one.id) } }
		});
	});

	test('a field beside a list costs itself', () => {
		expect(diff(open, { ...open, branch: 'south' })).toEqual({ set: { branch: 'south' } });
	});

	test('a list that becomes nothing, or nothing that becomes a list, is sent whole', () => {
		const none = { branch: 'north', line: null };
		expect(diff(open, none)).toEqual({ set: { line: null } });
		expect(diff(none, open)).toEqual({ set: { line } });
		expect(apply(none, must(diff(none, open)))).toEqual(open);
	});
});
