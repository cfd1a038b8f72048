import type { App } from './app.ts';
import { DEMO_PASSWORD } from './demo/people.ts';
import { listDemoAccounts } from './flows/signin.ts';

/** What is printed once Beurt runs: each screen's address and each demo sign-in. */
export async function greeting({ config, shell, demoClock }: App): Promise<string> {
	const [base = ''] = config.origins;
	const rows: [string, string][] = [
		['Start', `${base}/`],
		['Kiosk', `${base}/kiosk`],
		['Hall display', `${base}/hall`],
		['Desk', `${base}/desk`],
		['Devices', `${base}/manage/devices`],
		['Health', `${base}/health`]
	];
	if (!config.demo) return table(['Screen', 'Address'], rows);

	const people = (await listDemoAccounts(shell)).map(({ login, name, roles }) => [
		login,
		DEMO_PASSWORD,
		roles.join(', '),
		name
	]);
	const clock = demoClock
		? `The demo's clock says ${new Date(demoClock.now()).toISOString()}.\n`
		: '';
	return [
		table(['Screen', 'Address'], rows),
		table(['Sign-in', 'Password', 'Role', 'Name'], people),
		`Demo: everything in it is invented, its passwords are public. ${clock}`
	].join('\n');
}

function table(head: string[], rows: string[][]): string {
	const widths = head.map((title, column) =>
		Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0))
	);
	const line = (cells: string[]) =>
		cells
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd();
	const rule = line(widths.map((width) => '─'.repeat(width)));
	return ['', line(head), rule, ...rows.map(line), ''].join('\n');
}
