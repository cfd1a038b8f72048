import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance, findServices, plain } from '../../src/lib/domain/search.ts';
import { DEMO_SERVICES } from '../../src/lib/server/demo/services.ts';

const MENU = DEMO_SERVICES.map(({ upl, nameNl, nameEn, searchWords }) => ({
	upl,
	nl: nameNl,
	en: nameEn,
	search: searchWords
}));
const find = (query: string): string[] => findServices(query, MENU).map(({ upl }) => upl);

describe('a service is found by everyday words', () => {
	test.each([
		['paspoort', 'paspoort'],
		['paspoort kwijt', 'paspoort'],
		['ik ben mijn paspoort kwijt', 'paspoort'],
		['paspoort ophalen', 'ophalen reisdocument of rijbewijs'],
		['rijbewijs halen', 'ophalen reisdocument of rijbewijs'],
		['rijbewijs', 'rijbewijs'],
		['rijbewijs verlengen', 'rijbewijs'],
		['id kaart', 'identiteitskaart'],
		['idkaart', 'identiteitskaart'],
		['ID-kaart', 'identiteitskaart'],
		['nieuwe id', 'identiteitskaart'],
		['verhuizen', 'verhuismelding'],
		['ik ga verhuizen', 'verhuismelding'],
		['verhuizen naar het buitenland', 'aangifte vertrek buitenland'],
		['nieuw adres', 'verhuismelding'],
		['parkeer vergunning', 'parkeervergunning'],
		['invaliden parkeerkaart', 'gehandicaptenparkeerkaart'],
		['kind geboren', 'geboorteaangifte'],
		['baby aangeven', 'geboorteaangifte'],
		['trouwen', 'huwelijksaangifte'],
		['mijn vader is overleden', 'overlijdensaangifte'],
		['geboorteakte', 'akte van de burgerlijke stand'],
		['schulden', 'schuldhulp'],
		['bsn', 'brp-inschrijving'],
		['vog', 'verklaring omtrent gedrag (vog)'],
		['bewijs van adres', 'brp-uittreksel'],
		['lost passport', 'paspoort'],
		['driving licence', 'rijbewijs'],
		['moving house', 'verhuismelding'],
		['birth certificate', 'akte van de burgerlijke stand']
	])('%s', (query, upl) => expect(find(query)[0]).toBe(upl));
});

describe('and as people write them', () => {
	test.each([
		['pasport', 'paspoort'],
		['paspoord', 'paspoort'],
		['paspoot', 'paspoort'],
		['passpoort', 'paspoort'],
		['psapoort kwijd', 'paspoort'],
		['verhuisen', 'verhuismelding'],
		['verhuise', 'verhuismelding'],
		['rybewijs', 'rijbewijs'],
		['reibewijs', 'rijbewijs'],
		['rijbewys verlopen', 'rijbewijs'],
		['identitijtskaart', 'identiteitskaart'],
		['indentiteitskaart', 'identiteitskaart'],
		['uitrexsel', 'brp-uittreksel'],
		['parkeervergunnig', 'parkeervergunning'],
		['gebborte', 'geboorteaangifte'],
		['huwlijk', 'huwelijksaangifte'],
		['schulde', 'schuldhulp'],
		['naturalisati', 'naturalisatieverzoek'],
		['PASPÓÓRT', 'paspoort'],
		['drivers lisence', 'rijbewijs']
	])('%s', (query, upl) => expect(find(query)[0]).toBe(upl));
});

test('each search word of the catalogue leads to its own service first', () => {
	const wrong = MENU.flatMap(({ upl, search }) =>
		search
			.filter((word) => find(word)[0] !== upl)
			.map((word) => `${word}: ${String(find(word)[0])}`)
	);
	expect(wrong).toEqual([]);
});

test('while a name is typed, it is found from the third letter on, whatever is still to come', () => {
	const missed = MENU.flatMap(({ upl, nl }) => {
		const typed = Array.from({ length: nl.length - 2 }, (_, index) => nl.slice(0, index + 3));
		return typed.filter((query) => !find(query).includes(upl));
	});
	expect(missed).toEqual([]);
});

test('one letter dropped, doubled or swapped in a name of one word still finds it', () => {
	const words = MENU.flatMap(({ upl, nl }) =>
		plain(nl)
			.split(' ')
			.filter((word) => word.length >= 7)
			.map((word) => ({ upl, word }))
	);
	fc.assert(
		fc.property(fc.constantFrom(...words), fc.nat(), fc.nat(2), ({ upl, word }, at, slip) => {
			const index = at % (word.length - 1);
			const [before, one, two, after] = [
				word.slice(0, index),
				word[index] ?? '',
				word[index + 1] ?? '',
				word.slice(index + 2)
			];
			const written = [
				before + two + after,
				before + one + one + two + after,
				before + two + one + after
			];
			expect(find(written[slip] ?? '')).toContain(upl);
		}),
		{ numRuns: 500 }
	);
});

test('what nobody can get here is not found, and neither is nothing', () => {
	for (const query of ['', ' ', '?!', '…', 'xqzw', 'pizza', 'zwembad abonnement', '日本'])
		expect(find(query), query).toEqual([]);
});

test('a word that says nothing changes nothing', () => {
	expect(find('ik wil graag een paspoort')).toEqual(find('paspoort'));
	expect(find('I need a passport please')).toEqual(find('passport'));
});

test('the best come first, and what is far behind is left out', () => {
	const found = find('paspoort kwijt');
	expect(found[0]).toBe('paspoort');
	expect(found).not.toContain('parkeervergunning');
	expect(found.length).toBeLessThan(8);
});

test('of two that fit alike, the one used most comes first', () => {
	const twin = (upl: string) => ({ upl, nl: 'Bijstand', en: 'Welfare', search: ['uitkering'] });
	expect(findServices('uitkering', [twin('a'), twin('b')]).map(({ upl }) => upl)).toEqual([
		'a',
		'b'
	]);
});

test('any text is answered with services of the list, each once', () => {
	fc.assert(
		fc.property(fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'binary' })), (query) => {
			const found = findServices(query, MENU);
			expect(new Set(found).size).toBe(found.length);
			for (const one of found) expect(MENU).toContain(one);
			expect(findServices(query, MENU)).toEqual(found);
		}),
		{ numRuns: 300 }
	);
	expect(findServices('paspoort', [])).toEqual([]);
});

test('a slip is a letter added, dropped, changed or swapped', () => {
	expect(editDistance('paspoort', 'paspoort')).toBe(0);
	expect(editDistance('pasport', 'paspoort')).toBe(1);
	expect(editDistance('passpoort', 'paspoort')).toBe(1);
	expect(editDistance('paspoord', 'paspoort')).toBe(1);
	expect(editDistance('psapoort', 'paspoort')).toBe(1);
	expect(editDistance('', 'akte')).toBe(4);
	expect(editDistance('verhuisi', 'verhuizing', true)).toBe(1);
	fc.assert(
		fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
			expect(editDistance(a, b)).toBe(editDistance(b, a));
			expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
			expect(editDistance(a, b, true)).toBeLessThanOrEqual(editDistance(a, b));
		})
	);
});
