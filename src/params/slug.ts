import { isSlug } from '$lib/domain/theme.ts';

export const match = (param: string): boolean => isSlug(param);
