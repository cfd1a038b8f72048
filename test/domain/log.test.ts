import { describe, expect, test } from 'vitest';
import { LOG_EVENTS, type Log, createLog } from '../../src/lib/server/log.ts';

/** Something that a visitor typed. */
const CANARY = 'Jansen-de Vries 123456782';

function logged(write: (log: Log) => void, level = 'info'): Record<string, unknown>[] {
	const lines: string[] = [];
	write(createLog(level, { write: (line) => void lines.push(line) }));
	return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a line of the log', () => {
	test('says what happened, when, how bad it is, and about what', () => {
		const [line, ...others] = logged((log) => log.info('device.paired', { role: 'kiosk' }));
		expect(others).toEqual([]);
		expect(line).toEqual({
			level: 30,
			time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
			event: 'device.paired',
			role: 'kiosk'
		});
	});

	test('is written only from the level that was asked for', () => {
		const all = (log: Log) => {
			log.info('server.ready');
			log.warn('sign-in.refused');
			log.error('job.failed', new Error());
		};
		const events = (level: string) => logged(all, level).map((line) => line['event']);
		expect(events('info')).toEqual(['server.ready', 'sign-in.refused', 'job.failed']);
		expect(events('warn')).toEqual(['sign-in.refused', 'job.failed']);
		expect(events('silent')).toEqual([]);
	});

	test('tells an event of the catalogue; anything else does not compile', () => {
		expect(new Set(LOG_EVENTS).size).toBe(LOG_EVENTS.length);
		for (const event of LOG_EVENTS) expect(event).toMatch(/^[a-z-]+\.[a-z-]+$/);
		// @ts-expect-error -- not in the catalogue
		logged((log) => log.info('visitor.arrived'));
		// @ts-expect-error -- an object would be written with all that is in it
		logged((log) => log.info('server.ready', { visitor: { name: CANARY } }));
	});
});

describe('an error in the log', () => {
	const failed = (error: unknown) => {
		const lines = logged((log) => log.error('request.failed', error, { status: 500 }));
		expect(lines).toHaveLength(1);
		return lines[0]!;
	};

	test('is told by its kind, its code and where it happened', () => {
		const error = Object.assign(new TypeError('broken'), { code: '23505' });
		const line = failed(error);
		expect(line).toMatchObject({ event: 'request.failed', status: 500, error: 'TypeError' });
		expect(line['code']).toBe('23505');
		expect(line['at']).toContain('log.test.ts');
	});

	test('is not told in its own words: they may quote what a visitor typed', () => {
		const cause = new Error(`duplicate key (name)=(${CANARY})`);
		const error = new Error(`failed query: insert … params: ${CANARY}`, { cause });
		expect(failed(error)['cause']).toBe('Error');
		expect(JSON.stringify(failed(error))).not.toContain('Jansen');
		expect(JSON.stringify(failed(Object.assign(new Error('x'), { detail: CANARY })))).not.toContain(
			'Jansen'
		);
	});

	test('is not told in words that look like a place in the code', () => {
		const error = new Error(`failed query: params: first line\n    at ${CANARY}\n  at last`);
		expect(JSON.stringify(failed(error))).not.toContain('Jansen');
	});

	test('that is none is told by what it is', () => {
		expect(failed(CANARY)['error']).toBe('string');
		expect(failed(undefined)['error']).toBe('undefined');
		expect(JSON.stringify(failed(CANARY))).not.toContain('Jansen');
		expect(JSON.stringify(failed({ name: CANARY, message: CANARY }))).not.toContain('Jansen');
	});
});
