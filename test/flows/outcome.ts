import type { AnyOutcome } from '../../src/lib/domain/refusal.ts';

/** What was accepted; throws where the test expects no refusal. */
export function value<T>(
	outcome: { ok: true; value: T } | { ok: false; refusal: { code: string } }
): T {
	if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.code}`);
	return outcome.value;
}

/** The code of a refusal, or `ok`. */
export const code = (outcome: AnyOutcome): string => (outcome.ok ? 'ok' : outcome.refusal.code);
