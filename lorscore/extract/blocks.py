"""Components that read several letters in a row before the next component does.

What a component looks things up in (word lists, patterns, weights) does not fit into a processor's cache together with
that of all the others: one letter through all components fetches all of it from memory again and again.
"""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc

AT_ONCE = 8
"""So many letters pass one component before they go on to the next."""


class InBlocks(ABC):
    """A component of spaCy that is called for one letter, and takes a stream of them in blocks."""

    @abstractmethod
    def __call__(self, doc: Doc) -> Doc:
        """Run on one letter."""

    def ahead(self, docs: Sequence[Doc]) -> None:  # noqa: B027 (most components have nothing to do)
        """Work out what is cheaper for several letters together, before the component is called for each."""

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = AT_ONCE) -> Iterator[Doc]:
        """Run on a stream of letters; ``batch_size`` is that of the trained components, and is not looked at."""
        docs = iter(stream)
        while block := list(itertools.islice(docs, AT_ONCE)):
            self.ahead(block)
            yield from [self(doc) for doc in block]
