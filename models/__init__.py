"""Speaks each model's dialect: language models, embedders, readers of pictures and speech."""
