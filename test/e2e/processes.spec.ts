import { expect, test } from '@playwright/test';
import { Browser } from '../../src/cli/demo/doors.ts';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import { counterId, newPage } from '../support/e2e.ts';
import { createPostgres, startServer } from '../support/server.ts';

test('a clerk on one process and a display on another stay live together, also after the listener was cut', async ({
	browser
}) => {
	const postgres = await createPostgres();
	const one = await startServer({ databaseUrl: postgres.url });
	const two = await startServer({ databaseUrl: postgres.url });

	const display = await newPage(browser, two, { viewport: { width: 1920, height: 1080 } });
	await display.request.post('/pair/hall?/demo', {
		headers: { origin: two.url },
		form: { branch: demoBranchId('roosendaal') },
		maxRedirects: 0
	});
	await display.goto('/hall');

	const kiosk = new Browser(one.url);
	await kiosk.submit('/pair/kiosk?/demo', { branch: demoBranchId('roosendaal') });
	const menu = await kiosk.watch({ view: 'kiosk' });
	const service = menu.view.services.find((each) => each.closed === null);
	const clerk = new Browser(one.url);
	await clerk.submit('/signin?/in', { login: 'hanneke', password: 'beurt-demo' });
	expect((await clerk.submit('/desk?/open', { counter: counterId('roosendaal', 3) })).ok).toBe(
		true
	);

	const callOne = async (): Promise<string> => {
		await kiosk.submit('/kiosk?/take', { service: service?.id ?? '' });
		const called = await clerk.submit('/desk?/next');
		expect(called.ok).toBe(true);
		const { ticket, visitId } = called.ok
			? (called.data['value'] as { ticket: string; visitId: string })
			: { ticket: '', visitId: '' };
		visits.push(visitId);
		return ticket;
	};
	const visits: string[] = [];
	const shown = (ticket: string) =>
		display.getByText(new RegExp(`${ticket[0]}\\s*${ticket.slice(1)}`)).first();

	const first = await callOne();
	await expect(shown(first)).toBeVisible({ timeout: 4000 });

	await clerk.submit('/desk?/serve', { visit: visits[0] ?? '' });
	await clerk.submit('/desk?/finish', { visit: visits[0] ?? '', outcome: 'answered' });
	expect(await postgres.cutListeners()).toBe(2);
	const second = await callOne();
	await expect(shown(second)).toBeVisible({ timeout: 6000 });

	kiosk.close();
	await one.remove();
	await two.remove();
	await postgres.remove();
});
