/** The form that says what a display shows, read with every fault in it. */
import * as v from 'valibot';
import {
	DISPLAY_LAYOUTS,
	type DisplaySettings,
	MAX_COUNTER,
	MAX_HALLS
} from '$lib/domain/display.ts';
import type { BranchId, DeviceId } from '$lib/domain/ids.ts';
import { type FieldError, type Outcome, accept, refuse } from '$lib/domain/refusal.ts';
import { id, many, oneOf, readForm, wholeNumber } from '$lib/server/input.ts';

/** A counter's number, or nothing. */
const counter = () =>
	v.lazy((given) =>
		typeof given === 'string' && given.trim() !== ''
			? v.pipe(v.string(), v.trim(), wholeNumber(1, MAX_COUNTER))
			: v.pipe(
					v.unknown(),
					v.transform(() => null)
				)
	);

export async function readDisplay(
	request: Request
): Promise<Outcome<{ device: DeviceId; settings: DisplaySettings }, 'invalid-input'>> {
	const input = await readForm(request, {
		device: id<DeviceId>(),
		halls: many(id<BranchId>(), MAX_HALLS, 1),
		firstCounter: counter(),
		lastCounter: counter(),
		layout: oneOf(DISPLAY_LAYOUTS)
	});
	if (!input.ok) return input;
	const { device, halls, firstCounter: from, lastCounter: to, layout } = input.value;
	const wrong = (field: string, error: Partial<FieldError>) =>
		refuse({
			code: 'invalid-input',
			fields: [{ field, code: 'missing', given: '', allowed: '', ...error }]
		});
	if (from === null && to !== null) return wrong('firstCounter', {});
	if (from !== null && to === null) return wrong('lastCounter', {});
	if (from !== null && to !== null && to < from)
		return wrong('lastCounter', {
			code: 'out-of-range',
			given: String(to),
			allowed: `${from}–${MAX_COUNTER}`
		});
	const counters = from === null || to === null ? null : { from, to };
	return accept({ device, settings: { branches: [...new Set(halls)], counters, layout } });
}
