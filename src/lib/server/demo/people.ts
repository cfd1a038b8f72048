/**
 * The team of the demo region: eighteen clerks, three hosts, a lead and an administrator.
 *
 * All people, their names and their rosters are invented. Nobody ever has a day off, so that the demo shows the
 * same full team on whatever day it is started; only Thursday differs, because of the evening.
 */
import type { AccountId, BranchId, Id, ServiceId } from '../../domain/ids.ts';
import type { Grant, Role } from '../../domain/permission.ts';
import {
	type Instant,
	type LocalDay,
	type LocalTime,
	HOUR,
	atLocal,
	minutes,
	weekdayOf
} from '../../domain/time.ts';
import {
	DEMO_BRANCHES,
	DEMO_REGION,
	type DemoBranchSlug,
	THURSDAY,
	demoBranchId,
	demoId
} from './region.ts';
import { type DemoUpl, demoServiceId } from './services.ts';

/** The password of every demo account; sign-in refuses these accounts outside demo mode. */
export const DEMO_PASSWORD = 'beurt-demo';

/** What everyone at a counter can do. */
const COMMON: readonly DemoUpl[] = [
	'ophalen reisdocument of rijbewijs',
	'paspoort',
	'identiteitskaart',
	'rijbewijs',
	'brp-uittreksel',
	'verhuismelding',
	'verklaring omtrent gedrag (vog)',
	'akte van de burgerlijke stand',
	'legalisatie document',
	'bewijs van nederlanderschap',
	'bewijs van in leven zijn',
	'aangifte vertrek buitenland'
];

const SPECIALISMS = {
	family: ['geboorteaangifte', 'overlijdensaangifte', 'erkenning'],
	marriage: ['huwelijksaangifte'],
	abroad: ['brp-inschrijving'],
	nationality: ['naturalisatieverzoek'],
	parking: ['parkeervergunning', 'gehandicaptenparkeerkaart'],
	debts: ['schuldhulp']
} as const satisfies Record<string, readonly DemoUpl[]>;

type Specialism = keyof typeof SPECIALISMS;

/** Times of a working day: on Thursday, when the halls are open until eight, and on other days. */
const PATTERNS = {
	full: { thursday: ['08:00', '17:15'], other: ['08:00', '17:15'] },
	/** Takes the evening, and starts later for it. */
	late: { thursday: ['11:00', '20:15'], other: ['08:00', '17:15'] },
	morning: { thursday: ['08:00', '13:00'], other: ['08:00', '13:00'] },
	afternoon: { thursday: ['12:30', '20:15'], other: ['12:30', '17:15'] },
	point: { thursday: ['08:45', '16:15'], other: ['08:45', '16:15'] }
} as const satisfies Record<
	string,
	Record<'thursday' | 'other', readonly [from: LocalTime, until: LocalTime]>
>;

export type DemoPattern = keyof typeof PATTERNS;

export interface DemoClerk {
	id: AccountId;
	login: string;
	name: string;
	/** Where they are rostered; null is anywhere. */
	branchId: BranchId | null;
	pattern: DemoPattern;
	skills: readonly ServiceId[];
}

const skillsOf = (specialisms: readonly Specialism[]): ServiceId[] =>
	[...COMMON, ...specialisms.flatMap((specialism) => SPECIALISMS[specialism])].map(demoServiceId);

const accountId = (login: string): AccountId => demoId('account', login);

const clerk = (
	name: string,
	place: DemoBranchSlug | 'anywhere',
	pattern: DemoPattern,
	...specialisms: Specialism[]
): DemoClerk => {
	const [firstName = name] = name.split(' ');
	const login = firstName.toLowerCase();
	return {
		id: accountId(login),
		login,
		name,
		branchId: place === 'anywhere' ? null : demoBranchId(place),
		pattern,
		skills: skillsOf(specialisms)
	};
};

/**
 * Each hall has, at all its hours, someone of its own for each service that it gives. Who may be anywhere comes
 * on top of that: signed in at home they can give by video only.
 */
export const DEMO_CLERKS: readonly DemoClerk[] = [
	clerk('Anna de Wit', 'bergen-op-zoom', 'full', 'family', 'marriage', 'debts'),
	clerk('Bram van Gils', 'bergen-op-zoom', 'late', 'family', 'marriage'),
	clerk('Carmen Hoefnagels', 'bergen-op-zoom', 'late', 'marriage', 'abroad', 'parking'),
	clerk('Daan Verhoeven', 'bergen-op-zoom', 'morning', 'abroad', 'parking'),
	clerk('Esra Demirci', 'bergen-op-zoom', 'afternoon', 'family', 'parking', 'debts'),
	clerk('Fatima el Amrani', 'bergen-op-zoom', 'full', 'abroad', 'nationality'),
	clerk('Gijs Adriaansen', 'bergen-op-zoom', 'late', 'family', 'abroad', 'nationality', 'debts'),
	clerk('Hanneke Schrauwen', 'roosendaal', 'full', 'family', 'marriage', 'abroad'),
	clerk('Ibrahim Haddouch', 'roosendaal', 'late', 'family', 'abroad', 'nationality'),
	clerk('Joost Matthijssen', 'roosendaal', 'morning', 'abroad', 'nationality', 'parking'),
	clerk('Kim Nguyen', 'roosendaal', 'late', 'marriage', 'nationality', 'debts'),
	clerk('Lotte Jongeneelen', 'roosendaal', 'afternoon', 'family', 'parking', 'debts'),
	clerk('Mehmet Aksoy', 'etten-leur', 'full', 'family', 'marriage', 'abroad', 'parking'),
	clerk(
		'Noor Martens',
		'etten-leur',
		'late',
		'family',
		'marriage',
		'abroad',
		'nationality',
		'debts'
	),
	clerk('Oscar Pinas', 'etten-leur', 'afternoon', 'family', 'parking', 'debts'),
	clerk('Petra Huijbregts', 'halsteren', 'point', 'parking', 'debts'),
	clerk('Ruben Soares', 'anywhere', 'full', 'abroad', 'nationality', 'debts'),
	clerk('Yara Bakker', 'anywhere', 'late', 'family', 'parking')
];

export interface DemoAccount {
	id: AccountId;
	login: string;
	name: string;
	grant: Grant;
}

const inRegion = (role: Role): Grant => ({ role, level: 'region', id: DEMO_REGION.id });

const HOSTS: Record<string, string> = {
	B: 'Willemijn Aarts',
	E: 'Thijs Bogaerts',
	R: 'Samira Benali'
};

/** Logins of hosts are `host-` with the code of their hall. */
const hosts: DemoAccount[] = DEMO_BRANCHES.flatMap((branch) => {
	const name = HOSTS[branch.code];
	const login = `host-${branch.code.toLowerCase()}`;
	if (!name) return [];
	return [
		{ id: accountId(login), login, name, grant: { role: 'host', level: 'branch', id: branch.id } }
	];
});

const LEAD: DemoAccount = {
	id: accountId('lead'),
	login: 'lead',
	name: 'Marloes Kerstens',
	grant: inRegion('lead')
};

/** Everyone who can sign in, with the one role that they have. */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
	...DEMO_CLERKS.map(({ id, login, name }) => ({ id, login, name, grant: inRegion('clerk') })),
	...hosts,
	LEAD,
	{
		id: accountId('admin'),
		login: 'admin',
		name: 'Victor Dingemans',
		grant: inRegion('administrator')
	}
];

/** The lead opens a counter when it is busy, without a shift of their own. */
export const DEMO_SKILLS: readonly { accountId: AccountId; serviceId: ServiceId }[] = [
	...DEMO_CLERKS,
	{ id: LEAD.id, skills: skillsOf(['family', 'marriage']) }
].flatMap(({ id, skills }) => skills.map((serviceId) => ({ accountId: id, serviceId })));

export interface DemoShift {
	id: Id<'shift'>;
	accountId: AccountId;
	branchId: BranchId | null;
	startsAt: Instant;
	endsAt: Instant;
}

/** The whole team's shifts on one day; the same ids each time, made from clerk, day and start. */
export function demoShiftsOn(day: LocalDay): DemoShift[] {
	const { timeZone } = DEMO_REGION;
	const kind = weekdayOf(day, timeZone) === THURSDAY ? 'thursday' : 'other';
	return DEMO_CLERKS.map(({ id, login, branchId, pattern }) => {
		const [from, until] = PATTERNS[pattern][kind];
		return {
			id: demoId('shift', `${login}/${day}/${from}`),
			accountId: id,
			branchId,
			startsAt: atLocal(day, from, timeZone),
			endsAt: atLocal(day, until, timeZone)
		};
	});
}

/** From so long a shift on there is a break, and how long it is. Milliseconds. */
const BREAK_FROM = 6 * HOUR;
const BREAK = minutes(30);

/** Around the middle of a long shift, one after the other, so that not all of a hall are away at once. */
export function demoBreaksOf({ id, accountId, startsAt, endsAt }: DemoShift) {
	if (endsAt - startsAt < BREAK_FROM) return [];
	const turn = DEMO_CLERKS.findIndex((one) => one.id === accountId) % 3;
	const middle = startsAt + (endsAt - startsAt) / 2;
	const from = Math.floor(middle / minutes(10)) * minutes(10) + (turn - 1) * BREAK;
	return [{ shiftId: id, startsAt: from, endsAt: from + BREAK }];
}
