import type { RegionId, ServiceGroupId, ServiceId } from './ids.ts';

/** Group of services that share a ticket letter. */
export interface ServiceGroup {
	id: ServiceGroupId;
	regionId: RegionId;
	letter: string;
	nameNl: string;
	nameEn: string;
}

/** What a visitor comes for. */
export interface Service {
	id: ServiceId;
	regionId: RegionId;
	groupId: ServiceGroupId;
	letter: string;
	/** Name from the Dutch national product list (UPL), the key for links from municipal websites. */
	upl: string;
	nameNl: string;
	nameEn: string;
	bringNl: string[];
	bringEn: string[];
	/** Everyday words that lead here, in both languages. */
	searchWords: string[];
	/** Minutes for the first person, and for each further one. */
	firstMinutes: number;
	extraMinutes: number;
	/** Published norm: a walk-in is called within this many minutes. */
	targetMinutes: number;
	byVideo: boolean;
	/** What it costs each person, in cents; 0 for nothing, null where that can't be said beforehand. */
	feeCents: number | null;
	/** Where it can be arranged without coming; null where it can't. */
	onlineUrl: string | null;
	/** Whoever walks in is helped soon: an appointment is not needed. */
	walkInWelcome: boolean;
	position: number;
}

export const MAX_PERSONS = 8;
export const MAX_SERVICES = 4;

/** Minutes that a service takes for so many people. */
export const minutesFor = (
	service: Pick<Service, 'firstMinutes' | 'extraMinutes'>,
	persons: number
): number => service.firstMinutes + service.extraMinutes * (persons - 1);
