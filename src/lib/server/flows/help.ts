/** A kiosk calls for a person, and somebody goes there. */
import { type HelpReason, decideAnswerHelp, decideAskHelp } from '../../domain/help.ts';
import type { CommandId, HelpCallId } from '../../domain/ids.ts';
import { type Refused, refuse } from '../../domain/refusal.ts';
import { findHelpCall, openHelpCallOf } from '../db/help.ts';
import { nameOfAccount } from '../db/people.ts';
import type { DeviceScope, HallScope } from '../scope.ts';
import type { Shell } from '../shell.ts';
import { deciding } from './deciding.ts';

export const askHelp = (
	shell: Shell,
	scope: DeviceScope<'kiosk'>,
	{ id, reason }: { id: CommandId; reason: HelpReason }
) =>
	deciding(
		shell,
		scope,
		{ id, name: 'ask-help', payload: reason },
		async (tx) =>
			decideAskHelp(
				{
					id: shell.newId<'helpCall'>(),
					regionId: scope.regionId,
					branchId: scope.branchId,
					deviceId: scope.deviceId,
					reason
				},
				await openHelpCallOf(tx.sql, scope.deviceId)
			),
		() => null
	);

export const answerHelp = (
	shell: Shell,
	scope: HallScope<'host-hall'>,
	{ id, helpCallId }: { id: CommandId; helpCallId: HelpCallId }
) =>
	deciding(
		shell,
		scope,
		{ id, name: 'answer-help', payload: helpCallId },
		async (tx): Promise<ReturnType<typeof decideAnswerHelp> | Refused<'unknown-help-call'>> => {
			const call = await findHelpCall(tx.sql, helpCallId);
			if (call?.branchId !== scope.branchId) return refuse({ code: 'unknown-help-call' });
			const by = call.answeredBy ? await nameOfAccount(tx.sql, call.answeredBy) : '';
			return decideAnswerHelp(call, scope.accountId, () => by);
		},
		() => null
	);
