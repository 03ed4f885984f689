import sharp from 'sharp';

const drawings: Record<string, string> = {
  'hills.png': `<svg width="320" height="240"><rect width="320" height="240" fill="#9cc7e8"/>
    <circle cx="250" cy="60" r="28" fill="#f7d84a"/><path d="M0 190 Q80 90 160 180 T320 170 V240 H0Z" fill="#4d8b4a"/>
    <rect x="60" y="150" width="50" height="45" fill="#b5523b"/><path d="M55 150 L85 122 L115 150Z" fill="#5b3527"/></svg>`,
  'hand.png': `<svg width="224" height="320"><rect width="224" height="320" fill="#e9e2d5"/>
    <ellipse cx="112" cy="220" rx="60" ry="70" fill="#d9a07a"/>${[48, 72, 96, 120, 144, 168]
      .map((x) => `<rect x="${x}" y="80" width="18" height="110" rx="9" fill="#d9a07a"/>`)
      .join('')}</svg>`,
  'clock.png': `<svg width="256" height="256"><rect width="256" height="256" fill="#38424f"/>
    <circle cx="128" cy="128" r="96" fill="#f4f1ea" stroke="#c8a24a" stroke-width="10"/>
    <path d="M128 128 L128 56 M128 128 L190 128 M128 128 L80 170" stroke="#222" stroke-width="7"/></svg>`,
};

/** Three small pictures of different shapes, the same each time: enough to see whether a model answers as it should. */
export const drawPictures = () =>
  Promise.all(
    Object.entries(drawings).map(async ([path, svg]) => ({
      path,
      bytes: await sharp(Buffer.from(svg)).png().toBuffer(),
    })),
  );
