/**
 * Finding a service by what people call it: everyday words, half words and misspellings, in any language that the
 * catalogue has words for. Small lists, so that every word is compared with every word at each key.
 */

export interface Findable {
	nl: string;
	en: string;
	/** Everyday words that lead here. */
	search: readonly string[];
}

/** Say nothing of what somebody comes for. */
const EMPTY_WORDS = new Set(
	(
		'aan als bij dat de die dit een en er graag had heb het hoe ik in is kan kom komen maken me met mij mijn ' +
		'moet naar nodig of om op te uit van voor waar wat we wij wil wilde willen zijn ' +
		'a an and at can do for get have how i in is it make me my need of on please the to want we what where with'
	).split(' ')
);

/** What counts as found, of 1 for each word exactly; and how far behind the best one may lie. */
const ENOUGH = 0.4;
const NEAR_THE_BEST = 0.5;

/**
 * The services that somebody may mean, best first; equally good ones stay in the order of the list.
 *
 * @returns nothing for a query without letters or digits
 */
export function findServices<T extends Findable>(query: string, services: readonly T[]): T[] {
	const asked = toPhrase(query);
	if (asked.text === '') return [];
	const found = services
		.map((service) => ({ service, score: scoreOf(asked, phrasesOf(service)) }))
		.filter(({ score }) => score > 0);
	const best = Math.max(...found.map(({ score }) => score));
	return found
		.filter(({ score }) => score >= best * NEAR_THE_BEST)
		.sort((a, b) => b.score - a.score)
		.map(({ service }) => service);
}

interface Phrase {
	text: string;
	/** Those that tell something; all of them when none does. */
	words: string[];
}

function toPhrase(given: string): Phrase {
	const text = plain(given);
	const all = text.split(' ');
	const words = all.filter((word) => !EMPTY_WORDS.has(word));
	return { text, words: words.length > 0 ? words : all };
}

/** The phrases that lead to each service; made once, and asked for at each key. */
const known = new WeakMap<Findable, Phrase[]>();

function phrasesOf(service: Findable): Phrase[] {
	let phrases = known.get(service);
	if (!phrases) {
		const { nl, en, search } = service;
		phrases = [nl, en, ...search].map(toPhrase);
		known.set(service, phrases);
	}
	return phrases;
}

/** Lower case, without accents and marks; `y` as `ij`, which people use for it. */
export const plain = (text: string): string =>
	text
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.replaceAll('y', 'ij')
		.trim();

/**
 * How well each word of the question is found anywhere in the phrases, more when they stand together in one of them,
 * most when that is the whole phrase. 0 when too little of it is found.
 */
function scoreOf(asked: Phrase, phrases: readonly Phrase[]): number {
	const anywhere = asked.words.map(() => 0);
	let together = 0;
	for (const phrase of phrases) {
		const scores = asked.words.map((word) =>
			Math.max(...phrase.words.map((part) => likeness(word, part)))
		);
		for (const [index, score] of scores.entries())
			anywhere[index] = Math.max(anywhere[index] ?? 0, score);
		// Of two phrases with the word, the shorter says more about it.
		const share = Math.min(1, asked.words.length / phrase.words.length);
		together = Math.max(together, mean(scores) * (0.7 + 0.3 * share), whole(asked, phrase));
	}
	const found = mean(anywhere);
	return Math.max(found, together) < ENOUGH ? 0 : found + together;
}

/** The question against the whole phrase, also as one word each: spaces are put anywhere, as in `parkeer vergunning`. */
function whole(asked: Phrase, phrase: Phrase): number {
	if (asked.text === phrase.text) return 1.5;
	const [a, b] = [asked.words.join(''), phrase.words.join('')];
	if (a === b) return 1.4;
	if (phrase.words.join(' ').startsWith(asked.words.join(' '))) return 1.05;
	const allowed = edits(a);
	if (a.length < 6 || Math.abs(a.length - b.length) > allowed) return 0;
	return editDistance(a, b) <= allowed ? 1 : 0;
}

/** 1 for the same word, less for a part of it or one with a slip, 0 for another. */
function likeness(word: string, other: string): number {
	if (word === other) return 1;
	if (other.startsWith(word)) return 0.75 + (0.2 * word.length) / other.length;
	// `paspoorten`, `huwelijksdatum`
	if (other.length >= 4 && word.startsWith(other)) return 0.75;
	// `halen` in `ophalen`, `kaart` in `parkeerkaart`
	if (word.length >= 4 && other.includes(word)) return 0.6;
	const allowed = edits(word);
	if (allowed === 0 || word.length - other.length > allowed) return 0;
	if (other.length - word.length <= allowed) {
		const distance = editDistance(word, other);
		if (distance <= allowed) return 0.85 - 0.12 * distance;
	}
	// A word that is still being typed.
	const begun = editDistance(word, other.slice(0, word.length + allowed), true);
	return begun <= allowed ? 0.65 - 0.12 * begun : 0;
}

/** How many slips a word of this length may have: in a short one, a slip makes another word. */
const edits = (word: string): number => (word.length < 4 ? 0 : word.length < 7 ? 1 : 2);

/**
 * Letters to add, drop, change or swap with their neighbour to make one word of the other.
 *
 * @param begun the shortest way to any beginning of `to`
 */
export function editDistance(from: string, to: string, begun = false): number {
	let before: number[] = [];
	let last = Array.from({ length: to.length + 1 }, (_, column) => column);
	for (let row = 1; row <= from.length; row++) {
		const next = [row];
		for (let column = 1; column <= to.length; column++) {
			const same = from[row - 1] === to[column - 1];
			let least = Math.min(
				at(last, column) + 1,
				at(next, column - 1) + 1,
				at(last, column - 1) + (same ? 0 : 1)
			);
			const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
			if (row > 1 && column > 1 && swapped) least = Math.min(least, at(before, column - 2) + 1);
			next.push(least);
		}
		[before, last] = [last, next];
	}
	return begun ? Math.min(...last) : at(last, to.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;

const mean = (numbers: readonly number[]): number =>
	numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
