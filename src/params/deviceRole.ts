import type { DeviceRole } from '$lib/domain/permission.ts';

export const match = (param: string): param is DeviceRole => param === 'kiosk' || param === 'hall';
