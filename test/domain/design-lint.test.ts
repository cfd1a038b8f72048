import stylelint from 'stylelint';
import { describe, expect, test } from 'vitest';

const messages = async (css: string, file = 'src/routes/Some.css'): Promise<string[]> => {
	const { results } = await stylelint.lint({
		code: css,
		codeFilename: file,
		configFile: 'stylelint.config.js'
	});
	expect(results.flatMap(({ invalidOptionWarnings }) => invalidOptionWarnings)).toEqual([]);
	return results.flatMap(({ warnings }) => warnings.map(({ rule, text }) => `${rule}: ${text}`));
};

describe('a screen’s styles', () => {
	test.each([
		'padding: var(--space-2) 0 auto',
		'margin-block-start: calc(-1 * var(--space-7) - var(--space-4))',
		'padding: clamp(var(--space-4), 5vw, var(--space-6))',
		'gap: 0',
		'inset: 0',
		'font-size: clamp(var(--text-xl), 5vw, var(--text-3xl))',
		'font-size: calc(var(--u) * 4)',
		'border: var(--border-1) solid currentcolor',
		'border: 0',
		'border-radius: var(--radius-l)',
		'border-radius: 50%',
		'box-shadow: inset 0 0 0 var(--border-2) var(--line)',
		'transition: color var(--quick) var(--ease)',
		'animation: none',
		'z-index: var(--layer-sticky)',
		'color: var(--ink)',
		'background: none',
		'inline-size: calc(var(--u) * 20)',
		'width: 3rem',
		'--u: clamp(1rem, 2vw, 3rem)',
		'--mine: var(--space-2); gap: var(--mine)',
		'--nl-button-padding-inline-start: var(--space-6)',
		'text-align: start'
	])('may say %s', async (declaration) => {
		expect(await messages(`a { ${declaration}; }`)).toEqual([]);
	});

	test.each([
		['color: #123456', 'color-no-hex'],
		['color: red', 'color-named'],
		['background: linear-gradient(rgb(0 0 0 / 20%), transparent)', 'function-disallowed-list'],
		['padding: 1rem', 'beurt/tokens'],
		['padding: var(--space-2) 13px', 'beurt/tokens'],
		['margin: calc(var(--space-2) + 3px)', 'beurt/tokens'],
		['gap: 0.5em', 'beurt/tokens'],
		['inset-block-start: 4px', 'beurt/tokens'],
		['font-size: 1.2rem', 'beurt/tokens'],
		['font-size: large', 'beurt/tokens'],
		['font-size: var(--space-4)', 'beurt/tokens'],
		['font-family: Arial, sans-serif', 'beurt/tokens'],
		['font: 16px/1.5 serif', 'beurt/tokens'],
		['font-weight: 600', 'beurt/tokens'],
		['line-height: 1.4', 'beurt/tokens'],
		['letter-spacing: 0.1em', 'beurt/tokens'],
		['border: 2px solid var(--line)', 'beurt/tokens'],
		['outline-offset: 2px', 'beurt/tokens'],
		['border-radius: 4px', 'beurt/tokens'],
		['box-shadow: 0 1px 2px var(--line)', 'beurt/tokens'],
		['transition: color 200ms', 'beurt/tokens'],
		['z-index: 99', 'beurt/tokens'],
		['gap: var(--spcae-2)', 'beurt/tokens'],
		['color: var(--inkk)', 'beurt/tokens'],
		['--mine: 13px; gap: var(--mine)', 'beurt/tokens'],
		['margin-left: var(--space-2)', 'property-layout-mappings'],
		['text-align: left', 'value-keyword-layout-mappings']
	])('may not say %s', async (declaration, rule) => {
		const found = await messages(`a { ${declaration}; }`);
		expect(found).not.toEqual([]);
		for (const one of found) expect(one.startsWith(`${rule}: `), one).toBe(true);
	});

	test('are read in components too', async () => {
		const component = '<p class="a">x</p>\n\n<style>\n\t.a {\n\t\tgap: 3px;\n\t}\n</style>\n';
		expect(await messages(component, 'src/routes/Some.svelte')).toHaveLength(1);
	});
});
