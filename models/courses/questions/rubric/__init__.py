"""Rubrics: how a person judges an answer. Read from `rubrics/*.yaml`, kept in the questions that name them."""
