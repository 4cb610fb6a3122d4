"""Finding evidence: pure functions over sentences, thin spaCy components on top."""
