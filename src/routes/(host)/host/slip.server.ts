import type { BranchId, VisitId } from '$lib/domain/ids.ts';
import type { Service } from '$lib/domain/service.ts';
import { app } from '$lib/server/app.ts';
import { listServices } from '$lib/server/flows/catalogue.ts';
import { qrOf } from '$lib/server/qr.ts';
import { slipFacts } from '$lib/server/views/host.ts';

export type SlipOfVisit = NonNullable<Awaited<ReturnType<typeof slipOf>>>;

/** All that a slip needs, in the visitor's language. @returns null for who was never here today */
export async function slipOf(
	hall: { regionId: Service['regionId']; branchId: BranchId },
	visitId: VisitId
) {
	const { shell, config } = app();
	const facts = await shell.db.snapshot((sql) =>
		slipFacts(sql, hall.branchId, visitId, shell.now())
	);
	if (!facts) return null;
	const { row, link, ahead } = facts;
	const { language } = row;
	const catalogue = new Map((await listServices(shell, hall.regionId)).map((one) => [one.id, one]));
	const services = row.services.flatMap((id) => catalogue.get(id) ?? []);
	const address = `${config.origins[0]}/t/${link}${language === 'nl' ? '' : `?lang=${language}`}`;
	return {
		visitId,
		ticket: row.ticket,
		language,
		services: services.map((one) => (language === 'nl' ? one.nameNl : one.nameEn)),
		bring: [...new Set(services.flatMap((one) => (language === 'nl' ? one.bringNl : one.bringEn)))],
		ahead,
		slotStart: row.slotStart,
		date: row.arrivedAt,
		address,
		qr: qrOf(address)
	};
}
