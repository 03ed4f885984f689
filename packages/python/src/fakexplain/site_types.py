"""What a site answers, as types. Generated from its OpenAPI documents: `npm run fakexplain -- openapi`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict

if TYPE_CHECKING:
    # Python 3.10 has it not in `typing`; no value of it is ever made.
    from typing_extensions import NotRequired


class LeaderboardStudy(TypedDict):
    """The study whose votes are counted."""

    slug: str
    """Name of the study in addresses."""
    title: str
    """Title of the study as pages show it."""
    question: str
    """What raters are asked about each pair."""
    questions: list[Literal["overall", "where", "why", "verdict"]]
    """What is asked about the two explanations of each ballot, in this order: which one is better on the whole (`overall`), marks the right places (`where`), says rightly what is wrong there (`why`), is right about generated or real (`verdict`). The first one is the main question, whose answer is the choice of a vote; each has a leaderboard of its own."""
    strength: bool
    """Whether raters say how much better the explanation is that they prefer in the main question: slightly, clearly or much."""
    reliance: bool
    """Whether raters say what they take the image for before they are shown the explanations, and again with the vote."""
    demo: bool
    """Whether the study is made of demo data, which says nothing about any published model."""
    status: Literal["draft", "open", "closed"]
    """`draft` until it is opened, `open` while it takes votes, then `closed`."""
    policy: Literal["balanced", "uncertainty"]
    """How ballots are drawn: `balanced` asks about the pairs with the fewest votes, `uncertainty` about those whose order is least certain."""
    equivalenceMargin: float
    """Two arms count as equivalent where the share lies within 0.5 ± this margin."""
    results: Literal["hidden", "delayed", "live"]
    """Who may see ratings, shares and reports while the study is open: maintainers only (`hidden`), everyone a day late (`delayed`), or everyone at once (`live`; a day late while one of its images is under embargo, since the count before and after a vote tells its arms). Once it is closed, everyone."""


class LeaderboardSlice(TypedDict):
    """What the numbers are of: the whole study, or one slice of it."""

    kind: Literal["all", "category", "generator", "label"]
    """What the images are chosen by; `all` is the whole study."""
    value: str
    """Value that the images of the slice share; empty for `all`."""


class LeaderboardSlices(TypedDict):
    """The slices that the study’s images can be divided into."""

    category: list[str]
    """Values of category among the study’s images."""
    generator: list[str]
    """Values of generator among the study’s images."""
    label: list[str]
    """Values of label among the study’s images."""


class LedgerHead(TypedDict):
    """How far a study’s ledger was sealed."""

    position: int
    """Number of entries up to it."""
    hash: str
    """Hash of the newest entry, which stands for all before it; 64 zeros before the first."""


class LeaderboardStamp(TypedDict):
    """All that is needed to compute the same numbers from the ledger."""

    votes: int
    """Current votes on regular ballots of the whole study when this was computed, also where the numbers are of a slice."""
    sequence: int
    """Sequence number of the study’s newest vote, corrections included; 0 before the first."""
    past: bool
    """Whether it was asked for as of this vote, so that later ones do not count."""
    at: str
    """When the leaderboard was computed."""
    until: str | None
    """Only votes cast before this moment count, the beginning of the day (UTC), where the study shows its results a day late; null: all votes count."""
    ledger: LedgerHead
    """How far the study’s ledger was sealed when this was computed: votes of the last seconds have no entry yet."""
    method: str
    """Method of the ratings and its version, e.g. `bradley-terry-sandwich/1`."""
    covariance: Literal["vote", "rater-image"]
    """What the rating intervals allow for: `vote` takes votes as independent, `rater-image` allows for votes of one rater and on one image being alike."""
    level: float
    """Confidence level of the intervals, e.g. 0.95."""
    seed: int
    """Seed of what is drawn at random for the intervals."""


class LeaderboardExclusions(TypedDict):
    """Standing exclusions of raters in the whole study."""

    applied: bool
    """Whether the votes of excluded raters are left out here."""
    raters: int
    """Raters who are excluded now."""
    votes: int
    """Votes of excluded raters that would count in the whole study."""


class IntervalTwoSided(TypedDict):
    kind: Literal["two-sided"]
    """The data bound the quantity on both sides."""
    low: float
    """Lower end, in the unit of the quantity."""
    high: float
    """Upper end, in the unit of the quantity."""


class IntervalAtLeast(TypedDict):
    kind: Literal["at-least"]
    """The data bound the quantity from below only, as for an arm that never lost."""
    low: float
    """Lower end, in the unit of the quantity."""


class IntervalAtMost(TypedDict):
    kind: Literal["at-most"]
    """The data bound the quantity from above only, as for an arm that never won."""
    high: float
    """Upper end, in the unit of the quantity."""


class IntervalUndetermined(TypedDict):
    kind: Literal["undetermined"]
    """The data do not bound the quantity at all."""
    reason: str
    """Why there is no interval, in words."""


Interval = IntervalTwoSided | IntervalAtLeast | IntervalAtMost | IntervalUndetermined


class RatingRank(TypedDict):
    """Best and worst rank that the simultaneous intervals of all differences between arms allow. “1–2” means that the votes do not tell first from second."""

    best: int
    """Best rank the intervals allow; 1 is first."""
    worst: int
    """Worst rank the intervals allow."""


class Rating(TypedDict):
    """Strength of one arm of a study, fitted from its votes."""

    position: int
    """Index of the arm in its study, counted from 0 and fixed when the study is made."""
    name: str
    """Name of the arm as pages show it."""
    kind: Literal["source", "format_control"]
    """`source` shows what its source wrote; `format_control` shows another image’s explanation in the same card."""
    source: str
    """Slug of the source whose explanations the arm shows."""
    demo: bool
    """Whether the source is made for the demo; its rating then says nothing about any published model."""
    elo: float | None
    """Bradley–Terry strength on the Elo scale, the exact maximum of the likelihood, ties counted as half a win each, “neither” left out; centred on 0 within a group of arms that votes connect. 400 points are odds of 10 to 1. Where no finite maximum exists, Firth’s correction is used and named, or no value is given."""
    interval: Interval
    """Confidence interval of the rating at the level that the leaderboard is stamped with, from the sandwich variance. “At least” and “at most” mean that the votes bound the rating on one side only, as for an arm that never lost: by penalised profile likelihood, in which votes count by a design effect that takes those of one rater, or on one image, to correlate by 0.1. It describes one arm; it does not decide ranks."""
    rank: RatingRank | None
    """Best and worst rank that the simultaneous intervals of all differences between arms allow. “1–2” means that the votes do not tell first from second."""
    preferredTo: list[int]
    """Positions of the arms that this one is above, as the simultaneous intervals of all differences between arms say, for one look; ranks are made of them."""
    method: Literal["bradley-terry", "firth", "none"]
    """How `elo` was found: by exact maximum likelihood, by Firth’s correction where no finite maximum exists, or not at all."""
    votes: int
    """Current votes on regular ballots in which the arm took part; corrections replace, and repeats and checks are not counted."""
    wins: int
    """Votes that prefer this arm’s explanation to the other one."""
    losses: int
    """Votes that prefer the other arm’s explanation."""
    ties: int
    """Votes that find both explanations equally good."""
    neither: int
    """Votes that find neither explanation acceptable."""
    davidson: float | None
    """The same strengths with ties modelled by Davidson’s extension, and with ties left out: beside the rating, to show what the treatment of ties does."""
    tiesDropped: float | None
    """The rating with ties left out; null where no finite value exists."""
    component: int
    """Index, from 0, of the group of arms that votes connect; ratings can be compared within one group only."""


class PairShareScored(TypedDict):
    """The votes as the ratings count them, for seeing where the fitted model is off."""

    wins: float
    """Wins of the first arm, with half a win for each tie."""
    n: int
    """Wins and ties: all votes but “neither”."""
    expected: float | None
    """Share of wins that the ratings predict for the first arm; null without finite ratings."""


class PairShareDifference(TypedDict):
    """Difference of the ratings, A − B, with its interval for one look and the anytime-valid one. Where pairs are drawn by uncertainty, the one for one look missed in up to 8% of simulated studies; the anytime-valid one held."""

    elo: float | None
    """Rating of the first arm less that of the second; null where it is not finite."""
    interval: Interval
    """Confidence interval of the difference for one look, from the sandwich variance; where one arm never lost, one-sided by penalised profile likelihood, allowing for raters and images as the one-sided clustered interval does."""
    anytime: Interval
    """Anytime-valid interval of the difference, as that of the share, where each vote weighs by what it says of the difference: the two arms need at least 10 votes won and 10 lost each. It is for pairs drawn by one policy, as a changed one changes what the difference is of, and of one pair at a time."""


class PairShareByForm(TypedDict):
    """Whether the two arms can be told apart by form alone: which parts are there, lengths, numbers and sizes of boxes, punctuation. On images of which both give the same verdict, since a verdict and the regions it brings are content. Above 0.5, votes may follow the look and not what is said."""

    images: int
    """Images on which it was tried; of very many, a random part."""
    auc: float | None
    """How often a program names the arms of two explanations right: 0.5 is guessing, 1 is always. It learns on four fifths of the images and is tried on the others. Null where there are too few images."""
    interval: Interval
    """Bootstrap over images, widened for what the folds learn from each other (Nadeau & Bengio): about right where the arms are alike, on the safe side where they are not. “At least” where every explanation was named right."""


class PairShareByAll(TypedDict):
    """Whether the two arms can be told apart by all that raters see: form, phrases and verdicts, on all images. What an arm says is in it, so a high value alone is no fault."""

    images: int
    """Images on which it was tried; of very many, a random part."""
    auc: float | None
    """How often a program names the arms of two explanations right: 0.5 is guessing, 1 is always. It learns on four fifths of the images and is tried on the others. Null where there are too few images."""
    interval: Interval
    """Bootstrap over images, widened for what the folds learn from each other (Nadeau & Bengio): about right where the arms are alike, on the safe side where they are not. “At least” where every explanation was named right."""


class PairShare(TypedDict):
    """How often one arm was preferred to another; all counts are of current votes on regular ballots."""

    a: int
    """Position of the first arm, whose share is given."""
    b: int
    """Position of the second arm."""
    votes: int
    """Current votes on regular ballots that compare the two arms."""
    raters: int | None
    """Distinct raters who compared the two arms; null on a slice, where they are not kept."""
    images: int | None
    """Distinct images on which the two were compared; null on a slice, where they are not kept."""
    winsA: int
    """Votes that prefer the first arm (k)."""
    winsB: int
    """Votes that prefer the second arm."""
    ties: int
    """Votes that find both explanations equally good."""
    neither: int
    """Votes that find neither explanation acceptable."""
    n: int
    """Votes that prefer one of the two: `winsA` + `winsB`."""
    share: float | None
    """Of the votes that prefer one of the two (n), the part that prefers the first (k). Ties and “neither” are not in n. A share of 0 or 100% is to be read as the bound of its clustered interval, or of the exact one where that is undetermined."""
    bound: Literal["at-least", "at-most", None]
    """Set where the share is 0 or 1 and is to be read as the bound in `clustered`, or in `exact` where that is undetermined; null for any other share."""
    clustered: Interval
    """For one look, at a number of votes fixed beforehand, as when a study is closed; looked at again and again it leaves out the truth far more often than it says. Allows for votes of one rater, and on one image, being alike: two-way clustered by rater and image on the log-odds scale, never less wide than independent votes allow, Student’s t with the effective number of raters or images, the smaller, less 1. One-sided where every vote, or none, was for the first: the exact bound of n / deff votes, where votes of one rater, or on one image, are taken to correlate by 0.1. The one to cite."""
    anytime: Interval
    """The one to cite while votes still come in: it may be looked at after every vote, and the study stopped by what it says. Of 100 studies so watched, at most 5 ever have it leave out the truth. From the estimate, standard error and effective clusters of the clustered interval, about 1.6 times as wide: as far as the evidence of a Student mixture of scale 1 + 0.02 n stays below 1 / 0.05. It holds from the 30th vote on, with at least 6 effective raters and 6 effective images, and 10 votes by 5 raters for the side that has fewer; undetermined before. By simulation and for many clusters, not by proof. Of one pair: not of the best of many, nor where raters are left out for what they voted."""
    clusteredP: float | None
    """Two-sided test that both are preferred equally often, from the clustered interval’s standard error and Student’s t, for one look as that is. The one to cite; null where it is undetermined."""
    effectiveRaters: float | None
    """As many raters with equally many votes would weigh as much: n² by the sum of the squares of each rater’s votes. Below about 20, intervals are wide and lean; null where raters are not kept."""
    effectiveImages: float | None
    """As many images with equally many votes would weigh as much; null where images are not kept."""
    raterCorrelation: float | None
    """Part of the variance of single votes that is their rater’s, estimated from the votes of this pair; what the next study is planned with. Little is known of it from fewer than 12 raters; null where all votes went one way."""
    imageCorrelation: float | None
    """Part of the variance of single votes that is their image’s, estimated likewise; next to nothing is known of it unless each image is seen several times."""
    equivalenceP: float | None
    """The larger of the two one-sided p-values against 50% plus and minus the study’s margin, clustered as p is; where raters and images are not kept, exact, as if every vote were independent."""
    equivalent: bool | None
    """Two one-sided tests at 5% against 50% plus and minus the study’s margin: “yes” where the clustered 90% interval of the share lies within the margin. Without it, “no difference found” is not “equal”."""
    exact: Interval
    """Clopper–Pearson interval of k of n, as if every vote were independent: narrower than is true once raters and images differ. One-sided where `bound` is set."""
    exactP: float | None
    """Exact two-sided binomial test that both are preferred equally often, as if every vote were independent: too small once raters and images differ."""
    wilson: Interval
    """Wilson interval of k of n, as if every vote were independent: narrower than is true once raters and images differ."""
    neutralToB: float | None
    """The share if every tie and “neither” had gone to the second arm."""
    neutralToA: float | None
    """The share if every tie and “neither” had gone to the first arm."""
    votesToFlip: int | None
    """How many votes would have to change sides for the majority to turn."""
    scored: PairShareScored
    """The votes as the ratings count them, for seeing where the fitted model is off."""
    difference: PairShareDifference
    """Difference of the ratings, A − B, with its interval for one look and the anytime-valid one. Where pairs are drawn by uncertainty, the one for one look missed in up to 8% of simulated studies; the anytime-valid one held."""
    byForm: PairShareByForm | None
    """Whether the two arms can be told apart by form alone: which parts are there, lengths, numbers and sizes of boxes, punctuation. On images of which both give the same verdict, since a verdict and the regions it brings are content. Above 0.5, votes may follow the look and not what is said."""
    byAll: PairShareByAll | None
    """Whether the two arms can be told apart by all that raters see: form, phrases and verdicts, on all images. What an arm says is in it, so a high value alone is no fault."""


class LeaderboardPlanned(TypedDict):
    """How the planned pair stands; null where nothing was planned, in slices, and where `pairs=none`."""

    halfWidth: float | None
    """Half of the width of the interval that the plan reads, of the planned pair; null where the interval has not two sides."""
    reached: bool
    """Whether that interval is as narrow as was wanted or, where power is wanted, leaves out one half."""


class SideBias(TypedDict):
    """How far raters lean to one side of the screen."""

    n: int
    """Votes that prefer a side."""
    left: int
    """Votes that prefer the left side."""
    share: float | None
    """Of the votes that prefer a side, the part that prefers the left one. Sides are drawn at random, so it should hold 50%; a lasting lean shows habit, not preference, and cancels between arms."""
    exact: Interval
    """Clopper–Pearson interval of the share."""
    p: float | None
    """Exact two-sided binomial test that both sides are preferred equally often."""


class Leaderboard(TypedDict):
    """Ratings and preference shares of a study, fitted from its votes."""

    study: LeaderboardStudy
    """The study whose votes are counted."""
    slice: LeaderboardSlice
    """What the numbers are of: the whole study, or one slice of it."""
    question: Literal["overall", "where", "why", "verdict"]
    """Which of the study’s questions the votes answer here."""
    slices: LeaderboardSlices
    """The slices that the study’s images can be divided into."""
    stamp: LeaderboardStamp
    """All that is needed to compute the same numbers from the ledger."""
    votes: int
    """Current votes on regular ballots that the numbers are of: those of the slice."""
    raters: int | None
    """Raters with at least one of these votes; null on a slice of a study with too many votes to read for one answer."""
    exclusions: LeaderboardExclusions
    """Standing exclusions of raters in the whole study."""
    ratings: list[Rating]
    """One rating for each arm."""
    pairs: list[PairShare]
    """One entry for each pair of arms; empty where the query asks for `pairs=none`."""
    planned: LeaderboardPlanned | None
    """How the planned pair stands; null where nothing was planned, in slices, and where `pairs=none`."""
    sideBias: SideBias
    """How the votes divide between the left and the right side."""
    status: Literal["empty", "ok", "separated", "disconnected"]
    """What the graph of wins allows to be said: `empty` without votes; `separated` where some arms never lost to the others; `disconnected` where groups of arms were never compared; else `ok`."""
    notes: list[str]
    """Warnings in words for the reader of the leaderboard."""
    components: list[list[int]]
    """Groups of arms that votes connect, each a list of the arms’ positions."""


ImportDetails = Any


class Refusal(TypedDict):
    file: str
    """Where the row stands, within what was sent."""
    line: NotRequired[int]
    """Counted from 1; absent where it has none."""
    field: str
    """Of the row; empty for the row as a whole."""
    reason: str
    """Why the row does not go in."""


class ImportReport(TypedDict):
    added: dict[str, int]
    """Rows that went in, or would, by what they are."""
    present: int
    """Rows that were there before."""
    refused: int
    """Rows that were refused."""
    understood: list[str]
    """What the rows were understood to say, the first three read back."""
    notes: list[str]
    """What else the person who imports should know."""
    refusals: list[Refusal]
    """The first 100; the others have an address of their own."""


class RunSource(TypedDict):
    """Who explains in the run."""

    slug: str
    """Slug of the source: who explains."""
    name: str
    """Name of the source as pages show it."""
    kind: Literal["human", "model", "control", "stand-in"]
    """Who explains: people, a model, a control, or a stand-in made for the demo."""
    demo: bool
    """Whether the source is made for the demo; its values then say nothing about any published model."""


class RunDataset(TypedDict):
    """The dataset whose images are explained."""

    slug: str
    """Slug of the dataset."""
    title: str
    """Title of the dataset as pages show it."""
    kind: Literal["in_distribution", "ood", "demo", "other"]
    """How the dataset relates to the training data: `in_distribution`, out of distribution (`ood`), made for the `demo`, or `other`."""
    localisation: Literal["visible_artifact", "manipulated_region", "whole_image"]
    """What a reference region of the dataset marks. Localisation values are not averaged across these meanings."""


class Run(TypedDict):
    """The explanations of one source for one dataset, as they are scored."""

    id: str
    """Id of the run."""
    title: str
    """Title of the run; for an import, the name of the file."""
    origin: Literal["import", "generation"]
    """Whether the explanations came in as a file or were generated by a model here."""
    reference: bool
    """Whether other runs on the dataset are scored against the explanations of this one."""
    source: RunSource
    """Who explains in the run."""
    dataset: RunDataset
    """The dataset whose images are explained."""
    explanations: int
    """Explanations in the run."""
    scored: int
    """Explanations of the run that have a current score."""
    images: int
    """Images of the dataset."""
    createdAt: str
    """When the run was made."""


class Metric(TypedDict):
    """A metric under one choice of settings. Only values with the same signature may be compared."""

    signature: str
    """Metric and all its settings in one line, e.g. `bleu2|tok:13a|smooth:exp|eff:yes|case:mixed|refs:closest|avg:sentence|v:1`."""
    metric: str
    """Slug of what is measured: `acc`, `iou_union`, `bleu2`, …"""
    key: str
    """Short name, unique among all: `acc`, or with a variant other than the default `bleu2.coco-sentence`."""
    variant: str
    """Name of the choice of settings; `default` is the one that pages show first."""
    title: str
    """Name of the metric as pages show it."""
    definition: str
    """Formula and edge cases in words."""
    range: list[float]
    """Least and greatest possible value; `better` says which end is good."""
    better: Literal["higher", "lower", None]
    """Which values are good; null where neither end of the range is."""
    of: Literal["explanation", "run"]
    """Whether single explanations have a value, of which runs have the mean, or runs alone."""
    needs: list[Literal["real_images", "generated_images", "probabilities", "reference_regions", "reference_texts"]]
    """What must be there for the metric to have a value."""
    readWith: list[str]
    """Keys of the metrics that must be read together with this one."""
    publishedAs: Literal["Acc", "IoU", "BLEU-2", "ROUGE-L", None]
    """What papers call it; how they computed it is not known, so several metrics may have the same name. Null where no paper gives it."""


class Measured(TypedDict):
    """A value measured here, with its percentile bootstrap interval."""

    signature: str
    """Metric and all its settings in one line, e.g. `bleu2|tok:13a|smooth:exp|eff:yes|case:mixed|refs:closest|avg:sentence|v:1`."""
    n: int
    """Images that the value is a mean over."""
    value: float
    """Value of the metric, in the metric’s range."""
    low: float | None
    """Lower end of the 95% bootstrap interval over images or groups; null with fewer than two."""
    high: float | None
    """Upper end of the 95% bootstrap interval over images or groups; null with fewer than two."""


class WarningPartialCoverageParams(TypedDict):
    """The numbers behind the warning."""

    explanations: int
    """Images that the run explains."""
    images: int
    """Images of the dataset."""


class WarningPartialCoverage(TypedDict):
    code: Literal["partial_coverage"]
    """Images of the dataset without an explanation count nowhere."""
    params: WarningPartialCoverageParams
    """The numbers behind the warning."""


class WarningUnscoredParams(TypedDict):
    """The numbers behind the warning."""

    explanations: int
    """Explanations without a current score."""


class WarningUnscored(TypedDict):
    code: Literal["unscored"]
    """Some explanations have no current score."""
    params: WarningUnscoredParams
    """The numbers behind the warning."""


class WarningUnreadableMasksParams(TypedDict):
    """The numbers behind the warning."""

    explanations: int
    """Explanations with a mask that cannot be read."""


class WarningUnreadableMasks(TypedDict):
    code: Literal["unreadable_masks"]
    """Masks of an earlier import cannot be read; explanations with one are in no metric of regions."""
    params: WarningUnreadableMasksParams
    """The numbers behind the warning."""


class WarningAurocBelowHalfParams(TypedDict):
    """The numbers behind the warning."""

    auroc: float
    """Area under the ROC curve of the run."""


class WarningAurocBelowHalf(TypedDict):
    code: Literal["auroc_below_half"]
    """The probabilities rank backwards: were real and generated swapped?"""
    params: WarningAurocBelowHalfParams
    """The numbers behind the warning."""


class WarningAccuracyBelowConstantParams(TypedDict):
    """The numbers behind the warning."""

    accuracy: float
    """Share of verdicts that are right."""
    constant: float
    """Share that the better constant answer gets right."""


class WarningAccuracyBelowConstant(TypedDict):
    code: Literal["accuracy_below_constant"]
    """Fewer verdicts are right than with one constant answer for all: were real and generated swapped?"""
    params: WarningAccuracyBelowConstantParams
    """The numbers behind the warning."""


class WarningGeneratedOnlyParams(TypedDict):
    """The numbers behind the warning."""

    pass


class WarningGeneratedOnly(TypedDict):
    code: Literal["generated_only"]
    """The dataset has generated images only: only recall can be told."""
    params: WarningGeneratedOnlyParams
    """The numbers behind the warning."""


class WarningWholeImageRegionsParams(TypedDict):
    """The numbers behind the warning."""

    pass


class WarningWholeImageRegions(TypedDict):
    code: Literal["whole_image_regions"]
    """IoU is undefined: the regions of the dataset mean the whole image."""
    params: WarningWholeImageRegionsParams
    """The numbers behind the warning."""


class WarningNoReferenceRegionsParams(TypedDict):
    """The numbers behind the warning."""

    pass


class WarningNoReferenceRegions(TypedDict):
    code: Literal["no_reference_regions"]
    """No reference has regions to compare with."""
    params: WarningNoReferenceRegionsParams
    """The numbers behind the warning."""


class WarningUnspacedReferencesParams(TypedDict):
    """The numbers behind the warning."""

    images: int
    """Images whose reference texts are by half of their letters or more in such a language."""
    of: int
    """Images with a reference text."""


class WarningUnspacedReferences(TypedDict):
    code: Literal["unspaced_references"]
    """Reference texts are in languages without spaces between words, in which other tokens than characters see no words."""
    params: WarningUnspacedReferencesParams
    """The numbers behind the warning."""


Warning = WarningPartialCoverage | WarningUnscored | WarningUnreadableMasks | WarningAurocBelowHalf | WarningAccuracyBelowConstant | WarningGeneratedOnly | WarningWholeImageRegions | WarningNoReferenceRegions | WarningUnspacedReferences


class BenchmarkRow(TypedDict):
    run: Run
    """The run whose values these are."""
    values: list[Measured]
    """One value for each metric."""
    warnings: list[Warning]
    """What a reader of the values must know; pages say it in words."""


class RunReportSlicesItem(TypedDict):
    kind: Literal["all", "label", "category", "generator", "fold"]
    """What the images are chosen by."""
    value: str
    """Value that the images of the slice share."""
    values: list[Measured]
    """One value for each metric."""


class RunReportFoldsItem(TypedDict):
    signature: str
    """Metric and all its settings in one line, e.g. `bleu2|tok:13a|smooth:exp|eff:yes|case:mixed|refs:closest|avg:sentence|v:1`."""
    mean: float
    """Mean of the four folds’ values."""
    spread: float
    """Standard deviation of the four folds’ values."""


class RunReportConfusionReal(TypedDict):
    """Images with the label `real`, by verdict."""

    real: int
    """Images with the verdict `real`."""
    generated: int
    """Images with the verdict `generated`."""
    unparsed: int
    """Images without a verdict."""


class RunReportConfusionGenerated(TypedDict):
    """Images with the label `generated`, by verdict."""

    real: int
    """Images with the verdict `real`."""
    generated: int
    """Images with the verdict `generated`."""
    unparsed: int
    """Images without a verdict."""


class RunReportConfusion(TypedDict):
    """Images counted by label (rows) and verdict (columns)."""

    real: RunReportConfusionReal
    """Images with the label `real`, by verdict."""
    generated: RunReportConfusionGenerated
    """Images with the label `generated`, by verdict."""


RunReportCalibrationItem = TypedDict("RunReportCalibrationItem", {
    "from": "float",
    "to": "float",
    "n": "int",
    "mean": "float",
    "generated": "float",
})


class RunReportParsingOk(TypedDict):
    """Outputs in which everything parsed."""

    k: int
    """Outputs in which everything parsed."""
    n: int
    """Explanations of the run."""
    share: float | None
    """k of n; null where n is 0."""


class RunReportParsingPartial(TypedDict):
    """Outputs with a verdict in which something else did not parse."""

    k: int
    """Outputs with a verdict in which something else did not parse."""
    n: int
    """Explanations of the run."""
    share: float | None
    """k of n; null where n is 0."""


class RunReportParsingFailed(TypedDict):
    """Outputs without a verdict."""

    k: int
    """Outputs without a verdict."""
    n: int
    """Explanations of the run."""
    share: float | None
    """k of n; null where n is 0."""


class RunReportParsingProblemsItem(TypedDict):
    code: str
    """Code of the parser’s problem."""
    images: int
    """Images whose output has the problem."""


class RunReportParsing(TypedDict):
    """How far the texts of the run could be read."""

    ok: RunReportParsingOk
    """Outputs in which everything parsed."""
    partial: RunReportParsingPartial
    """Outputs with a verdict in which something else did not parse."""
    failed: RunReportParsingFailed
    """Outputs without a verdict."""
    problems: list[RunReportParsingProblemsItem]
    """What the parser noticed, commonest first."""


class RunReportReadBackTextsItemReadingSettingsResize(TypedDict):
    """Settings of the smart resizing that `qwen-smart-resized` counts in, where the model’s processor was given others than Qwen’s own, e.g. by MAX_PIXELS."""

    factor: int
    """Both sides of the resized image become multiples of it; 28 unless told."""
    minPixels: int
    """Pixels that the resized image has at least; 3,136 unless told."""
    maxPixels: int
    """Pixels that the resized image has at most; 12,845,056 unless told."""


class RunReportReadBackTextsItemReadingSettings(TypedDict):
    """What was told beside grammar and coordinate space; null where nothing was."""

    tagSeparator: NotRequired[str]
    """What stands between two labels in `<tag>`; ", " by default."""
    resize: NotRequired[RunReportReadBackTextsItemReadingSettingsResize]
    """Settings of the smart resizing that `qwen-smart-resized` counts in, where the model’s processor was given others than Qwen’s own, e.g. by MAX_PIXELS."""
    boxOrder: NotRequired[Literal["xyxy", "yxyx"]]
    """Whether boxes are `[x1, y1, x2, y2]` or `[y1, x1, y2, x2]`; unless told, `box_2d` of JSON is the latter, as Gemini has it, and all else the former."""


class RunReportReadBackTextsItem(TypedDict):
    written: Literal["text", "structured"]
    """Whether the source’s own words are kept, or it came in structured form."""
    grammar: Literal["qwen2.5-vl", "internvl", "json", "plain", None]
    """How the raw text was read; null without one."""
    coordinateSpace: Literal["original", "qwen-smart-resized", "norm-1000", "norm-1", None]
    """What the numbers of boxes in the raw text count; null without one."""
    readingSettings: RunReportReadBackTextsItemReadingSettings | None
    """What was told beside grammar and coordinate space; null where nothing was."""
    explanations: int
    """Explanations that were read so."""


class RunReportReadBackFirstItem(TypedDict):
    sha256: str
    """Hash of the image’s bytes, lower-case hex."""
    path: str
    """Path of the image inside the dataset as it was distributed."""
    label: Literal["real", "generated"]
    """What the dataset says the image is: a `real` photograph or a `generated` picture."""


class RunReportReadBack(TypedDict):
    """What was understood of what the source says."""

    regions: int
    """Regions of all explanations."""
    masks: int
    """Regions with a mask."""
    texts: list[RunReportReadBackTextsItem]
    """How texts were read, commonest first."""
    first: list[RunReportReadBackFirstItem]
    """The first three images by path of which the run marks something, else the first three."""


class RunReportWorstItem(TypedDict):
    sha256: str
    """Hash of the image’s bytes, lower-case hex."""
    path: str
    """Path of the image inside the dataset as it was distributed."""
    label: Literal["real", "generated"]
    """What the dataset says the image is: a `real` photograph or a `generated` picture."""
    verdict: Literal["real", "generated", None]
    """What the source says the image is; null where its output holds no verdict."""
    value: float
    """Value of the metric that was asked for."""


class RunReportEmbargoStudiesItem(TypedDict):
    slug: str
    """Name of the study in addresses."""
    title: str
    """Title of the study as pages show it."""


class RunReportEmbargo(TypedDict):
    """What is withheld from the public while studies are open."""

    count: int
    """Images of the dataset, which are neither among the worst cases nor read back, of which the public is shown nothing now."""
    withheld: bool
    """Whether they are left out of this answer; maintainers see them."""
    studies: list[RunReportEmbargoStudiesItem]
    """Open studies for which it is withheld from the public; none where nothing is."""


class RunReport(TypedDict):
    """All that is measured of one run."""

    run: Run
    """The run that is reported on."""
    metrics: list[Metric]
    """The metrics whose values are given, in the order in which pages show them."""
    overall: BenchmarkRow
    """Values over all images of the run."""
    slices: list[RunReportSlicesItem]
    """Values over parts of the images."""
    folds: list[RunReportFoldsItem]
    """Each metric over the four folds, where all four have a value."""
    confusion: RunReportConfusion
    """Images counted by label (rows) and verdict (columns)."""
    calibration: list[RunReportCalibrationItem]
    """The probability of `generated` in ten bins of equal width, those without images left out; empty where the source gives no probability."""
    parsing: RunReportParsing
    """How far the texts of the run could be read."""
    readBack: RunReportReadBack
    """What was understood of what the source says."""
    missing: int
    """Images of the dataset without an explanation: not counted in any value."""
    worst: list[RunReportWorstItem]
    """Images with the worst values of the metric asked for, worst first."""
    embargo: RunReportEmbargo
    """What is withheld from the public while studies are open."""


class ComparisonDifferencesItem(TypedDict):
    signature: str
    """Metric and all its settings in one line, e.g. `bleu2|tok:13a|smooth:exp|eff:yes|case:mixed|refs:closest|avg:sentence|v:1`."""
    n: int
    """Images on which the metric is defined for both runs."""
    a: float
    """Value of the first run on these images."""
    b: float
    """Value of the second run on these images."""
    difference: float
    """a − b on the same images."""
    low: float | None
    """Lower end of the 95% paired bootstrap interval; null with fewer than two images, or where all resamples agree."""
    high: float | None
    """Upper end of the 95% paired bootstrap interval; null with fewer than two images, or where all resamples agree."""


class ComparisonMcNemar(TypedDict):
    """Exact McNemar test of the verdicts of both runs."""

    onlyA: int
    """Images whose verdict is right in the first run only."""
    onlyB: int
    """Images whose verdict is right in the second run only."""
    p: float | None
    """Exact two-sided p-value; null where no image is shared."""


class ComparisonDisagreementsItem(TypedDict):
    sha256: str
    """Hash of the image’s bytes, lower-case hex."""
    path: str
    """Path of the image inside the dataset as it was distributed."""
    label: Literal["real", "generated"]
    """What the dataset says the image is: a `real` photograph or a `generated` picture."""
    verdictA: Literal["real", "generated", None]
    """What the source says the image is; null where its output holds no verdict."""
    verdictB: Literal["real", "generated", None]
    """What the source says the image is; null where its output holds no verdict."""
    iouA: float | None
    """Union IoU of the regions with the reference, 0–1; null where it is not defined, as on a real image."""
    iouB: float | None
    """Union IoU of the regions with the reference, 0–1; null where it is not defined, as on a real image."""


class ComparisonEmbargoStudiesItem(TypedDict):
    slug: str
    """Name of the study in addresses."""
    title: str
    """Title of the study as pages show it."""


class ComparisonEmbargo(TypedDict):
    """What is withheld from the public while studies are open."""

    count: int
    """Images of the dataset, which are not among the disagreements, of which the public is shown nothing now."""
    withheld: bool
    """Whether they are left out of this answer; maintainers see them."""
    studies: list[ComparisonEmbargoStudiesItem]
    """Open studies for which it is withheld from the public; none where nothing is."""


class Comparison(TypedDict):
    """Two runs on the images that both have explained."""

    a: Run
    """The first run."""
    b: Run
    """The second run."""
    metrics: list[Metric]
    """The metrics whose values are given, in the order in which pages show them."""
    images: int
    """Images that both runs have explained."""
    differences: list[ComparisonDifferencesItem]
    """One difference for each metric."""
    mcNemar: ComparisonMcNemar
    """Exact McNemar test of the verdicts of both runs."""
    disagreements: list[ComparisonDisagreementsItem]
    """Images on which the verdicts differ or the IoU differs most, greatest difference first."""
    embargo: ComparisonEmbargo
    """What is withheld from the public while studies are open."""
