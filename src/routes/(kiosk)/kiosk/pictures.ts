/** A picture for each service, for who reads with difficulty: by its name in the national product list. */
import type { LucideIcon } from '@lucide/svelte';
import {
	Accessibility,
	Baby,
	BookUser,
	Box,
	Car,
	File,
	Flag,
	Flower,
	Globe,
	Heart,
	IdCard,
	House,
	Parking,
	PiggyBank,
	Plane,
	Scroll,
	ShieldCheck,
	Signature,
	Stamp,
	Truck,
	UserCheck,
	Users
} from '$lib/ui/icons.ts';

const PICTURES: Partial<Record<string, LucideIcon>> = {
	'aangifte vertrek buitenland': Plane,
	'akte van de burgerlijke stand': Scroll,
	'bewijs van in leven zijn': UserCheck,
	'bewijs van nederlanderschap': Stamp,
	'brp-inschrijving': Globe,
	'brp-uittreksel': House,
	erkenning: Users,
	geboorteaangifte: Baby,
	gehandicaptenparkeerkaart: Accessibility,
	huwelijksaangifte: Heart,
	identiteitskaart: IdCard,
	'legalisatie document': Signature,
	naturalisatieverzoek: Flag,
	'ophalen reisdocument of rijbewijs': Box,
	overlijdensaangifte: Flower,
	parkeervergunning: Parking,
	paspoort: BookUser,
	rijbewijs: Car,
	schuldhulp: PiggyBank,
	'verklaring omtrent gedrag (vog)': ShieldCheck,
	verhuismelding: Truck
};

export const pictureOf = (upl: string): LucideIcon => PICTURES[upl] ?? File;
