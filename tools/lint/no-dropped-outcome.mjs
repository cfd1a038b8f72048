/**
 * A refusal that nobody looks at is a press of a button that silently did nothing.
 */

/**
 * @typedef {import('typescript').Type} Type
 * @typedef {{ program: import('typescript').Program | null, getTypeAtLocation(node: unknown): Type }} TypeServices
 */

/** @type {import('eslint').Rule.RuleModule} */
export const noDroppedOutcome = {
	meta: {
		type: 'problem',
		docs: { description: 'Use every Outcome: its refusal must reach someone' },
		messages: {
			dropped:
				'dropped Outcome: this can be refused, and nobody would know. Look at `ok`, or return it to who does.'
		},
		schema: []
	},
	create(context) {
		const services = /** @type {TypeServices} */ (
			/** @type {unknown} */ (context.sourceCode.parserServices)
		);
		if (!services.program) return {};
		const checker = services.program.getTypeChecker();

		/** @param {Type} type */
		const isRefused = (type) =>
			Boolean(type.getProperty('ok')) && Boolean(type.getProperty('refusal'));

		/** @param {import('estree').Node} node */
		const isOutcome = (node) => {
			const type = services.getTypeAtLocation(node);
			const settled = checker.getAwaitedType(type) ?? type;
			return settled.isUnion() ? settled.types.some(isRefused) : isRefused(settled);
		};

		/** @param {import('estree').Node} node a value that goes nowhere */
		const check = (node) => {
			if (node.type === 'LogicalExpression') return check(node.right);
			if (node.type === 'ConditionalExpression') {
				check(node.consequent);
				return check(node.alternate);
			}
			if (node.type === 'ChainExpression') return check(node.expression);
			// Its value is kept somewhere; whether there it is used is up to no-unused-vars.
			if (node.type === 'AssignmentExpression' || node.type === 'UnaryExpression') return;
			if (isOutcome(node)) context.report({ node, messageId: 'dropped' });
		};
		return {
			ExpressionStatement: ({ expression }) => check(expression),
			// In a statement or not: `() => void f()`.
			'UnaryExpression[operator="void"]': (
				/** @type {import('estree').UnaryExpression} */ { argument }
			) => check(argument)
		};
	}
};
