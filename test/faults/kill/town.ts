/** The demo region with more people in it: ten counters more in each hall, and somebody for each of them. */
import {
	DEMO_BRANCHES,
	DEMO_REGION,
	type DemoBranchSlug,
	demoId
} from '../../../src/lib/server/demo/region.ts';
import type { Place } from './life.ts';
import { writing } from './rows.ts';

export const HALLS: readonly DemoBranchSlug[] = [
	'bergen-op-zoom',
	'etten-leur',
	'roosendaal',
	'halsteren'
];

export interface Seat {
	login: string;
	accountId: string;
	counterId: string;
	slug: DemoBranchSlug;
	counter: number;
}

const FIRST_COUNTER = 21;

/** Seats, spread over the halls; all of them can give every service. */
export const seats = (count: number): Seat[] =>
	Array.from({ length: count }, (_, index) => {
		const slug = HALLS[index % HALLS.length]!;
		const counter = FIRST_COUNTER + Math.floor(index / HALLS.length);
		const login = `crowd-${index + 1}`;
		return {
			login,
			accountId: demoId('account', login),
			counterId: demoId('counter', `${slug}/${counter}`),
			slug,
			counter
		};
	});

const branchIdOf = (slug: DemoBranchSlug): string =>
	DEMO_BRANCHES.find((branch) => branch.slug === slug)!.id;

/** Puts them into a database that the demo was loaded into. Their password is the demo's, like everybody's there. */
export const settle = (place: Place, people: readonly Seat[]): Promise<void> =>
	writing(
		place,
		people.flatMap(({ login, accountId, counterId, slug, counter }) => [
			`insert into counter (id, branch_id, number) values ('${counterId}', '${branchIdOf(slug)}', ${counter})`,
			`insert into account (id, region_id, login, name, password_hash, demo)
				select '${accountId}', region_id, '${login}', '${login}', password_hash, demo from account where login = 'anna'`,
			`insert into role_grant (account_id, role, level, place_id)
				values ('${accountId}', 'clerk', 'region', '${DEMO_REGION.id}')`,
			`insert into skill (account_id, service_id) select '${accountId}', id from service`
		])
	);
