import tokens from './tools/lint/tokens.mjs';

/** What is the same from right to left; not every browser knows the logical names of the last two. */
const SAME = [
	'/^(min-|max-)?(width|height)$/',
	'/^overflow-[xy]$/',
	'/^overscroll-behavior-[xy]$/'
];

/** @type {import('stylelint').Config} */
export default {
	plugins: [tokens],
	reportNeedlessDisables: true,
	reportInvalidScopeDisables: true,
	rules: {
		'beurt/tokens': true,
		// Colours are tokens; with a theme and a dark scheme no other colour is right everywhere.
		'color-no-hex': true,
		'color-named': 'never',
		'function-disallowed-list': ['/^(rgb|hsl)a?$/', '/^(hwb|lab|lch|oklab|oklch|color)$/'],
		// So that a language from right to left needs no styles of its own.
		'property-layout-mappings': ['flow-relative', { ignoreProperties: SAME }],
		'value-keyword-layout-mappings': 'flow-relative',
		'block-no-empty': true,
		'custom-property-no-missing-var-function': true,
		'declaration-block-no-duplicate-properties': true,
		'font-family-no-missing-generic-family-keyword': true,
		'function-no-unknown': true,
		'no-duplicate-selectors': true,
		'no-invalid-position-at-import-rule': true,
		'no-unknown-animations': true,
		'property-no-unknown': true,
		'selector-pseudo-class-no-unknown': [true, { ignorePseudoClasses: ['global'] }],
		'selector-pseudo-element-no-unknown': true,
		'shorthand-property-no-redundant-values': true,
		'unit-no-unknown': true
	},
	overrides: [
		{ files: ['**/*.svelte'], customSyntax: 'postcss-html' },
		{
			// Where the tokens are made.
			files: ['src/design/tokens.css'],
			rules: {
				'beurt/tokens': null,
				'color-no-hex': null,
				'no-duplicate-selectors': null,
				'function-disallowed-list': null
			}
		},
		{
			// Below the tokens: what must not be seen has no size, and what must not move takes no time.
			files: ['src/design/reset.css'],
			rules: { 'beurt/tokens': null }
		}
	]
};
