/** Bare socket.io with the rooms of the product, and messages of the same length in which nothing stands but a ticket. */
import type { Server as HttpServer } from 'node:http';
import { parse as parseCookies } from 'cookie';
import { Server } from 'socket.io';
import { COOKIES } from '../../../src/lib/server/session.ts';
import { hallInLink, hallOfClerk, numberIn, numberInToken } from '../ids.ts';
import type { Bytes, FollowedView } from '../bytes.ts';

interface Request {
	view: FollowedView;
	link?: string;
	branchId?: string;
}

export interface Lines {
	tell(hall: number, clerk: number, ticket: string): void;
}

/** As long as a message of the product, less what stands around it. */
const AROUND = 20;
const filler = (bytes: number): string => 'x'.repeat(Math.max(0, bytes - AROUND));

export function openLines(http: HttpServer, bytes: Bytes, halls: number): Lines {
	const io = new Server(http, {
		perMessageDeflate: false,
		maxHttpBufferSize: 16 * 1024,
		pingInterval: 10_000,
		pingTimeout: 8_000
	});
	const sequences = new Map<string, number>();
	const views = new Map(Object.entries(bytes.join).map(([view, size]) => [view, filler(size)]));
	const patches = Object.entries(bytes.patch).map(
		([view, size]) => [view as FollowedView, filler(size)] as const
	);

	io.on('connection', (socket) => {
		const cookies = parseCookies(socket.handshake.headers.cookie ?? '');
		const clerk = numberInToken(cookies[COOKIES.session] ?? '');
		const display = numberInToken(cookies[COOKIES.hall] ?? '');
		const hallOf = ({ view, link, branchId }: Request): number => {
			if (link !== undefined) return hallInLink(link);
			if (branchId !== undefined) return numberIn(branchId);
			return view === 'hall' ? Math.floor(display / 100) : hallOfClerk(clerk, halls);
		};
		socket.on('join', (request: Request, answer: (answer: unknown) => void) => {
			const { view } = request;
			const room = `${view}:${view === 'desk' ? clerk : hallOf(request)}`;
			void socket.join(room);
			answer({ ok: true, room, sequence: sequences.get(room) ?? 0, view: views.get(view) ?? '' });
		});
	});

	return {
		tell: (hall, clerk, ticket) => {
			for (const [view, pad] of patches) {
				const room = `${view}:${view === 'desk' ? clerk : hall}`;
				if (!io.sockets.adapter.rooms.has(room)) continue;
				const from = sequences.get(room) ?? 0;
				sequences.set(room, from + 1);
				io.to(room).emit('patch', { room, from, to: from + 1, patch: { ticket, pad } });
			}
		}
	};
}
