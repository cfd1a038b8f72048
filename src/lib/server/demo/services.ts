/**
 * The catalogue of the demo region: what visitors come for, in groups that share a ticket letter.
 *
 * Names and minutes follow the national product list (UPL) and what municipalities publish, as far as they were
 * known; compare with the list in force before using them for real. What is asked to bring is shortened for a
 * kiosk, and which place gives what is invented.
 */
import type { BranchId, ServiceId } from '../../domain/ids.ts';
import type { Service, ServiceGroup } from '../../domain/service.ts';
import { DEMO_BRANCHES, DEMO_REGION, type DemoBranchSlug, demoBranchId, demoId } from './region.ts';

const GROUPS = [
	{ letter: 'P', nameNl: 'Paspoort en ID-kaart', nameEn: 'Passport and ID card' },
	{ letter: 'A', nameNl: 'Afhalen', nameEn: 'Collecting' },
	{ letter: 'R', nameNl: 'Rijbewijs', nameEn: 'Driving licence' },
	{ letter: 'V', nameNl: 'Verhuizen en inschrijven', nameEn: 'Moving and registering' },
	{ letter: 'U', nameNl: 'Uittreksels en verklaringen', nameEn: 'Extracts and certificates' },
	{ letter: 'B', nameNl: 'Geboorte, huwelijk, overlijden', nameEn: 'Birth, marriage, death' },
	{ letter: 'N', nameNl: 'Nationaliteit', nameEn: 'Nationality' },
	{ letter: 'Z', nameNl: 'Parkeren en hulp bij geld', nameEn: 'Parking and help with money' }
] as const;

type Letter = (typeof GROUPS)[number]['letter'];

const groupId = (letter: Letter) => demoId('serviceGroup', letter);

export const DEMO_SERVICE_GROUPS: readonly ServiceGroup[] = GROUPS.map((group) => ({
	id: groupId(group.letter),
	regionId: DEMO_REGION.id,
	...group
}));

const ID_NL = 'Uw paspoort, ID-kaart of rijbewijs (geldig)';
const ID_EN = 'Your passport, ID card or driving licence (valid)';
const PAY_NL = 'Een bankpas om te betalen';
const PAY_EN = 'A bank card to pay with';
const PHOTO_NL = 'Een pasfoto die niet ouder is dan 6 maanden';
const PHOTO_EN = 'A passport photo no older than 6 months';

const TRAVEL_NL = [
	PHOTO_NL,
	'Al uw paspoorten en ID-kaarten, ook als ze verlopen zijn',
	PAY_NL,
	'Jonger dan 18 jaar? Het kind komt mee, met toestemming van de ouders op papier'
] as const;
const TRAVEL_EN = [
	PHOTO_EN,
	'All your passports and ID cards, also expired ones',
	PAY_EN,
	'Under 18? The child comes along, with the written consent of the parents'
] as const;

/** The published norm, and a shorter one for who only collects something. Minutes. */
const NORM = 15;
const COLLECT_NORM = 10;

interface Entry {
	upl: string;
	letter: Letter;
	nameNl: string;
	nameEn: string;
	/** Minutes for the first person, and for each further one. */
	minutes: readonly [first: number, extra: number];
	targetMinutes?: number;
	/** Nothing original to hand over, no fingerprint or signature in person. */
	byVideo?: boolean;
	/** Invented, in euros a person. */
	fee?: number;
	/** A page of the municipality where it is done without coming. */
	online?: string;
	walkInWelcome?: boolean;
	bringNl: readonly string[];
	bringEn: readonly string[];
	/** Lower case; Dutch, then English; common misspellings too. */
	searchWords: readonly string[];
}

/** Most used first. */
const CATALOGUE = [
	{
		upl: 'ophalen reisdocument of rijbewijs',
		fee: 0,
		walkInWelcome: true,
		letter: 'A',
		nameNl: 'Paspoort, ID-kaart of rijbewijs ophalen',
		nameEn: 'Collect a passport, ID card or licence',
		minutes: [5, 2],
		targetMinutes: COLLECT_NORM,
		bringNl: [
			'Uw oude paspoort, ID-kaart of rijbewijs',
			'Kom zelf: iemand anders mag het niet voor u ophalen'
		],
		bringEn: [
			'Your old passport, ID card or driving licence',
			'Come yourself: nobody else may collect it for you'
		],
		searchWords: [
			'ophalen',
			'afhalen',
			'paspoort ophalen',
			'id kaart ophalen',
			'rijbewijs ophalen',
			'ligt klaar',
			'collect',
			'pick up',
			'pickup',
			'passport ready'
		]
	},
	{
		upl: 'paspoort',
		fee: 84.5,
		letter: 'P',
		nameNl: 'Paspoort aanvragen',
		nameEn: 'Apply for a passport',
		minutes: [10, 10],
		bringNl: TRAVEL_NL,
		bringEn: TRAVEL_EN,
		searchWords: [
			'paspoort',
			'pasport',
			'paspoort kwijt',
			'paspoort gestolen',
			'paspoort verlengen',
			'paspoort verlopen',
			'nieuw paspoort',
			'reisdocument',
			'op vakantie',
			'passport',
			'passport lost',
			'passport stolen',
			'renew passport',
			'travel document'
		]
	},
	{
		upl: 'identiteitskaart',
		fee: 79.5,
		letter: 'P',
		nameNl: 'ID-kaart aanvragen',
		nameEn: 'Apply for an ID card',
		minutes: [10, 10],
		bringNl: TRAVEL_NL,
		bringEn: TRAVEL_EN,
		searchWords: [
			'id kaart',
			'id-kaart',
			'idkaart',
			'identiteitskaart',
			'identiteitsbewijs',
			'identiteidskaart',
			'id kaart kwijt',
			'id kaart verlopen',
			'legitimatie',
			'id card',
			'identity card',
			'id card lost',
			'renew id card'
		]
	},
	{
		upl: 'rijbewijs',
		fee: 52,
		letter: 'R',
		nameNl: 'Rijbewijs aanvragen',
		nameEn: 'Apply for a driving licence',
		minutes: [10, 10],
		bringNl: [PHOTO_NL, 'Uw paspoort of ID-kaart (geldig)', 'Uw oude rijbewijs', PAY_NL],
		bringEn: [PHOTO_EN, 'Your passport or ID card (valid)', 'Your old driving licence', PAY_EN],
		searchWords: [
			'rijbewijs',
			'rijbewijs verlengen',
			'rijbewijs kwijt',
			'rijbewijs verlopen',
			'rijbewijs gestolen',
			'rijbewijs omwisselen',
			'rybewijs',
			'auto rijden',
			'driving licence',
			'drivers license',
			'driving licence lost',
			'renew licence'
		]
	},
	{
		upl: 'brp-uittreksel',
		fee: 18.5,
		online: 'uittreksel',
		letter: 'U',
		nameNl: 'Uittreksel BRP (bewijs van adres)',
		nameEn: 'Register extract (proof of address)',
		minutes: [5, 2],
		byVideo: true,
		bringNl: [ID_NL, PAY_NL],
		bringEn: [ID_EN, PAY_EN],
		searchWords: [
			'uittreksel',
			'uitreksel',
			'uittreksel brp',
			'bewijs van inschrijving',
			'bewijs van adres',
			'bewijs van woonplaats',
			'gba uittreksel',
			'extract',
			'proof of address',
			'proof of registration',
			'residence certificate'
		]
	},
	{
		upl: 'verhuismelding',
		fee: 0,
		online: 'verhuizen',
		letter: 'V',
		nameNl: 'Verhuizing doorgeven',
		nameEn: 'Report a move',
		minutes: [10, 2],
		byVideo: true,
		bringNl: [
			ID_NL,
			'Uw huurcontract of koopcontract',
			'Gaat u bij iemand inwonen? Toestemming van de bewoner op papier'
		],
		bringEn: [
			ID_EN,
			'Your rental contract or proof that you bought the home',
			'Moving in with someone? The written consent of the resident'
		],
		searchWords: [
			'verhuizen',
			'verhuizing',
			'verhuist',
			'nieuw adres',
			'adres wijzigen',
			'adreswijziging',
			'ander huis',
			'inwonen',
			'moving',
			'moved house',
			'change of address',
			'new address'
		]
	},
	{
		upl: 'verklaring omtrent gedrag (vog)',
		fee: 41.5,
		online: 'vog',
		letter: 'U',
		nameNl: 'Verklaring omtrent het gedrag (VOG)',
		nameEn: 'Certificate of conduct (VOG)',
		minutes: [10, 10],
		bringNl: [ID_NL, 'Het formulier van uw werkgever, ingevuld en ondertekend', PAY_NL],
		bringEn: [ID_EN, 'The form from your employer, filled in and signed', PAY_EN],
		searchWords: [
			'vog',
			'verklaring omtrent gedrag',
			'verklaring omtrend gedrag',
			'bewijs van goed gedrag',
			'strafblad',
			'nieuwe baan',
			'vrijwilliger',
			'certificate of conduct',
			'criminal record check',
			'background check'
		]
	},
	{
		upl: 'geboorteaangifte',
		fee: 0,
		letter: 'B',
		nameNl: 'Geboorte aangeven',
		nameEn: 'Register a birth',
		minutes: [15, 10],
		bringNl: [
			'Uw paspoort of ID-kaart, en die van de moeder',
			'De verklaring van het ziekenhuis of de verloskundige'
		],
		bringEn: [
			"Your passport or ID card, and the mother's",
			'The statement from the hospital or the midwife'
		],
		searchWords: [
			'geboorte',
			'geboorteaangifte',
			'baby',
			'kind geboren',
			'kind aangeven',
			'naam kiezen',
			'birth',
			'newborn',
			'register birth',
			'child born'
		]
	},
	{
		upl: 'overlijdensaangifte',
		letter: 'B',
		nameNl: 'Overlijden aangeven',
		nameEn: 'Register a death',
		minutes: [20, 15],
		bringNl: [
			ID_NL,
			'De verklaring van de arts',
			'Het paspoort, de ID-kaart of het trouwboekje van wie overleden is'
		],
		bringEn: [
			ID_EN,
			"The doctor's statement",
			'The passport, ID card or marriage booklet of the person who died'
		],
		searchWords: [
			'overlijden',
			'overleden',
			'overlijdensaangifte',
			'dood',
			'sterfgeval',
			'begrafenis',
			'crematie',
			'death',
			'died',
			'deceased',
			'funeral'
		]
	},
	{
		upl: 'huwelijksaangifte',
		letter: 'B',
		nameNl: 'Huwelijk of partnerschap melden',
		nameEn: 'Give notice of marriage or partnership',
		// Thirty minutes are for the couple.
		minutes: [30, 0],
		bringNl: [
			'Uw paspoort of ID-kaart, en die van uw partner',
			'Een kopie van het paspoort of de ID-kaart van uw getuigen',
			'Geboren of eerder getrouwd in het buitenland? De originele akten'
		],
		bringEn: [
			"Your passport or ID card, and your partner's",
			'A copy of the passport or ID card of your witnesses',
			'Born or married before in another country? The original records'
		],
		searchWords: [
			'trouwen',
			'huwelijk',
			'huwelijksaangifte',
			'ondertrouw',
			'bruiloft',
			'geregistreerd partnerschap',
			'marriage',
			'getting married',
			'wedding',
			'registered partnership'
		]
	},
	{
		upl: 'erkenning',
		letter: 'B',
		nameNl: 'Kind erkennen',
		nameEn: 'Acknowledge a child',
		minutes: [20, 5],
		bringNl: [
			'Uw paspoort of ID-kaart, en die van de moeder',
			'Komt de moeder niet mee? Haar toestemming op papier'
		],
		bringEn: [
			"Your passport or ID card, and the mother's",
			'Is the mother not coming? Her written consent'
		],
		searchWords: [
			'erkenning',
			'kind erkennen',
			'erkennen',
			'vader worden',
			'ongeboren kind',
			'zwanger',
			'acknowledge child',
			'recognise child',
			'paternity',
			'parenthood'
		]
	},
	{
		upl: 'brp-inschrijving',
		letter: 'V',
		nameNl: 'Inschrijven vanuit het buitenland',
		nameEn: 'Register from abroad',
		minutes: [30, 15],
		bringNl: [
			'Een paspoort of ID-kaart van iedereen die u inschrijft',
			'Een bewijs dat u hier mag wonen',
			'Uw huurcontract of koopcontract',
			'De originele akten van geboorte en huwelijk'
		],
		bringEn: [
			'A passport or ID card of everyone you register',
			'Proof of your right of residence',
			'Your rental contract or proof that you bought the home',
			'The original birth and marriage certificates'
		],
		searchWords: [
			'inschrijven',
			'inschrijving',
			'uit het buitenland',
			'nieuw in nederland',
			'bsn',
			'burgerservicenummer',
			'immigratie',
			'register',
			'registration',
			'from abroad',
			'new in the netherlands',
			'bsn number'
		]
	},
	{
		upl: 'akte van de burgerlijke stand',
		fee: 18.5,
		online: 'akte',
		letter: 'U',
		nameNl: 'Afschrift van een akte',
		nameEn: 'Copy of a birth or marriage record',
		minutes: [5, 2],
		byVideo: true,
		bringNl: [ID_NL, 'De naam en de datum die in de akte staan', PAY_NL],
		bringEn: [ID_EN, 'The name and the date in the record', PAY_EN],
		searchWords: [
			'akte',
			'acte',
			'geboorteakte',
			'trouwakte',
			'huwelijksakte',
			'overlijdensakte',
			'afschrift',
			'birth certificate',
			'marriage certificate',
			'death certificate'
		]
	},
	{
		upl: 'legalisatie document',
		letter: 'U',
		nameNl: 'Handtekening laten legaliseren',
		nameEn: 'Have a signature certified',
		minutes: [5, 2],
		bringNl: [ID_NL, 'Het document. Teken het pas aan de balie', PAY_NL],
		bringEn: [ID_EN, 'The document. Sign it only at the counter', PAY_EN],
		searchWords: [
			'legalisatie',
			'legaliseren',
			'handtekening',
			'waarmerken',
			'garantstelling',
			'uitnodiging buitenland',
			'legalisation',
			'certify signature',
			'signature',
			'guarantor'
		]
	},
	{
		upl: 'bewijs van nederlanderschap',
		letter: 'N',
		nameNl: 'Bewijs van Nederlanderschap',
		nameEn: 'Proof of Dutch nationality',
		minutes: [10, 5],
		bringNl: ['Uw paspoort of ID-kaart', PAY_NL],
		bringEn: ['Your passport or ID card', PAY_EN],
		searchWords: [
			'nederlanderschap',
			'bewijs nationaliteit',
			'nationaliteit',
			'nationaliteitsverklaring',
			'nederlandse nationaliteit',
			'proof of nationality',
			'dutch nationality',
			'certificate of nationality'
		]
	},
	{
		upl: 'parkeervergunning',
		online: 'parkeren',
		letter: 'Z',
		nameNl: 'Parkeervergunning',
		nameEn: 'Parking permit',
		minutes: [15, 5],
		byVideo: true,
		bringNl: [ID_NL, 'Uw kenteken', 'Leaseauto of auto van het werk? Het contract'],
		bringEn: [ID_EN, 'Your number plate', 'Lease or company car? The contract'],
		searchWords: [
			'parkeren',
			'parkeervergunning',
			'parkeer vergunning',
			'bewonersvergunning',
			'auto voor de deur',
			'kenteken wijzigen',
			'parking',
			'parking permit',
			'resident parking'
		]
	},
	{
		upl: 'bewijs van in leven zijn',
		fee: 0,
		walkInWelcome: true,
		letter: 'U',
		nameNl: 'Bewijs van in leven zijn',
		nameEn: 'Proof of being alive',
		minutes: [5, 5],
		bringNl: [ID_NL, 'Het formulier van uw pensioenfonds, als u dat heeft', PAY_NL],
		bringEn: [ID_EN, 'The form from your pension fund, if you have one', PAY_EN],
		searchWords: [
			'in leven zijn',
			'levensbewijs',
			'attestatie de vita',
			'pensioen buitenland',
			'pensioenfonds',
			'proof of life',
			'life certificate',
			'pension abroad'
		]
	},
	{
		upl: 'schuldhulp',
		letter: 'Z',
		nameNl: 'Hulp bij schulden',
		nameEn: 'Help with debts',
		// Partners come together for one talk.
		minutes: [30, 0],
		byVideo: true,
		bringNl: [
			ID_NL,
			'Brieven over uw schulden, ook als ze nog dicht zijn',
			'Een bewijs van uw inkomen'
		],
		bringEn: [
			ID_EN,
			'Letters about your debts, also if you have not opened them',
			'Proof of your income'
		],
		searchWords: [
			'schuld',
			'schulden',
			'schuldhulp',
			'schuldhulpverlening',
			'geldproblemen',
			'niet betalen',
			'deurwaarder',
			'debt',
			'debts',
			'money problems',
			'cannot pay',
			'bailiff'
		]
	},
	{
		upl: 'aangifte vertrek buitenland',
		letter: 'V',
		nameNl: 'Verhuizen naar het buitenland',
		nameEn: 'Move abroad',
		minutes: [10, 2],
		byVideo: true,
		bringNl: [
			'Een paspoort of ID-kaart van iedereen die vertrekt',
			'Uw nieuwe adres en de datum van vertrek'
		],
		bringEn: [
			'A passport or ID card of everyone who leaves',
			'Your new address and the date of leaving'
		],
		searchWords: [
			'emigreren',
			'emigratie',
			'emigreeren',
			'vertrek buitenland',
			'naar het buitenland',
			'uitschrijven',
			'emigrate',
			'leaving the netherlands',
			'move abroad',
			'deregister'
		]
	},
	{
		upl: 'gehandicaptenparkeerkaart',
		letter: 'Z',
		nameNl: 'Gehandicapten-parkeerkaart',
		nameEn: 'Disabled parking card',
		minutes: [15, 10],
		bringNl: [ID_NL, 'Een pasfoto', 'Informatie van uw arts, als u die heeft', PAY_NL],
		bringEn: [ID_EN, 'A passport photo', 'Information from your doctor, if you have it', PAY_EN],
		searchWords: [
			'gehandicapt',
			'gehandicaptenparkeerkaart',
			'gehandicapten parkeerkaart',
			'invalidenkaart',
			'invalide parkeerkaart',
			'slecht ter been',
			'disabled parking',
			'blue badge',
			'disability card'
		]
	},
	{
		upl: 'naturalisatieverzoek',
		letter: 'N',
		nameNl: 'Nederlander worden',
		nameEn: 'Become a Dutch citizen',
		minutes: [60, 20],
		bringNl: [
			'Uw paspoort en uw verblijfsvergunning',
			'Uw originele geboorteakte',
			'Uw diploma inburgering',
			PAY_NL
		],
		bringEn: [
			'Your passport and your residence permit',
			'Your original birth certificate',
			'Your civic integration diploma',
			PAY_EN
		],
		searchWords: [
			'naturalisatie',
			'naturaliseren',
			'nederlander worden',
			'nederlands paspoort krijgen',
			'inburgering',
			'naturalisation',
			'naturalization',
			'become dutch',
			'dutch citizenship',
			'citizenship'
		]
	}
] as const satisfies readonly Entry[];

/** The name that each service of the demo catalogue has in the product list. */
export type DemoUpl = (typeof CATALOGUE)[number]['upl'];

export const demoServiceId = (upl: DemoUpl): ServiceId => demoId('service', upl);

export const DEMO_SERVICES: readonly Service[] = CATALOGUE.map((entry: Entry, index) => ({
	id: demoId('service', entry.upl),
	regionId: DEMO_REGION.id,
	groupId: groupId(entry.letter),
	letter: entry.letter,
	upl: entry.upl,
	nameNl: entry.nameNl,
	nameEn: entry.nameEn,
	bringNl: [...entry.bringNl],
	bringEn: [...entry.bringEn],
	searchWords: [...entry.searchWords],
	firstMinutes: entry.minutes[0],
	extraMinutes: entry.minutes[1],
	targetMinutes: entry.targetMinutes ?? NORM,
	byVideo: entry.byVideo ?? false,
	feeCents: entry.fee === undefined ? null : Math.round(entry.fee * 100),
	onlineUrl: entry.online ? `https://regio.example/${entry.online}` : null,
	walkInWelcome: entry.walkInWelcome ?? false,
	position: index + 1
}));

/** A counter in a library: no fingerprints, no originals, no safe. */
const AT_THE_POINT: readonly DemoUpl[] = [
	'brp-uittreksel',
	'verhuismelding',
	'akte van de burgerlijke stand',
	'aangifte vertrek buitenland',
	'parkeervergunning',
	'schuldhulp'
];

const NOT_GIVEN: Partial<Record<DemoBranchSlug, readonly DemoUpl[]>> = {
	// An hour at one of three counters: sent to a larger hall.
	'etten-leur': ['naturalisatieverzoek']
};

const givenAt = (slug: DemoBranchSlug): readonly DemoUpl[] =>
	slug === 'halsteren'
		? AT_THE_POINT
		: CATALOGUE.map(({ upl }) => upl).filter((upl) => !NOT_GIVEN[slug]?.includes(upl));

/** Which place gives what: the halls nearly all, the neighbourhood point a handful. */
export const DEMO_BRANCH_SERVICES: readonly { branchId: BranchId; serviceId: ServiceId }[] =
	DEMO_BRANCHES.flatMap(({ slug }) =>
		givenAt(slug as DemoBranchSlug).map((upl) => ({
			branchId: demoBranchId(slug as DemoBranchSlug),
			serviceId: demoServiceId(upl)
		}))
	);
