/** Finding one of many by a part of its words. */
export interface Option {
	id: string;
	label: string;
	/** What kind of thing it is, or where. */
	detail?: string | undefined;
	/** Other words that find it. */
	search?: string[];
}

const plain = (text: string) =>
	text
		.normalize('NFD')
		.replace(/\p{Diacritic}/gu, '')
		.toLowerCase();

/** Every typed word must be found; a label that begins with what was typed comes first, then one that has it. */
export function matching<O extends Option>(options: readonly O[], typed: string): O[] {
	const wanted = plain(typed).trim();
	const parts = wanted.split(/\s+/).filter(Boolean);
	const found = options.filter(({ label, detail = '', search = [] }) => {
		const text = plain([label, detail, ...search].join(' '));
		return parts.every((part) => text.includes(part));
	});
	const rank = ({ label }: O) => {
		const at = plain(label).indexOf(wanted);
		return at === 0 ? 0 : at > 0 ? 1 : 2;
	};
	return wanted ? found.sort((a, b) => rank(a) - rank(b)) : found;
}
