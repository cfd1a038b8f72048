import pino from 'pino';

/**
 * Every event that may stand in a log, so that an operator can search for it, and nothing else gets in. Fields
 * hold ids, codes and counts; no names, no numbers of tickets, no tokens, no addresses.
 */
export const LOG_EVENTS = [
	'server.starting',
	'server.ready',
	'server.draining',
	'server.stopped',
	'database.unavailable',
	'database.available',
	'demo.loaded',
	'demo.clock-set',
	'request.failed',
	'request.refused',
	'socket.refused',
	'socket.failed',
	'sign-in.accepted',
	'sign-in.refused',
	'sign-in.limited',
	'sign-in.ended',
	'device.paired',
	'device.revoked',
	'device.set',
	'listener.lost',
	'theme.unusable',
	'job.failed',
	'day.ended',
	'limit.reached',
	'mail.to-folder',
	'mail.later',
	'mail.given-up',
	'view.failed',
	'estimate.failed',
	'thread.lost'
] as const;
export type LogEvent = (typeof LOG_EVENTS)[number];

type Fields = Record<string, string | number | boolean | null | undefined>;

export interface Log {
	info(event: LogEvent, fields?: Fields): void;
	warn(event: LogEvent, fields?: Fields): void;
	/** An error's own text may quote what a visitor typed, so only its kind and stack frames are kept. */
	error(event: LogEvent, error: unknown, fields?: Fields): void;
}

export function createLog(level: string, destination?: pino.DestinationStream): Log {
	const logger = pino(
		{ level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
		destination ?? pino.destination({ dest: 1, sync: false })
	);
	return {
		info: (event, fields) => logger.info({ event, ...fields }),
		warn: (event, fields) => logger.warn({ event, ...fields }),
		error: (event, error, fields) => logger.error({ event, ...fields, ...describe(error) })
	};
}

function describe(error: unknown): Fields {
	if (!(error instanceof Error)) return { error: typeof error };
	// The stack begins with the message, which may have lines of its own.
	const { stack = '', message } = error;
	const below = stack.slice(stack.indexOf(message) + message.length);
	const frames = below.split('\n').filter((line) => /^\s+at /.test(line));
	const { code } = error as { code?: unknown };
	return {
		error: error.name,
		...(typeof code === 'string' ? { code } : {}),
		at: frames.slice(0, 8).join(' | '),
		...(error.cause instanceof Error ? { cause: error.cause.name } : {})
	};
}
