import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

/** Every rule on a wide and on a narrow screen; colours are the same on both, so that each scheme is looked at once. */
const looks = [
  { width: 1280, colorScheme: 'light' },
  { width: 360, colorScheme: 'dark' },
] as const;

/** Frames until nothing moves on its way to new colours and widths: what inherits a colour starts when its parent is done. */
const settled = `(async () => {
  for (let frame = 0, still = 0; frame < 120 && still < 3; frame += 1) {
    await new Promise(requestAnimationFrame);
    still = document.getAnimations().length === 0 ? still + 1 : 0;
  }
})()`;

/**
 * What is wrong with the page as it stands, on a wide screen in light and on a narrow one in dark: violations that axe
 * calls serious or critical, and content that is wider than the screen.
 */
export async function findPageFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const faults: string[] = [];
  for (const { width, colorScheme } of looks) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(settled);
    // `preload` fetches media and styles for rules that are not asked for.
    const options: RunOptions = { resultTypes: ['violations'], preload: false };
    const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`);
    for (const { id, impact, help, nodes } of violations) {
      if (impact !== 'serious' && impact !== 'critical') continue;
      const [first] = nodes;
      const where = `${first?.target.join(' ')} and ${nodes.length - 1} more: ${first?.failureSummary}`;
      faults.push(`${width} px, ${colorScheme}: ${id}, ${help}: ${where}`);
    }
    const scrollWidth = await page.evaluate<number>('document.scrollingElement.scrollWidth');
    if (scrollWidth > width) faults.push(`${width} px: the page is ${scrollWidth} px wide`);
  }
  return faults;
}
