import { language } from '../languages/language.ts';
import { decimal } from './numbers.ts';

/** A day in UTC: `2026-11-23`, `23.11.2026`, `2026年11月23日`. */
export function day(iso: string): string {
  const [year = '', month = '', date = ''] = iso.slice(0, 10).split('-');
  if (language === 'de') return `${date}.${month}.${year}`;
  return language === 'zh' ? `${year}年${Number(month)}月${Number(date)}日` : `${year}-${month}-${date}`;
}

/** A moment in UTC that reads the same on every machine: `2026-11-23 16:48 UTC`. */
export const moment = (iso: string): string => `${day(iso)} ${iso.slice(11, 16)} UTC`;

/** A time in words short enough for a label: `under a minute`, `about 4 min`, `about 2 h 10 min`, `about 3 days`. */
export function durationWords(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return 'under a minute';
  if (minutes < 60) return `about ${minutes} min`;
  if (minutes < 48 * 60) {
    const rest = minutes % 60;
    return `about ${Math.floor(minutes / 60)} h${rest ? ` ${rest} min` : ''}`;
  }
  return `about ${Math.round(minutes / 1440)} days`;
}

/** Images per second, or the time of one image where that is the more telling: `2.4 images a second`, `12 s an image`. */
export function paceWords(imagesPerSecond: number): string {
  if (imagesPerSecond <= 0) return 'no image in the last minute';
  if (imagesPerSecond >= 1)
    return `${decimal(imagesPerSecond, imagesPerSecond < 10 ? 1 : 0)} images a second`;
  const seconds = 1 / imagesPerSecond;
  return `${decimal(seconds, seconds < 10 ? 1 : 0)} s an image`;
}
