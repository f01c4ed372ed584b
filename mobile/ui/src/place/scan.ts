// SPDX-License-Identifier: EUPL-1.2
// Reading a code through the camera, where the web view itself can: BarcodeDetector is no standard of all of them.

interface Detector {
  detect(from: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

type DetectorClass = new (options: { formats: string[] }) => Detector;

const FORMATS = ['qr_code', 'data_matrix', 'code_128', 'code_39', 'ean_13'];

const known = () => (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;

export function canScan(): boolean {
  return known() !== undefined && !!navigator.mediaDevices?.getUserMedia;
}

export function detector(): Detector | null {
  const Known = known();
  return Known ? new Known({ formats: FORMATS }) : null;
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
