/** Words by which a sentence says that something was not found. */
const denials = wordsOf(`no nothing none not never neither nor without cannot n't`);

/** Words that name nothing to be seen: what a sentence may consist of beside a denial and still say nothing else. */
const general = wordsOf(`
  a an the this that these those it its i we one any some all whole entire overall at anywhere anything here there other
  else of in on for to as from by with and or so far be is are was were been being has have had do does did can could
  would should may might must which what
  region regions area areas part parts place places spot spots detail details thing things aspect aspects element
  elements image images picture pictures photo photos photograph photographs scene
  artifact artifacts artefact artefacts anomaly anomalies defect defects error errors flaw flaws fault faults mistake
  mistakes inconsistency inconsistencies irregularity irregularities issue issues problem problems sign signs evidence
  indication indications indicator indicators trace traces clue clues hint hints manipulation manipulations tampering
  forgery forgeries editing alteration alterations synthesis generation
  synthetic fake faked generated ai-generated computer-generated machine-generated ai artificial manipulated tampered
  edited altered forged odd strange wrong off amiss suspicious unusual unnatural unrealistic abnormal anomalous
  inconsistent implausible impossible
  obvious obviously clear clearly apparent apparently visible visibly noticeable evident evidently particular
  look looks looked looking appear appears appeared seem seems seemed see sees seen find finds found detect detects
  detected notice notices noticed spot spotted identify identified observe observed mark marked note noted stand stands
  out present give gives away point points suggest suggests suggesting indicate indicates indicating show shows
`);

/** Where a sentence ends: a line, or a full stop before white space. */
const sentenceEnd = /(?<=[.!?…])\s+|[\r\n]+/;

/**
 * Whether a sentence says only that nothing was found, as “No region looks synthetic.” or “Nothing odd was found.”: it holds
 * a denial, and every other word of it is a general one, which names nothing that could be looked at. So “No anomaly in
 * structure, count or lighting.” is none, as it says where was looked. English alone; a sentence in other words is kept.
 */
export function isFiller(sentence: string): boolean {
  const words = sentence
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/n't\b/g, " n't")
    .match(/[\p{L}\p{N}'-]+/gu);
  if (!words) return false;
  return (
    words.some((word) => denials.has(word)) && words.every((word) => denials.has(word) || general.has(word))
  );
}

/** Text without its filler sentences; the other sentences stay as they are. */
export function withoutFiller(text: string): string {
  const sentences = text.split(sentenceEnd);
  const kept = sentences.filter((sentence) => !isFiller(sentence));
  return kept.length === sentences.length ? text : kept.join(' ').trim();
}

function wordsOf(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
