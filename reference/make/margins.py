"""How far the closest decision of a search was from going the other way."""

from types import TracebackType
from typing import Any, Self

import torch
from transformers import PreTrainedModel


def greedy_margin(scores: tuple[torch.Tensor, ...]) -> torch.Tensor:
    best_two = torch.stack([step.topk(2).values[0] for step in scores])
    return (best_two[:, 0] - best_two[:, 1]).min()


class CandidateGaps:
    """Watches a beam search choose its candidates, and keeps the smallest gap to the next best.

    Only the border between the kept candidates and the others, and the one between those that may end
    and those that may only go on, decide anything; the order on either side does not.
    """

    def __init__(self, decoder: PreTrainedModel) -> None:
        self.decoder, self.smallest = decoder, torch.tensor(torch.inf)

    def __enter__(self) -> Self:
        choose = self.decoder._get_top_k_continuations

        def watched(accumulated_log_probs: torch.Tensor, **settings: Any) -> Any:
            self.look(accumulated_log_probs[0], settings["num_beams"], settings["beams_to_keep"])
            return choose(accumulated_log_probs=accumulated_log_probs, **settings)

        self.decoder._get_top_k_continuations = watched
        return self

    def __exit__(self, *failure: type[BaseException] | BaseException | TracebackType | None) -> None:
        del self.decoder._get_top_k_continuations

    def look(self, scores: torch.Tensor, num_beams: int, kept: int) -> None:
        best = scores.topk(kept + 1).values
        for border in (num_beams, kept):
            self.smallest = torch.minimum(self.smallest, best[border - 1] - best[border])
