/** Who hosts, and where. */
import { hallsFor } from '$lib/server/flows/catalogue.ts';
import { app } from '$lib/server/app.ts';
import type { Branch } from '$lib/domain/region.ts';
import { type Outcome, accept, refuse } from '$lib/domain/refusal.ts';
import { type HallScope, type SignedIn, hallScope } from '$lib/server/scope.ts';

export type HostScope = HallScope<'host-hall'>;

export const hallsToHost = (who: SignedIn): Promise<Branch[]> =>
	hallsFor(app().shell, who.regionId, who.grants, 'host-hall');

export const hallNamed = (halls: readonly Branch[], asked: string): Branch | undefined =>
	halls.find(({ id, slug }) => id === asked || slug === asked);

/** The hall of an action: named in its address, or the only one that there is. */
export async function hostScope(
	who: SignedIn | null,
	url: URL
): Promise<Outcome<HostScope, 'forbidden' | 'unknown-branch'>> {
	const halls = who ? await hallsToHost(who) : [];
	if (halls.length === 0) return refuse({ code: 'forbidden' });
	const asked = url.searchParams.get('hall');
	const hall = asked === null && halls.length === 1 ? halls[0] : hallNamed(halls, asked ?? '');
	if (!hall) return refuse({ code: 'unknown-branch' });
	const { id: branchId, municipalityId, regionId } = hall;
	const scope = hallScope(who, 'host-hall', { regionId, municipalityId, branchId });
	return scope ? accept(scope) : refuse({ code: 'forbidden' });
}
