import { expect, test } from 'vitest';
import { scriptLanguage } from './script-language.ts';

test.each([
  ['The hand has six fingers.', undefined],
  ['Die Straßenschilder sind unleserlich.', undefined],
  ['左手有六根手指，背景文字模糊', 'zh'],
  ['左手に指が六本あります', 'ja'],
  ['왼손에 손가락이 여섯 개 있습니다', 'ko'],
  ['اليد لها ستة أصابع', 'und-Arab'],
  ['ליד יש שש אצבעות', 'he'],
  ['На руке шесть пальцев', 'und-Cyrl'],
  ['Το χέρι έχει έξι δάχτυλα', 'el'],
  ['An angle α of 30°', undefined],
])('%s', (text, language) => {
  expect(scriptLanguage(text)).toBe(language);
});
