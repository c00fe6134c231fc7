"""Every reason for refusing a code has a sentence that a citizen can read."""

from kiosk.cases.codes import Refusal
from tests.sample_visit import texts


def test_each_refusal_has_a_sentence_of_its_own_without_blanks_to_fill() -> None:
    words = texts()
    sentences = {reason: words(reason.value) for reason in Refusal}
    assert len(set(sentences.values())) == len(Refusal)
    assert not any("{" in sentence for sentence in sentences.values())
