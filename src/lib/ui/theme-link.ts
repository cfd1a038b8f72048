/** What a page knows of the look of its municipality; the stylesheet has the rest. */
export interface ThemeLink {
	slug: string;
	/** Of the municipality. */
	name: string;
	/** The stylesheet, under an address that changes with its content. */
	href: string;
	/** SVG path data, 48 by 48. */
	mark: string;
}
