"""The model into faces: pure, deterministic, the same words on each."""
