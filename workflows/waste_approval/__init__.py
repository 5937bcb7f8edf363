"""Waste approval (omologa rifiuti): may this waste of this producer be delivered to this plant?"""
