"""Fits the votes of a folder with the program named on the command line, the real one, and prints its ratings by arm as JSON. Both
count "both bad" as a tie, the site leaves such votes out: so here."""

import json
import sys
import types
from collections import namedtuple
from pathlib import Path

program, folder = sys.argv[1], Path(sys.argv[2])


def arena_rank():
    import pandas as pd
    from arena_rank.models.bradley_terry import BradleyTerry
    from arena_rank.utils.data_utils import PairDataset

    votes = pd.read_csv(folder / "votes.arena-rank.csv")
    dataset = PairDataset.from_pandas(votes[votes.winner != "both_bad"])
    fitted = BradleyTerry(n_competitors=dataset.n_competitors).compute_ratings_and_cis(dataset)
    return {name: float(rating) for name, rating in zip(fitted["competitors"], fitted["ratings"])}


def fastchat():
    # Its register of models loads PyTorch, and says nothing but the addresses of models' pages.
    for name in ("fastchat.model", "fastchat.model.model_registry"):
        sys.modules[name] = types.ModuleType(name)
    page = namedtuple("Page", "link description")("", "")
    sys.modules["fastchat.model.model_registry"].get_model_info = lambda name: page
    from fastchat.serve.monitor import elo_analysis

    battles = json.loads((folder / "votes.fastchat.json").read_text(encoding="utf-8"))
    counted = [battle for battle in battles if battle["winner"] != "tie (bothbad)"]
    return elo_analysis.report_elo_analysis_results(counted, num_bootstrap=2)["leaderboard_table_df"]["rating"].to_dict()


ratings = {"arena_rank": arena_rank, "fastchat": fastchat}[program]()
print(json.dumps(ratings))
