/** How a screen finds its way back after the line was cut. */
export const RECONNECTION = {
	reconnectionDelay: 300,
	// Spread by up to half, so that a hall of telephones does not come back in one instant.
	randomizationFactor: 0.5,
	reconnectionDelayMax: 4000
};

/** A hall has few displays, kiosks and desks, and each matters to many: they never wait longer than this. */
export const SOONEST_MAX_MS = 1000;
