/** How long it takes in one hall: its state is read, played forward, and told as a view. */
import { type Chance, chanceFrom } from '../domain/chance.ts';
import { whyClosed } from '../domain/closing.ts';
import { type WaitEstimate, simulateWaits } from '../domain/estimate.ts';
import type { BranchId, RegionId } from '../domain/ids.ts';
import type { MeasuredTimes } from '../domain/measured.ts';
import { type HallNow, type OtherHall, isRemote } from '../domain/plan.ts';
import { type Instant, type LocalDay, minutes } from '../domain/time.ts';
import { type TicketNumber, ticketLabel } from '../domain/visit.ts';
import type { WaitBoard } from '../realtime/events.ts';
import { clerksFor, measuredTimes, teamOf } from './db/estimates.ts';
import { boothsOf, branchesOf, findHall, readsOf } from './db/halls.ts';
import type { ReadDb, Sql } from './db/open.ts';
import { visitsInHall } from './db/visits.ts';
import { type HallFacts, loadHallFacts } from './flows/kiosk.ts';

/** Measured times are counted anew after this. A day's visits change them little. */
const COUNTED_FOR = minutes(5);

/**
 * One seed for all: what chance says of a visitor is the same in the next estimate, so that a range moves when
 * something happened in the hall, and not by itself.
 */
const CHANCE: Chance = chanceFrom(1);

export const EMPTY_BOARD: WaitBoard = { now: null, services: [], rows: [] };

/** Computes wait boards, and remembers the measured times meanwhile. */
export class WaitBoards {
	readonly #db: Pick<ReadDb, 'snapshot'>;
	readonly #counted = new Map<RegionId, { at: Instant; times: MeasuredTimes }>();

	constructor(db: Pick<ReadDb, 'snapshot'>) {
		this.#db = db;
	}

	/** Empty for a hall that does not exist, or about which nobody can say anything. */
	async of(branchId: BranchId, now: Instant): Promise<WaitBoard> {
		const read = await this.#db.snapshot((sql) => this.#read(sql, branchId, now));
		if (!read) return EMPTY_BOARD;
		const { hall, times, labels } = read;
		return toBoard(simulateWaits(hall, times, CHANCE, now), labels);
	}

	async #read(sql: Sql, branchId: BranchId, now: Instant) {
		const facts = await loadHallFacts(readsOf(sql), branchId, now);
		if (!facts) return null;
		const { branch, region, today, open } = facts;
		const branches = await branchesOf(sql, region.id);
		const { waiting, booths, held } = await stateOf(sql, branchId, today.day);
		const team = await teamOf(sql, region.id, today);
		// Clerks at home matter to who can be helped from afar, and only by a booth to who stands in the hall.
		const fromAfar =
			team.duties.some((duty) => duty.branchId === null) &&
			waiting.some((visit) => isRemote(visit) && (booths.length > 0 || visit.mode !== 'desk'));
		const others = fromAfar ? branches.filter(({ id }) => id !== branchId) : [];
		const elsewhere: OtherHall[] = [];
		for (const other of others) {
			const state = await stateOf(sql, other.id, today.day);
			const clerks = team.duties.filter((duty) => duty.branchId === other.id).length;
			if (!state.held) elsewhere.push({ ...state, clerks, zipLimit: other.zipLimit });
		}
		const codes = new Map(branches.map(({ id, code }) => [id, code]));
		const hall: HallNow = {
			branchId,
			midnight: today.start,
			closesAt: open.open ? open.closesAt : null,
			held,
			zipLimit: branch.zipLimit,
			waiting,
			clerks: await clerksFor(sql, branch, team, fromAfar, today, now),
			offered: open.open ? offeredNow(facts) : [],
			booths,
			elsewhere
		};
		return {
			hall,
			times: await this.#times(sql, region, now),
			labels: new Map(
				waiting.map((visit) => [visit.id, ticketLabel(visit, (id) => codes.get(id) ?? '?')])
			)
		};
	}

	async #times(sql: Sql, region: HallFacts['region'], now: Instant): Promise<MeasuredTimes> {
		const known = this.#counted.get(region.id);
		if (known && now - known.at < COUNTED_FOR) return known.times;
		const times = await measuredTimes(sql, region, now);
		this.#counted.set(region.id, { at: now, times });
		return times;
	}
}

/** Who waits in a hall today, and who is in its booths. */
async function stateOf(sql: Sql, branchId: BranchId, day: LocalDay) {
	const visits = await visitsInHall(sql, branchId);
	return {
		waiting: visits.filter((visit) => visit.state === 'waiting' && visit.day === day),
		booths: (await boothsOf(sql, branchId)).map(
			({ id }) => visits.find((visit) => visit.boothId === id) ?? null
		),
		held: ((await findHall(sql, branchId))?.heldSince ?? null) !== null
	};
}

const offeredNow = ({ catalogue, givenHere, capacity }: HallFacts): HallNow['offered'] =>
	[...catalogue.values()]
		.filter(
			(service) =>
				givenHere.has(service.id) &&
				whyClosed(
					{ service, minutes: service.firstMinutes, videoOk: false },
					capacity,
					catalogue
				) === null
		)
		.map(({ id, firstMinutes, targetMinutes }) => ({ id, minutes: firstMinutes, targetMinutes }));

function toBoard(
	{ now, services, visits }: WaitEstimate,
	labels: ReadonlyMap<string, TicketNumber>
): WaitBoard {
	return {
		now,
		services,
		rows: visits.flatMap(({ id, from, to }) => {
			const label = labels.get(id);
			return label === undefined ? [] : [{ id: label, from, to }];
		})
	};
}
