/** What the contract says of fields that pages show, in this build's language; a build in another one fills it. */
export const fieldTexts: Readonly<Record<string, string>> = {};
