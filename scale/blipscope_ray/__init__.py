"""Captions shards of pictures with `blipscope work` on a Ray cluster: one actor, one child process."""
