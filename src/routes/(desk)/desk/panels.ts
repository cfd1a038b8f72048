/** Questions that take the place of the actions; each also has an address, so that they work without scripts. */
export const PANELS = [
	'finish',
	'park',
	'requeue',
	'transfer',
	'note',
	'add',
	'quick',
	'pause',
	'move',
	'end'
] as const;
export type PanelName = (typeof PANELS)[number];

/** Those about one visit: the clerk's own, or one that waits. */
export const ABOUT_ANY: readonly PanelName[] = ['transfer', 'note', 'add'];

export const panelOf = (asked: string | null): PanelName | null =>
	PANELS.find((panel) => panel === asked) ?? null;

/** The desk with a question open, about a visit or about the clerk's own. */
export function panelAddress(panel: PanelName | null, visit: string | null): string {
	const query = new URLSearchParams({ ...(panel && { panel }), ...(visit && { visit }) });
	return query.size > 0 ? `/desk?${query}` : '/desk';
}
