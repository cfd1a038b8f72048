/** What the agenda shows of an appointment, in words. */
import type { AgendaRow } from '$lib/server/flows/agenda.ts';

export type Row = AgendaRow;

/** By id what it is called. */
export type Names = ReadonlyMap<string, string>;

export const servicesOf = ({ services }: Pick<Row, 'services'>, names: Names): string =>
	services
		.map(({ serviceId, persons }) => {
			const name = names.get(serviceId) ?? '';
			return persons > 1 ? `${name} (${persons})` : name;
		})
		.join(' + ');
