/** The desk's actions, as the source must have them; those for leads only among them. */
export const FOR_LEADS = ['pick', 'hold', 'release', 'endday', 'free'];
export const DESK_ACTIONS = [
	'open',
	'home',
	'end',
	'pause',
	'unpause',
	'auto',
	'next',
	'recall',
	'serve',
	'finish',
	'miss',
	'requeue',
	'park',
	'resume',
	'reinstate',
	'transfer',
	'add',
	'note',
	'erase',
	'quick',
	'undo',
	...FOR_LEADS
];

/** Of the host's tablet. */
export const HOST_ACTIONS = [
	'answer',
	'checkin',
	'uncheck',
	'ticket',
	'find',
	'look',
	'slip',
	'priority',
	'mark',
	'time',
	'reinstate',
	'cancel',
	'move',
	'note',
	'erase',
	'visitor',
	'message',
	'withdraw',
	'undo'
];
