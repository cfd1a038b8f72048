/** A desk of one key and a display of one number, for the browser; written by hand, with nothing to load but socket.io. */
const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
	<head><meta charset="utf-8" /><title>${title}</title></head>
	<body>${body}</body>
</html>`;

const DESK = page(
	'Desk',
	`<p>Ready</p>
	<script>
		addEventListener('keydown', async ({ key }) => {
			if (key !== 'n') return;
			await fetch('/desk?/next', {
				method: 'POST',
				headers: { accept: 'application/json', 'x-sveltekit-action': 'true' },
				body: new URLSearchParams({ command: crypto.randomUUID() })
			});
		});
	</script>`
);

const DISPLAY = page(
	'Display',
	`<p style="font-size: 10rem">-</p>
	<script src="/socket.io/socket.io.js"></script>
	<script>
		const number = document.querySelector('p');
		const socket = io({ transports: ['websocket'] });
		socket.on('connect', () => socket.emit('join', { view: 'hall' }, () => (document.title = 'Live')));
		socket.on('patch', ({ patch }) => {
			number.textContent = patch.ticket.slice(0, 1) + '\\u00a0' + patch.ticket.slice(1);
		});
	</script>`
);

export const PAGES: Readonly<Record<string, string>> = {
	'/bare/desk': DESK,
	'/bare/display': DISPLAY
};
