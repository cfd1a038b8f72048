/** A month of this century, `2026-03`. */
export const match = (param: string): boolean => /^20\d{2}-(0[1-9]|1[0-2])$/.test(param);
