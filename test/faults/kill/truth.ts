/** The database held against what people were told. */
import type { Clerk } from './crowd.ts';
import { type Entry, type Ledger, issuedTo, visitOf } from './ledger.ts';
import type { Row } from './rows.ts';

/** What each action leaves in the journal, once. */
const LEAVES: Readonly<Record<string, readonly string[]>> = {
	'/kiosk?/take': ['ticket-issued'],
	'/desk?/open': ['duty-started'],
	'/desk?/next': ['visit-called'],
	'/desk?/recall': ['visit-recalled'],
	'/desk?/serve': ['serving-started'],
	'/desk?/park': ['visit-parked'],
	'/desk?/resume': ['visit-resumed'],
	'/desk?/finish': ['visit-finished'],
	'/desk?/undo': ['visit-restored']
};

/** What somebody may be told instead. Anything else means that a command was done twice, or not at all. */
const NO: Readonly<Record<string, readonly string[]>> = {
	'/kiosk?/take': ['service-closed', 'series-full'],
	'/desk?/next': ['queue-empty'],
	'/desk?/undo': ['undo-expired', 'overtaken']
};

export interface Truth {
	/** Types of the journal's lines, by command. */
	lines: Map<string, string[]>;
	visits: Row[];
	series: Row[];
}

export async function readTruth(all: (sql: string) => Promise<Row[]>): Promise<Truth> {
	const lines = new Map<string, string[]>();
	for (const row of await all(
		"select command_id, type from journal where actor_kind <> 'system' order by seq"
	)) {
		const id = String(row['command_id']);
		lines.set(id, [...(lines.get(id) ?? []), String(row['type'])]);
	}
	return {
		lines,
		visits: await all(
			`select visit.id, visit.branch_id, issued_branch_id, branch.code, day, letter, visit.number, state, clerk_id,
				link, counter.number as counter
			from visit join branch on branch.id = visit.branch_id left join counter on counter.id = counter_id`
		),
		series: await all('select branch_id, day, letter, last_number from series')
	};
}

export const ticketOf = (visit: Row): string =>
	`${String(visit['letter'])}${String(visit['number']).padStart(3, '0')}`;

/** What people were told, and is not there, or not once. */
export function missing(truth: Truth, told: readonly Entry[]): string[] {
	const byLink = new Map(truth.visits.map((visit) => [visit['link'], visit]));
	const byId = new Map(truth.visits.map((visit) => [visit['id'], visit]));
	return told.flatMap((entry) => {
		const left = truth.lines.get(entry.id) ?? [];
		const expected = LEAVES[entry.action] ?? [];
		const what = `${entry.who} ${entry.action} ${entry.id}`;
		if (left.join() !== expected.join())
			return [`${what} was answered, and left ${left.join(', ') || 'nothing'}`];
		const issued = issuedTo(entry);
		if (issued) {
			const visit = byLink.get(issued.link);
			if (!visit) return [`${what}: the page of ticket ${issued.ticket} is gone`];
			if (ticketOf(visit) !== issued.ticket)
				return [`${what}: ticket ${issued.ticket} is ${ticketOf(visit)} now`];
		}
		const visitId = visitOf(entry);
		if (visitId && !byId.has(visitId)) return [`${what}: its visit is gone`];
		return [];
	});
}

/** What stands in the journal by nobody's wish, or by that of somebody who was told no. */
export function unasked(truth: Truth, ledger: Ledger): string[] {
	return [...truth.lines].flatMap(([id, left]) => {
		const entry = ledger.of(id);
		if (!entry) return [`${left.join(', ')} by command ${id}, which nobody gave`];
		if (entry.answer?.ok === false)
			return [`${entry.action} was refused (${entry.answer.code}), and left ${left.join(', ')}`];
		return [];
	});
}

/** Refusals that can only be if something was done twice, or lost. */
export const strange = (ledger: Ledger): string[] =>
	ledger.all.flatMap(({ who, action, answer, tries }) =>
		answer?.ok === false && !NO[action]?.includes(answer.code)
			? [`${who} ${action} was refused: ${answer.code}, after ${tries} tries`]
			: []
	);

/** Numbers that were given twice or left out, or that the series does not know. */
export function misnumbered({ visits, series }: Truth): string[] {
	const found: string[] = [];
	const given = new Map<string, number[]>();
	for (const visit of visits) {
		const key = `${String(visit['issued_branch_id'])} ${String(visit['day'])} ${String(visit['letter'])}`;
		given.set(key, [...(given.get(key) ?? []), Number(visit['number'])]);
	}
	for (const [key, numbers] of given) {
		numbers.sort((a, b) => a - b);
		if (numbers.some((number, index) => number !== index + 1))
			found.push(`${key}: the numbers are ${numbers.join(' ')}`);
	}
	for (const row of series) {
		const key = `${String(row['branch_id'])} ${String(row['day'])} ${String(row['letter'])}`;
		if (Number(row['last_number']) !== given.get(key)?.length)
			found.push(`${key}: the series ends with ${String(row['last_number'])}`);
	}
	return found;
}

/** Clerks whose visit is another than they were told. */
export function astray({ visits }: Truth, clerks: readonly Clerk[]): string[] {
	const byId = new Map(visits.map((visit) => [visit['id'], visit]));
	return clerks.flatMap(({ login, accountId, held }) => {
		const open = visits.filter(
			(visit) =>
				visit['clerk_id'] === accountId &&
				['called', 'serving', 'parked'].includes(String(visit['state']))
		);
		const found = open.map(({ id, state }) => `${String(id)} ${String(state)}`).join();
		const expected = held ? `${held.visitId} ${held.state}` : '';
		if (found === expected) return [];
		const instead = held ? String(byId.get(held.visitId)?.['state']) : '';
		return [`${login} was told "${expected}", and has "${found}" (${instead})`];
	});
}
