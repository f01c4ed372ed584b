// SPDX-License-Identifier: EUPL-1.2
// Reading a code through the camera: by the web view itself where it can (BarcodeDetector is no standard of all of them, and
// reads more than QR), otherwise by the engine.
import { call } from '../bridge';
import { base64 } from '../photo/file';

interface Detector {
  detect(from: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

type DetectorClass = new (options: { formats: string[] }) => Detector;

const FORMATS = ['qr_code', 'data_matrix', 'code_128', 'code_39', 'ean_13'];
/** The longer edge, in pixels, of a viewfinder's picture for the engine: a code that fills a third of it is read well. */
const EDGE = 1024;
const QUALITY = 0.9;

/** Whether there may be a viewfinder; a photo of a code can be taken everywhere. */
export const hasViewfinder = () => navigator.mediaDevices?.getUserMedia !== undefined;

/** What the codes before a viewfinder say. */
export function eye(): (video: HTMLVideoElement) => Promise<string[]> {
  const Known = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (!Known) return byEngine;
  const detector = new Known({ formats: FORMATS });
  return async (video) => {
    try {
      return (await detector.detect(video)).map((found) => found.rawValue);
    } catch {
      // An Android without Google's services has the name and nothing behind it.
      return byEngine(video);
    }
  };
}

/** What the codes in a photo say. */
export const codesIn = async (photo: Blob) => call('codes_in', { file: await base64(photo) });

async function byEngine(video: HTMLVideoElement): Promise<string[]> {
  const scale = Math.min(1, EDGE / Math.max(video.videoWidth, video.videoHeight, 1));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const picture = await new Promise<Blob | null>((taken) => canvas.toBlob(taken, 'image/jpeg', QUALITY));
  // A canvas keeps its pixels until it is collected, which may be long after.
  canvas.width = 0;
  return picture ? codesIn(picture) : [];
}

/** A label's code may be the end of an address, such as `https://example.it/lampioni/1234`. */
export function codeIn(text: string): string {
  const said = text.trim();
  if (!/^https?:\/\//i.test(said)) return said;
  const last = said.replace(/[?#].*$/, '').split('/').filter(Boolean).at(-1) ?? said;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** The office's QR holds a whole link, `https://example.it/enrol#CODE`: its end alone would not say whose server it is. */
export function enrolmentIn(text: string): string {
  const said = text.trim();
  return /^https?:\/\/\S+#\S+$/i.test(said) ? said : '';
}
