/** Questions that take the place of the actions; each also has an address, so that they work without scripts. */
export const PANELS = ['finish', 'park', 'requeue', 'transfer', 'pause', 'move'] as const;
export type PanelName = (typeof PANELS)[number];

export const panelOf = (asked: string | null): PanelName | null =>
	PANELS.find((panel) => panel === asked) ?? null;
