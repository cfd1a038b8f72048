/**
 * What people were told, kept by those who were told: who is where, at which counter, with whom. It takes nothing from
 * the program but its answers.
 */
import type {
	AccountId,
	BranchId,
	CommandId,
	CounterId,
	DeviceId,
	MessageId,
	VisitId
} from '../../../src/lib/domain/ids.ts';
import { type Instant, type LocalDay, localDay } from '../../../src/lib/domain/time.ts';
import type { VisitState } from '../../../src/lib/domain/visit.ts';
import { ZONE, codeOf } from './cast.ts';
import { WrittenLedger } from './written.ts';
import { Wrong } from './wrong.ts';

export interface KnownVisit {
	id: VisitId;
	/** `P042` */
	ticket: string;
	issuedIn: BranchId;
	day: LocalDay;
	/** null for work that was entered afterwards: nobody got its address. */
	link: string | null;
	branchId: BranchId;
	state: VisitState;
	clerkId: AccountId | null;
	/** Services still to be given. */
	services: number;
}

export interface KnownDuty {
	since: Instant | null;
	branchId: BranchId | null;
	counterId: CounterId | null;
	pause: string | null;
	autoNext: boolean;
}

/** What a display was given to speak. */
export interface Heard {
	kind: 'call' | 'recall' | 'withdrawn';
	visitId: VisitId;
	branchId: BranchId;
	at: Instant;
}

/** What one command did to visits: each as it was before, null for one that came of it. */
export interface Trace {
	at: Instant;
	before: Map<VisitId, KnownVisit | null>;
	/** And as it was after; each change makes a new one. */
	after: Map<VisitId, KnownVisit>;
	heard: Heard[];
}

export const OVER: readonly VisitState[] = ['finished', 'cancelled', 'abandoned'];
export const isOver = ({ state }: Pick<KnownVisit, 'state'>): boolean => OVER.includes(state);

const AT_HOME: KnownDuty = {
	since: null,
	branchId: null,
	counterId: null,
	pause: null,
	autoNext: false
};

export class Ledger {
	readonly visits = new Map<VisitId, KnownVisit>();
	readonly duties = new Map<AccountId, KnownDuty>();
	readonly held = new Set<BranchId>();
	/** Kiosks that call for somebody. */
	readonly help = new Map<DeviceId, BranchId>();
	readonly written = new WrittenLedger();
	readonly messages = new Map<MessageId, { branchId: BranchId; text: string; until: Instant }>();
	readonly numbers = new Map<string, number>();
	readonly #traces = new Map<CommandId, Trace>();
	readonly #touched = new Set<VisitId>();
	#heard: Heard[] = [];
	#trace: Trace = { at: 0, before: new Map(), after: new Map(), heard: [] };

	/** What is told from here on is told of this command. */
	begin(id: CommandId | null, at: Instant): void {
		this.#trace = { at, before: new Map(), after: new Map(), heard: [] };
		if (id) this.#traces.set(id, this.#trace);
	}

	get at(): Instant {
		return this.#trace.at;
	}

	/** Visits of which something was told since somebody asked. */
	takeTouched(): VisitId[] {
		const touched = [...this.#touched];
		this.#touched.clear();
		return touched;
	}

	visit(id: VisitId): KnownVisit {
		const visit = this.visits.get(id);
		if (!visit) throw new Wrong(`somebody is told of visit ${id}, which was never issued`);
		return visit;
	}

	issue(
		id: VisitId,
		ticket: string,
		{ branchId, link, services }: Pick<KnownVisit, 'branchId' | 'link' | 'services'>
	): void {
		const day = localDay(this.at, ZONE);
		const series = `${branchId} ${day} ${ticket.slice(0, 1)}`;
		const last = this.numbers.get(series) ?? 0;
		if (Number(ticket.slice(1)) !== last + 1)
			throw new Wrong(`${codeOf(branchId)}: ${ticket} is told after number ${last}`);
		if (this.visits.has(id)) throw new Wrong(`visit ${id} is told twice`);
		this.numbers.set(series, last + 1);
		this.#trace.before.set(id, null);
		this.#touched.add(id);
		this.#set({
			id,
			ticket,
			issuedIn: branchId,
			day,
			link,
			branchId,
			state: 'waiting',
			clerkId: null,
			services
		});
	}

	#set(visit: KnownVisit): void {
		this.visits.set(visit.id, visit);
		this.#trace.after.set(visit.id, visit);
	}

	change(id: VisitId, change: Partial<KnownVisit> = {}): void {
		const visit = this.visit(id);
		if (!this.#trace.before.has(id)) this.#trace.before.set(id, visit);
		this.#touched.add(id);
		this.#set({ ...visit, ...change });
	}

	/** Back in line, with nobody. */
	wait(id: VisitId, change: Partial<KnownVisit> = {}): void {
		this.change(id, { state: 'waiting', clerkId: null, ...change });
	}

	call(id: VisitId, clerkId: AccountId): void {
		if (this.currentOf(clerkId)) throw new Wrong(`${clerkId} is told of a second visit, ${id}`);
		this.change(id, { state: 'called', clerkId });
		this.hear('call', id);
	}

	hear(kind: Heard['kind'], visitId: VisitId, branchId = this.visit(visitId).branchId): void {
		const heard = { kind, visitId, branchId, at: this.at };
		this.#trace.heard.push(heard);
		this.#heard.push(heard);
	}

	heardSince(branchId: BranchId, since: Instant): Heard[] {
		this.#heard = this.#heard.filter(({ at }) => at > since);
		return this.#heard.filter((one) => one.branchId === branchId);
	}

	/** As before the command that is undone; a ticket that it gave is withdrawn. */
	undo(id: CommandId): void {
		const undone = this.#traces.get(id);
		if (!undone) throw new Wrong(`${id} is undone, which never happened`);
		for (const [visitId, before] of undone.before) {
			if (this.visits.get(visitId) !== undone.after.get(visitId))
				throw new Wrong(`${id} is undone, though visit ${visitId} has changed since`);
			if (before) this.change(visitId, before);
			else this.change(visitId, { state: 'cancelled', clerkId: null });
		}
		for (const { kind, visitId, branchId } of undone.heard)
			if (kind === 'call') this.hear('withdrawn', visitId, branchId);
	}

	/** The visit that a clerk called or serves. */
	currentOf(clerkId: AccountId): KnownVisit | null {
		for (const visit of this.visits.values())
			if (visit.clerkId === clerkId && (visit.state === 'called' || visit.state === 'serving'))
				return visit;
		return null;
	}

	/** Those in one of these states, oldest first. */
	in(...states: VisitState[]): KnownVisit[] {
		return [...this.visits.values()].filter(({ state }) => states.includes(state));
	}

	dutyOf(clerkId: AccountId): KnownDuty {
		return this.duties.get(clerkId) ?? AT_HOME;
	}

	setDuty(clerkId: AccountId, change: Partial<KnownDuty>): void {
		this.duties.set(clerkId, { ...this.dutyOf(clerkId), ...change });
	}

	endDuty(clerkId: AccountId): void {
		this.setDuty(clerkId, { since: null, branchId: null, counterId: null, pause: null });
	}

	occupantOf(counterId: CounterId): AccountId | null {
		for (const [clerkId, duty] of this.duties) if (duty.counterId === counterId) return clerkId;
		return null;
	}

	/** The hall's day ends: who waited, was called or set aside has gone. */
	abandon(branchId: BranchId, before?: LocalDay): void {
		for (const visit of this.in('waiting', 'called', 'parked'))
			if (visit.branchId === branchId && (before === undefined || visit.day < before))
				this.change(visit.id, { state: 'abandoned' });
	}

	/** As it is shown where the visitor is now. */
	label({ ticket, branchId, issuedIn }: KnownVisit): string {
		return branchId === issuedIn ? ticket : `${codeOf(issuedIn)}-${ticket}`;
	}
}
