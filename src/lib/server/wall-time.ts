import * as v from 'valibot';
import { type Instant, atLocal } from '../domain/time.ts';
import { TIME_ZONE } from '../text/format.ts';

/** What `<input type="datetime-local">` sends, read as wall time here; nothing becomes null. */
export const wallTime = () =>
	v.pipe(
		v.string('not-a-text'),
		v.regex(/^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})?$/, 'not-allowed'),
		v.transform((value): Instant | null => {
			const [day, time] = value.split('T');
			return day && time ? atLocal(day, time, TIME_ZONE) : null;
		})
	);
