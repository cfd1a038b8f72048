/** What the sign of each screen says: one thing, and one sentence more. */
import type { Instant } from '$lib/domain/time.ts';
import type { Language } from '$lib/domain/visit.ts';
import type { KioskService } from '$lib/realtime/events.ts';
import { spacedTicket, whenFrom } from '$lib/text/format.ts';
import { words } from '$lib/text/index.ts';
import { type Step, nameOf } from './place.ts';

export type ScreenName = Step | 'issued' | 'help' | 'refused' | 'closed' | 'nothing' | 'offline';

interface About {
	language: Language;
	now: Instant;
	branch: string;
	ticket: string;
	help: 'asking' | 'asked' | 'answered' | 'unheard';
	/** What was chosen so far. */
	chosen: readonly KioskService[];
	/** What can't be had now. */
	service: KioskService | undefined;
}

interface Sign {
	title: string;
	lead?: string | undefined;
}

export function says(screen: ScreenName, about: About): Sign {
	const { language, chosen, service } = about;
	const t = words(language);
	const welcome = t.kioskWelcome(about.branch);
	switch (screen) {
		case 'start':
			return { title: t.kioskAppointment, lead: welcome };
		case 'appointment':
			return { title: t.kioskMeet, lead: t.kioskMeetWhat };
		case 'services':
			return chosen.length === 0
				? { title: t.kioskTitle, lead: t.kioskHint }
				: { title: t.kioskTitleMore, lead: t.kioskChosen(listed(chosen, language)) };
		case 'not-now':
			return service
				? { title: t.kioskNotNow(nameOf(service, language)), lead: whyNot(service, about) }
				: { title: t.kioskRefused };
		case 'wish':
			return { title: t.kioskWish };
		case 'issued':
			return { title: t.kioskTicketIs(spacedTicket(about.ticket)) };
		case 'help':
			return {
				asking: { title: t.kioskHelpBusy },
				asked: { title: t.kioskHelpAsked, lead: t.kioskHelpWhat },
				answered: { title: t.kioskHelpAnswered, lead: t.kioskHelpWhat },
				unheard: { title: t.kioskHelpFailed, lead: t.kioskHelpWalk }
			}[about.help];
		case 'refused':
			return { title: t.kioskRefused };
		case 'closed':
			return { title: t.kioskClosedTitle, lead: welcome };
		case 'nothing':
			return { title: t.kioskNoServicesTitle, lead: welcome };
		case 'offline':
			return { title: t.kioskOfflineTitle, lead: welcome };
	}
}

const listed = (services: readonly KioskService[], language: Language): string =>
	services.map((service) => nameOf(service, language)).join(', ');

function whyNot({ closed, opensAt }: KioskService, { language, now }: About): string | undefined {
	const t = words(language);
	if (closed === null) return undefined;
	const reason = `${t.closedReason[closed]}.`;
	if (opensAt === null) return reason;
	return `${reason} ${t.kioskNotNowAgain(whenFrom(opensAt, now, language))}`;
}
