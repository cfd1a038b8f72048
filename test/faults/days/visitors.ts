/** What visitors press: at a kiosk, and on the page of their ticket. */
import { HELP_REASONS } from '../../../src/lib/domain/help.ts';
import type { BranchId } from '../../../src/lib/domain/ids.ts';
import { DEMO_REGION } from '../../../src/lib/server/demo/region.ts';
import { askHelp } from '../../../src/lib/server/flows/help.ts';
import * as host from '../../../src/lib/server/flows/host.ts';
import { takeTicket } from '../../../src/lib/server/flows/kiosk.ts';
import { type TicketScope, ticketScope } from '../../../src/lib/server/scope.ts';
import { codeOf } from './cast.ts';
import { hallToday, visitIn, wish } from './choose.ts';
import type { KnownVisit } from './ledger.ts';
import { type Press, type Scene, about, press } from './press.ts';

export function ticket(scene: Scene): Press {
	const branchId: BranchId = hallToday(scene);
	const command = { ...wish(scene, branchId), priority: null };
	const scope = scene.kioskIn(branchId);
	return {
		...press(
			`ticket in ${codeOf(branchId)}`,
			scope.deviceId,
			(shell, id) => takeTicket(shell, scope, { id, ...command }),
			(ledger, told) => {
				const services = command.services.length;
				ledger.issue(told.visitId, told.ticket, { branchId, link: told.link, services });
			}
		),
		atKiosk: true
	};
}

export function callHelp(scene: Scene): Press {
	const branchId = hallToday(scene);
	const scope = scene.kioskIn(branchId);
	const reason = scene.random.pick(HELP_REASONS);
	return {
		...press(
			`help in ${codeOf(branchId)}`,
			scope.deviceId,
			(shell, id) => askHelp(shell, scope, { id, reason }),
			(ledger) => void ledger.help.set(scope.deviceId, branchId)
		),
		atKiosk: true
	};
}

/** Whoever has the address; which address that is, is looked at elsewhere. */
const scopeOf = ({ id, branchId }: KnownVisit): TicketScope =>
	ticketScope({ id, branchId, regionId: DEMO_REGION.id });

export function leave(scene: Scene): Press | null {
	const { ledger, random } = scene;
	// Called by video, it is another hall that must hear of it.
	const far = ledger
		.in('called')
		.filter(({ clerkId, branchId }) => clerkId && ledger.dutyOf(clerkId).branchId !== branchId);
	const visit =
		far.length > 0 && random.chance(0.5)
			? random.pick(far)
			: visitIn(scene, 'waiting', 'called', 'parked');
	return (
		visit &&
		press(
			`leave ${visit.ticket}`,
			visit.id,
			(shell, id) => host.leave(shell, scopeOf(visit), id),
			(ledger, value) => ledger.change(about(ledger, value).id, { state: 'cancelled' })
		)
	);
}

export function askTime(scene: Scene): Press | null {
	const visit = visitIn(scene, 'waiting', 'called');
	return (
		visit &&
		press(
			`ask time ${visit.ticket}`,
			visit.id,
			(shell, id) => host.askTime(shell, scopeOf(visit), id),
			(ledger, value) => {
				const { id, state } = about(ledger, value);
				if (state === 'called') ledger.wait(id);
				else ledger.change(id);
			}
		)
	);
}
