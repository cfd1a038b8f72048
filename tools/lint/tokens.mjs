/**
 * Sizes, type, layers and times come from the tokens, so that a room scales, a theme reaches everything and a screen
 * looks like the others. A token that does not exist is an error too: a browser ignores it without a word.
 */
import { readFileSync } from 'node:fs';
import stylelint from 'stylelint';
import parse from 'postcss-value-parser';

const NAME = 'beurt/tokens';
const TOKENS = new URL('../../src/design/tokens.css', import.meta.url);

const known = new Set(
	[...readFileSync(TOKENS, 'utf8').matchAll(/^\s*(--[\w-]+):/gm)].map(([, name]) => name)
);

/**
 * @typedef {object} Kind
 * @property {RegExp} properties
 * @property {RegExp} tokens that fit here
 * @property {string} names what the message calls them
 * @property {RegExp} [words] keywords allowed besides, after the ones of all of CSS
 * @property {boolean} [anyWord] other parts of the value are not judged
 */

const LENGTHS =
	/^--(u|space-\d+|border-\d|target|icon-\w+|page|page-narrow|measure|radius(-\w+)?|text-\w+)$/;

/** @type {Kind[]} the first that fits counts */
const KINDS = [
	{
		properties: /^(scroll-)?(margin|padding)(-|$)|^((row|column)-)?gap$|^inset(-|$)/,
		tokens: LENGTHS,
		names: '--space-1 … --space-10',
		words: /^auto$/
	},
	{ properties: /^font-size$/, tokens: /^--(text-\w+|u)$/, names: '--text-xs … --text-7xl' },
	{ properties: /^font-family$/, tokens: /^--font$/, names: '--font' },
	{ properties: /^font$/, tokens: /^$/, names: 'inherit' },
	{ properties: /^font-weight$/, tokens: /^--weight-/, names: '--weight-normal … --weight-heavy' },
	{
		properties: /^line-height$/,
		tokens: /^--leading/,
		names: '--leading-none … --leading'
	},
	{
		properties: /^letter-spacing$/,
		tokens: /^--tracking-/,
		names: '--tracking-tight, --tracking-wide',
		words: /^normal$/
	},
	{
		properties: /^border-.*radius$/,
		tokens: /^--(radius|border|space)/,
		names: '--radius-s, --radius, --radius-l, --radius-control, --radius-full'
	},
	{
		properties: /^(border|outline)(-(block|inline)(-(start|end))?)?(-width)?$|^outline-offset$/,
		tokens: /^--/,
		names: '--border-1 … --border-4',
		anyWord: true
	},
	{
		properties: /^(box|text)-shadow$/,
		tokens: /^--/,
		names: '--shadow, --shadow-l, or lengths by token',
		words: /^(inset|currentcolor|transparent)$/i
	},
	{
		properties: /^z-index$/,
		tokens: /^--layer-/,
		names: '--layer-raised … --layer-toast',
		words: /^auto$/
	},
	{
		properties: /^(transition|animation)(-duration|-delay)?$/,
		tokens: /^--/,
		names: '--quick, --calm, --slow, --turn',
		anyWord: true
	}
];

const EVERYWHERE = /^(inherit|initial|unset|revert|revert-layer|none)$/;
const MATH = /^(calc|min|max|clamp|abs|round)$/;
/** Relative to the screen or the place, which scale by themselves; and what is measured on paper. */
const RELATIVE = /^(%|fr|mm|cm|[dsl]?v[whib]|[dsl]?vmin|[dsl]?vmax|cq\w+|ch)$/;

const ruleMessages = stylelint.utils.ruleMessages(NAME, {
	/**
	 * @param {string} value
	 * @param {string} property
	 * @param {string} names
	 */
	refused: (value, property, names) =>
		`"${value}" in ${property}: take a token (${names}), 0, or a calculation with tokens. See docs/decisions/0014-one-design.md.`,
	/** @param {string} name */
	unknown: (name) =>
		`${name} is no token of src/design/tokens.css and is not declared in this file; a browser would ignore it.`,
	/** @param {string} value */
	hidden: (value) =>
		`"${value}" in a custom property: a size of one's own by another name; take a token.`
});

/** @type {import('stylelint').Rule} */
const rule = (enabled) => (root, result) => {
	if (!enabled) return;
	/** @type {Set<string>} */
	const local = new Set();
	root.walkDecls(/^--/, ({ prop }) => {
		local.add(prop);
	});

	root.walkDecls((node) => {
		const { prop, value } = node;
		/** @param {string} message */
		const report = (message) => stylelint.utils.report({ ruleName: NAME, result, node, message });
		const kind = KINDS.find(({ properties }) => properties.test(prop));

		parse(value).walk((part) => {
			if (part.type !== 'function' || part.value !== 'var') return;
			const name = part.nodes[0]?.value ?? '';
			if (!known.has(name) && !local.has(name)) report(ruleMessages.unknown(name));
			else if (kind && known.has(name) && !kind.tokens.test(name))
				report(ruleMessages.refused(`var(${name})`, prop, kind.names));
			return false;
		});

		/**
		 * @param {import('postcss-value-parser').Node[]} parts
		 * @param {boolean} inside a calculation, where bare numbers are factors
		 * @param {(value: string) => void} refuse
		 */
		const judge = (parts, inside, refuse) => {
			for (const part of parts) {
				if (part.type === 'function') {
					if (MATH.test(part.value) || part.value === '') judge(part.nodes, true, refuse);
					continue;
				}
				if (part.type !== 'word') continue;
				const number = parse.unit(part.value);
				if (number === false) {
					const word = part.value.toLowerCase();
					const allowed =
						inside || kind?.anyWord || EVERYWHERE.test(word) || kind?.words?.test(word);
					if (!allowed && kind) refuse(part.value);
				} else if (number.unit === '') {
					// A time's counts and a border's nothing are no sizes.
					if (!inside && Number(number.number) !== 0 && !kind?.anyWord) refuse(part.value);
				} else if (!RELATIVE.test(number.unit) && Number(number.number) !== 0) refuse(part.value);
			}
		};

		if (kind)
			judge(parse(value).nodes, false, (one) =>
				report(ruleMessages.refused(one, prop, kind.names))
			);
		else if (prop.startsWith('--') && prop !== '--u')
			// Only lengths and times: what else a property of one's own holds is judged where it is used.
			parse(value).walk((part) => {
				const number = part.type === 'word' && parse.unit(part.value);
				if (number && /^(px|rem|em|pt|m?s)$/.test(number.unit) && Number(number.number) !== 0)
					report(ruleMessages.hidden(part.value));
			});
	});
};

rule.ruleName = NAME;
rule.messages = ruleMessages;

export default stylelint.createPlugin(NAME, rule);
