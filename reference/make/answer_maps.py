"""Maps of answers: Grad-CAM, and attention through the question."""

import torch

from .captioner import Tensors
from .generation import Answerer
from .gradcam import grad_cam


def answer_maps(answerer: Answerer, image_embeds: torch.Tensor, ids: list[int], key: str) -> Tensors:
    """Of the whole answer by tokens of the question, and of each of its tokens, seen from the row that predicts it."""
    input_ids = torch.tensor([ids])
    with torch.enable_grad():
        question = answerer.model.text_encoder(
            answerer.question_ids, encoder_hidden_states=image_embeds, output_attentions=True
        )
        answer = answerer.model.text_decoder(
            input_ids, encoder_hidden_states=question.last_hidden_state, output_attentions=True, use_cache=False
        )
        log_probs = answer.logits[0, :-1].log_softmax(dim=-1).gather(1, input_ids[0, 1:, None])[:, 0]
        by_token = [grad_cam(target, question.cross_attentions).sum(dim=1) for target in log_probs]
        whole = grad_cam(log_probs.sum(), question.cross_attentions)
    return {
        f"{key}/grad_cam/question": whole,
        f"{key}/grad_cam/answer": torch.stack(by_token, dim=1),
        f"{key}/attention/answer": through_question(question.cross_attentions, answer.cross_attentions),
    }


def through_question(seen: tuple[torch.Tensor, ...], asked: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """[L, T - 1, N - 1]: the question's attention, weighted by the answer's attention to the question's tokens."""
    patches = torch.cat(seen).detach().mean(dim=1)[:, :, 1:]
    weights = torch.cat(asked).detach().mean(dim=(0, 1))[:-1]
    return torch.einsum("tq,lqn->ltn", weights, patches)
