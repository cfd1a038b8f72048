import type { ServerLoad } from '@sveltejs/kit';
import { floorRows } from '../../../floor.ts';

export const load: ServerLoad = async () => ({ services: await floorRows().services() });
