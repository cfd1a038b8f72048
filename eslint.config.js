import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';
import { layers } from './tools/lint/layers.mjs';
import { noDroppedOutcome } from './tools/lint/no-dropped-outcome.mjs';

const TYPESCRIPT = ['**/*.ts', '**/*.svelte'];
const SVELTE = ['**/*.svelte', '**/*.svelte.ts'];
/** They write to a terminal. */
const PROGRAMS = [
	'tools/**',
	'src/server.ts',
	'src/cli/**',
	'test/bench/**',
	'test/faults/days/main.ts'
];

/** @param {string} what */
const onBothEngines = (what) =>
	`${what}: the queries must run on both engines, SQLite and PostgreSQL.`;
const ENGINE_SPECIFIC = [
	{
		selector: 'CallExpression[callee.property.name="for"][callee.object.name!="Symbol"]',
		message: onBothEngines('SQLite has no row locks; the lock of the region is held already')
	},
	{
		selector: ':not(ImportSpecifier) > Identifier[name=/^(not)?i[lL]ike$/]',
		message: onBothEngines('SQLite has no ilike')
	},
	{
		selector: 'Identifier[name=/^(selectDistinctOn|distinctOn)$/]',
		message: onBothEngines('SQLite has no distinct on')
	},
	{
		selector: 'TemplateElement[value.raw=/\\b(now|gen_random_uuid)\\s*\\(|current_timestamp/i]',
		message: onBothEngines('SQL’s own clock and ids differ, and tests hold the clock')
	}
];
/** Only among queries: valibot has arrays too. */
const ARRAYS = {
	selector: 'CallExpression[callee.property.name="array"]',
	message: onBothEngines('SQLite has no arrays')
};

const holdClock =
	'the time comes in as an argument (`now`, `shell.now()`), so that tests hold the clock.';
const CLOCKS = [
	{ object: 'Date', property: 'now', message: holdClock },
	{ object: 'performance', property: 'now', message: holdClock },
	{
		object: 'Math',
		property: 'random',
		message: 'ids and chance come in as an argument, so that a decision can be repeated.'
	}
];
const NEW_DATE = {
	selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
	message: holdClock
};

export default ts.config(
	{
		ignores: [
			'node_modules/',
			'build/',
			'.svelte-kit/',
			'drizzle/',
			'static/',
			'test-results/',
			'data/',
			'.cache/'
		]
	},
	js.configs.recommended,
	{
		files: TYPESCRIPT,
		extends: [ts.configs.strictTypeChecked]
	},
	svelte.configs.recommended,
	prettier,
	svelte.configs.prettier,
	{
		plugins: {
			beurt: { rules: { layers, 'no-dropped-outcome': noDroppedOutcome } }
		},
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		languageOptions: { globals: { ...globals.node } },
		rules: {
			'beurt/layers': 'error',
			'no-console': 'error',
			eqeqeq: ['error', 'always', { null: 'ignore' }],
			// Input is searched for control characters on purpose.
			'no-control-regex': 'off',
			'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }]
		}
	},
	{
		files: TYPESCRIPT,
		languageOptions: {
			parserOptions: {
				project: 'tools/lint/tsconfig.json',
				tsconfigRootDir: fileURLToPath(new URL('.', import.meta.url)),
				extraFileExtensions: ['.svelte']
			}
		},
		rules: {
			'beurt/no-dropped-outcome': 'error',
			// The compiler's, and it knows the types.
			'no-undef': 'off',
			'no-unused-vars': 'off',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{
					argsIgnorePattern: '^_',
					varsIgnorePattern: '^_',
					caughtErrorsIgnorePattern: '^_',
					destructuredArrayIgnorePattern: '^_'
				}
			],
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			// A default that throws on a `never` is exhaustive, and so is one that means "all others".
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true }
			],
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': [
				'error',
				{ checksVoidReturn: { attributes: false } }
			],
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{ allowNumber: true, allowBoolean: true }
			],
			// Short arrows for handlers are this project's style.
			'@typescript-eslint/no-confusing-void-expression': 'off',
			// Shells, scopes and databases are objects of closures; none of their methods has a `this`.
			'@typescript-eslint/unbound-method': 'off',
			// An interface asks for a promise; not every implementation has something to wait for.
			'@typescript-eslint/require-await': 'off'
		}
	},
	{
		files: SVELTE,
		languageOptions: {
			globals: { ...globals.browser },
			parserOptions: { parser: ts.parser, svelteConfig }
		},
		rules: {
			// This one knows that props are taken apart by a `let`.
			'prefer-const': 'off',
			'svelte/prefer-const': ['error', { destructuring: 'all' }],
			// Server views are replaced as a whole; a Map or URLSearchParams is a helper inside a function.
			'svelte/prefer-svelte-reactivity': 'off',
			// `void value` in an effect says what it depends on.
			'@typescript-eslint/no-meaningless-void-operator': 'off',
			// Beurt is always served at the root of its host.
			'svelte/no-navigation-without-resolve': 'off'
		}
	},
	{
		// Kit types `page.data` as any; what a component takes out of it is typed where it goes.
		files: ['**/*.svelte'],
		rules: {
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-argument': 'off'
		}
	},
	{
		files: ['src/lib/server/**/*.ts'],
		rules: { 'no-restricted-syntax': ['error', ...ENGINE_SPECIFIC] }
	},
	{
		files: ['src/lib/server/db/**/*.ts'],
		rules: { 'no-restricted-syntax': ['error', ...ENGINE_SPECIFIC, ARRAYS] }
	},
	{
		// The builders are passed on as values; of some, one overload is deprecated.
		files: ['src/lib/server/db/columns.ts'],
		rules: { '@typescript-eslint/no-deprecated': 'off' }
	},
	{
		files: ['src/lib/domain/**/*.ts'],
		rules: {
			'no-restricted-properties': ['error', ...CLOCKS],
			'no-restricted-syntax': [
				'error',
				NEW_DATE,
				{
					selector: ':function[async=true]',
					message: 'a decision is pure: state, command and time in, events or a refusal out.'
				}
			]
		}
	},
	{
		files: ['src/lib/server/flows/**/*.ts'],
		rules: {
			'no-restricted-properties': ['error', ...CLOCKS],
			'no-restricted-syntax': ['error', ...ENGINE_SPECIFIC, NEW_DATE]
		}
	},
	{
		// Tests look into places that they know to be there, and drop what they did to get somewhere.
		files: ['test/**/*.ts'],
		rules: {
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/no-empty-function': 'off'
		}
	},
	{
		files: PROGRAMS,
		rules: { 'no-console': 'off' }
	}
);
