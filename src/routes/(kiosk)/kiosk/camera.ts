/** Reading codes with a camera. Nothing that it sees is kept, or leaves the screen. */

/** Wide enough to read a code on a telephone at arm's length, and small enough to look at often. */
const LOOKED_AT = 640;
const LOOK_EVERY_MS = 150;
/** A code that is still held up is not read again at once: it led to the screen that is in view. */
const SAME_CODE_MS = 10_000;

/** Whether there is a camera, and whether it may be used: at once, or when somebody asks for it. */
export async function cameraHere(): Promise<'ready' | 'to-ask' | 'none'> {
	// Only where the address is safe; a kiosk's browser has it allowed by policy.
	if (!('mediaDevices' in navigator)) return 'none';
	const devices = await navigator.mediaDevices.enumerateDevices();
	if (!devices.some(({ kind }) => kind === 'videoinput')) return 'none';
	const { state } = await navigator.permissions.query({ name: 'camera' });
	return state === 'granted' ? 'ready' : state === 'denied' ? 'none' : 'to-ask';
}

let lastRead = { text: '', at: -Infinity };

/**
 * Shows what the camera sees, and tells what it reads.
 *
 * @returns what ends it; throws where the camera can't be used after all
 */
export async function watchCamera(
	video: HTMLVideoElement,
	found: (text: string) => void
): Promise<() => void> {
	const [{ default: decodeQR }, stream] = await Promise.all([
		import('qr/decode.js'),
		navigator.mediaDevices.getUserMedia({
			video: { facingMode: 'environment', width: { ideal: 1280 } }
		})
	]);
	video.srcObject = stream;
	await video.play();
	const canvas = document.createElement('canvas');
	const context = canvas.getContext('2d', { willReadFrequently: true });
	const look = () => {
		if (!context || video.videoWidth === 0) return;
		const scale = Math.min(1, LOOKED_AT / video.videoWidth);
		canvas.width = Math.round(video.videoWidth * scale);
		canvas.height = Math.round(video.videoHeight * scale);
		context.drawImage(video, 0, 0, canvas.width, canvas.height);
		const text = read(context.getImageData(0, 0, canvas.width, canvas.height));
		const now = performance.now();
		if (text === null || (text === lastRead.text && now - lastRead.at < SAME_CODE_MS)) return;
		lastRead = { text, at: now };
		found(text);
	};
	const read = (image: ImageData): string | null => {
		try {
			return decodeQR(image);
		} catch {
			// Its way to say that there is no code in view, or not a whole one.
			return null;
		}
	};
	const timer = setInterval(look, LOOK_EVERY_MS);
	return () => {
		clearInterval(timer);
		for (const track of stream.getTracks()) track.stop();
		video.srcObject = null;
	};
}
