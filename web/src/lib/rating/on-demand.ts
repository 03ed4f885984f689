/**
 * What reading a ballot and voting on it do not need, in one file: it is loaded a second after the first ballot can be
 * answered, or when the rater touches the page or presses a key before.
 */
export { default as DeskMenu } from './DeskMenu.svelte';
export { noticeOf } from './notices.ts';
export { default as ReasonChips } from './ReasonChips.svelte';
export { default as RecentVote } from './RecentVote.svelte';
export { default as WaitingVotes } from './WaitingVotes.svelte';
