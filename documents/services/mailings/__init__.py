"""Mailings: a list of customers, words with merge fields, consent checked, one message each."""
